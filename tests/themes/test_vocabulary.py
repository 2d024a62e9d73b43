"""The starting vocabulary: the themes that were agreed, each explained in every language, and the lens."""

import re
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from storyhub.core.clock import now
from storyhub.core.db import db, transaction
from storyhub.core.languages import LANGUAGES
from storyhub.themes.models import Theme, ThemeKind
from storyhub.themes.queries import theme_slugs, themes, themes_by_slug
from storyhub.themes.services import seed_vocabulary
from storyhub.themes.services.seeding import PARTS

SLUGS = (
    "mobility housing water energy waste health care schools work finance services digital democracy trust culture "
    "peace migration gender accessibility environment public-space food"
).split()
LENS = ["event", "pattern", "structure", "mental-model"]


def test_the_vocabulary_holds_the_themes_that_were_agreed(context: Flask) -> None:
    assert {theme.slug for theme in themes()} == set(SLUGS)
    assert [theme.slug for theme in themes(ThemeKind.LENS)] == LENS


@pytest.mark.parametrize("part", PARTS)
def test_each_is_explained_in_every_language(context: Flask, part: str) -> None:
    for theme in every_theme():
        texts = getattr(theme, part)
        assert set(texts) == set(LANGUAGES), theme.slug
        assert all(text.strip() for text in texts.values()), theme.slug
        # A short label may be the same word in two languages; a sentence is not.
        assert part == "label" or len(set(texts.values())) == len(LANGUAGES), theme.slug


def every_theme() -> Sequence[Theme]:
    """With all their texts; the lists of pages load no more than they show."""
    return db.session.scalars(select(Theme).options(undefer("*"))).all()


def test_labels_differ_from_each_other_in_every_language(context: Flask) -> None:
    for code in LANGUAGES:
        labels = [theme.label[code] for theme in (*themes(), *themes(ThemeKind.LENS))]
        assert len(set(labels)) == len(labels), code


def test_texts_are_written_with_the_letters_of_their_language(context: Flask) -> None:
    every = [getattr(theme, part) for theme in every_theme() for part in PARTS]
    assert not [text["ro"] for text in every if re.search("[şţŞŢ]", text["ro"])]
    assert all(re.search("[\u10d0-\u10ff]", text["ka"]) for text in every)
    assert all(re.search("[\u0561-\u0587]", text["hy"]) for text in every)


def test_taking_the_vocabulary_in_again_changes_nothing(context: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Theme))
    seed_vocabulary()
    assert db.session.scalar(select(func.count()).select_from(Theme)) == before == len(SLUGS) + len(LENS)


def test_a_retired_theme_is_offered_no_more_and_keeps_its_meaning(context: Flask) -> None:
    with transaction() as session:
        retired = session.scalars(select(Theme).where(Theme.slug == "waste")).one()
        retired.retired_at = now()
        theme_id = retired.id
    assert "waste" not in {theme.slug for theme in themes()}
    assert themes_by_slug(["waste", "nonsense"])["waste"].label["en"]
    assert theme_id not in {row.id for row in theme_slugs()}
