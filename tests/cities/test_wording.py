"""What tellers are asked: complete in every language, versioned, and kept with each answer."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from storyhub.cities.models import ConsentWording
from storyhub.cities.queries import current_wording
from storyhub.cities.wording import wording_in
from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.languages import LANGUAGES
from storyhub.core.visibility import Audience
from storyhub.stories.models import ConsentGrant, NameShown, Use
from tests.support.stories import Told


def leaves(table: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def test_every_sentence_is_there_in_every_language_and_in_no_other(context: Flask) -> None:
    texts = current_wording().texts
    assert set(texts) == set(LANGUAGES)
    shape = {path for path, _ in leaves(texts["en"])}
    assert len(shape) > 20
    for code in LANGUAGES:
        found = dict(leaves(texts[code]))
        assert set(found) == shape, code
        assert all(text.strip() for text in found.values()), code
        if code != "en":
            assert not [path for path, text in leaves(texts["en"]) if found[path] == text], code


def test_gaps_to_be_filled_are_the_same_in_every_language(context: Flask) -> None:
    texts = current_wording().texts
    for path, text in leaves(texts["en"]):
        for code in LANGUAGES:
            assert ("{age}" in dict(leaves(texts[code]))[path]) == ("{age}" in text), (code, path)


def test_every_audience_use_and_way_of_naming_has_its_sentence(context: Flask) -> None:
    row = current_wording()
    for code in LANGUAGES:
        words = wording_in(row.version, row.texts, code)
        assert words.language == code
        assert all(words("audience", one) and words("audience", one, "explanation") for one in Audience)
        assert all(words("use", one, "question") and words("use", one, "explanation") for one in Use)
        assert all(words("name", one) for one in NameShown)
        assert words.one("withdraw", "explanation")


def test_a_language_without_wording_is_asked_in_english(context: Flask) -> None:
    row = current_wording()
    assert wording_in(row.version, {"en": row.texts["en"]}, "ka").language == "en"


def test_each_answer_keeps_the_version_in_which_it_was_asked(app: Flask, tell: Callable[..., Told]) -> None:
    first = tell(language="ka")
    with app.app_context(), transaction() as session:
        texts = current_wording().texts
        session.add(ConsentWording(version=2, texts=texts, since=clock.now() + timedelta(seconds=1)))
    second = tell(language="hy")
    with app.app_context():
        for told, version, language in ((first, 1, "ka"), (second, 2, "hy")):
            grants = db.session.scalars(select(ConsentGrant).where(ConsentGrant.story_id == told.id)).all()
            assert len(grants) == 1 + len(Use)
            assert {(grant.wording_version, grant.wording_language) for grant in grants} == {(version, language)}
