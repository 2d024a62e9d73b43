"""Reflections and answers among what a search finds: the title, the words around what was looked for, where it leads."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from storyhub.archive.query import Question
from storyhub.archive.snippets import marked, snippet
from storyhub.archive.sources import Hit
from storyhub.core.registry import FoundKind
from storyhub.learning.models import ANSWERS, ENTRIES
from storyhub.web.filters import day

PAGES = {ENTRIES: "entries.entry", ANSWERS: "heard.answer"}


def cards(hits: Sequence[Hit], question: Question) -> list[dict[str, Any]]:
    return [_card(hit, question) for hit in hits]


def _card(hit: Hit, question: Question) -> dict[str, Any]:
    title = hit.title or gettext("A reflection entry")
    return {
        "url": url_for(PAGES[hit.source], city=hit.city, code=hit.code),
        "code": hit.code,
        "lang": hit.language,
        "title": marked(question, title, hit.language),
        "pieces": snippet(question, hit.text, hit.language),
        "when": day(hit.at),
    }


FOUND_KINDS = {
    ENTRIES: FoundKind(lazy_gettext("Reflections"), cards, "learning/_found_card.html"),
    ANSWERS: FoundKind(lazy_gettext("Answers"), cards, "learning/_found_card.html"),
}
