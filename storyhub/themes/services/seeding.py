"""Writes to the vocabulary: taking in the one that comes with Storyhub."""

import tomllib
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.themes.models import Theme, ThemeKind, Vocabulary

SLUG = "systems"
PARTS = ("label", "meaning", "use_when", "not_when")


def seed_vocabulary() -> None:
    """Bring the starting vocabulary into an empty database; a vocabulary that is there stays as it is."""
    folder = files("storyhub.themes") / "seed"
    shape = tomllib.loads((folder / "vocabulary.toml").read_text(encoding="utf-8"))
    texts = {
        code: tomllib.loads(file.read_text(encoding="utf-8"))
        for code in LANGUAGES
        if (file := folder / f"vocabulary.{code}.toml").is_file()
    }
    with transaction() as session:
        if session.scalar(select(Vocabulary).where(Vocabulary.slug == SLUG)):
            return
        vocabulary = Vocabulary(slug=SLUG, version=shape["version"], since=clock.now())
        session.add(vocabulary)
        session.flush()
        for position, row in enumerate(shape["theme"]):
            session.add(_theme(vocabulary, row, position, texts))


def _theme(vocabulary: Vocabulary, row: dict[str, Any], position: int, texts: dict[str, Any]) -> Theme:
    translated = {
        part: Translated({code: table[row["slug"]][part] for code, table in texts.items() if row["slug"] in table})
        for part in PARTS
    }
    return Theme(
        vocabulary_id=vocabulary.id,
        slug=row["slug"],
        kind=ThemeKind(row["kind"]),
        position=position,
        label=translated["label"],
        meaning=translated["meaning"],
        use_when=translated["use_when"],
        not_when=translated["not_when"],
        other_names={},
    )
