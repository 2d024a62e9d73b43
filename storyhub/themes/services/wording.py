"""What a theme is called and how it is explained, and what of that cannot stand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storyhub.core.errors import Invalid
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.core.text import clean_line, length
from storyhub.themes.models import Theme

SLUG = re.compile(r"[a-z][a-z0-9-]{1,40}")
MOST_LABEL = 60
MOST_MEANING = 300
MOST_NAMES = 8
PARTS = ("label", "meaning", "use_when", "not_when")


@dataclass(frozen=True)
class Wording:
    """What a theme is called, what it means, when to use it and when not, by language. None: as it was."""

    label: Mapping[str, str]
    meaning: Mapping[str, str]
    use_when: Mapping[str, str] | None = None
    not_when: Mapping[str, str] | None = None
    other_names: Mapping[str, Sequence[str]] | None = None

    def problems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if not any(self.label.values()):
            found["label"] = "text_in_one_language"
        elif any(length(text) > MOST_LABEL for text in self.label.values()):
            found["label"] = "theme_label_too_long"
        for part in ("meaning", "use_when", "not_when"):
            if any(length(text) > MOST_MEANING for text in (getattr(self, part) or {}).values()):
                found[part] = "theme_meaning_too_long"
        return found

    def write_to(self, theme: Theme) -> None:
        for part in PARTS:
            texts = getattr(self, part)
            if texts is not None:
                setattr(theme, part, clean(texts))
        if self.other_names is not None:
            theme.other_names = clean_names(self.other_names)


def said(theme: Theme) -> dict[str, dict[str, Any]]:
    """What a theme says of itself now, to be kept beside a change of it."""
    return {part: dict(getattr(theme, part)) for part in (*PARTS, "other_names")}


def say_again(theme: Theme, before: Mapping[str, Any]) -> None:
    """What `said` kept; a change of an older kind kept less."""
    for part, texts in before.items():
        setattr(theme, part, dict(texts) if part == "other_names" else Translated(texts))


def clean(texts: Mapping[str, str]) -> Translated:
    return Translated({code: clean_line(text) for code, text in texts.items() if code in LANGUAGES and text.strip()})


def clean_names(names: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """By language, each once, and none longer than a label may be."""
    kept: dict[str, list[str]] = {}
    for code, given in names.items():
        cleaned = [name for name in map(clean_line, given) if name and length(name) <= MOST_LABEL]
        if code in LANGUAGES and cleaned:
            kept[code] = list(dict.fromkeys(cleaned))[:MOST_NAMES]
    return kept


def require_sound(wording: Wording, slug: str | None = None) -> None:
    problems = wording.problems()
    if slug is not None and not SLUG.fullmatch(slug):
        problems["slug"] = "slug_not_possible"
    if problems:
        raise Invalid(problems)
