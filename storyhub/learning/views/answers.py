"""How an answer is drawn, and how the thread is: words, dates and addresses ready for the templates."""

from dataclasses import dataclass
from typing import Any, Protocol

from flask import url_for
from flask_babel import gettext, ngettext

from storyhub.core.languages import Translated
from storyhub.learning.models import Entry, Feedback
from storyhub.learning.queries.feedback import Answer
from storyhub.learning.queries.relying import Strands
from storyhub.learning.queries.thread import Thread
from storyhub.learning.views.citations import named, named_outcome
from storyhub.learning.views.drawing import Drawing, draw_thread
from storyhub.stories.models import Story
from storyhub.themes.models import Theme
from storyhub.web.filters import day, iso, tr
from storyhub.web.locale import current_language
from storyhub.workshops.models import Outcome
from storyhub.workshops.wording import KINDS


class Words(Protocol):
    """What an answer says: `Feedback` itself, or an answer as it reached a teller."""

    title: Translated
    heard: Translated
    did: Translated
    did_not: Translated


@dataclass(frozen=True)
class DrawnThread:
    """The thread as a drawing, and as the list that says the same."""

    drawing: Drawing
    description: str
    knots: list[dict[str, Any]]


def words_of(answer: Words, language: str = "") -> dict[str, str]:
    """All parts in one language, the reader's own where it was written in it: languages are never mixed in one answer."""
    chosen = language or answer.title.language_for(current_language().code)
    parts = {part: getattr(answer, part).get(chosen, "") for part in ("title", "heard", "did", "did_not")}
    return parts | {"lang": chosen}


def drawn(answer: Answer) -> dict[str, Any]:
    """An answer for templates/learning/_answer.html."""
    sent_at = answer.feedback.sent_at
    assert sent_at is not None
    return words_of(answer.feedback) | {
        "code": answer.feedback.code,
        "href": _href(answer.feedback),
        "sent": day(sent_at),
        "iso": iso(sent_at),
        "themes": [theme_link(theme) for theme in answer.themes],
        "rests_on": rests_on(answer.strands),
        "stories": [named(story, story.id in answer.strands.quotable) for story in answer.strands.stories],
    }


def _href(answer: Feedback) -> str:
    """In the town of the page."""
    return url_for("heard.answer", code=answer.code)


def theme_link(theme: Theme) -> dict[str, Any]:
    return {"label": tr(theme.label), "href": url_for("heard.heard", theme=theme.slug)}


def rests_on(strands: Strands) -> list[str]:
    """How many stories, how many of them are not named here, and how many were taken back."""
    said = [
        ngettext("It rests on %(num)s story.", "It rests on %(num)s stories.", strands.total) if strands.total else "",
        ngettext(
            "%(num)s of them is for a smaller circle.", "%(num)s of them are for a smaller circle.", strands.closed
        )
        if strands.closed
        else "",
        ngettext("%(num)s was taken back since.", "%(num)s were taken back since.", strands.taken_back)
        if strands.taken_back
        else "",
    ]
    return [line for line in said if line]


def draw(thread: Thread, here: str, *, with_judgement: bool = False) -> DrawnThread:
    """The thread from where one stands: `here` is entry or answer."""
    strands, answers = thread.strands, max(1, len(thread.answers)) if here == "answer" else len(thread.answers)
    knots = [
        *(_story_knot(story, story.id in strands.quotable) for story in strands.stories),
        *_unnamed_knots(strands),
        *map(_outcome_knot, thread.outcomes),
        *({"label": tr(theme.label), "href": theme_link(theme)["href"], "state": "done"} for theme in thread.themes),
        _entry_knot(thread.entry, here),
        *_answer_knots(thread, here),
        *_tellers_knot(thread, with_judgement),
    ]
    alive = len(strands.stories) + strands.closed
    drawing = draw_thread(
        alive, strands.taken_back, min(bool(thread.outcomes) + 1 + answers, 4), thread.reached.tellers
    )
    return DrawnThread(drawing, _description(thread), knots)


def _story_knot(story: Story, is_quotable: bool) -> dict[str, Any]:
    link = named(story, is_quotable)
    return {
        "label": link["title"],
        "lang": link["lang"],
        "href": link["url"],
        "note": day(story.told_at),
        "state": "done",
    }


def _outcome_knot(outcome: Outcome) -> dict[str, Any]:
    link = named_outcome(outcome)
    return {
        "label": link["title"],
        "lang": link["lang"],
        "href": link["url"],
        "note": str(KINDS[outcome.kind]),
        "state": "done",
    }


def _unnamed_knots(strands: Strands) -> list[dict[str, Any]]:
    knots = []
    if strands.closed:
        label = ngettext("%(num)s story for a smaller circle", "%(num)s stories for a smaller circle", strands.closed)
        knots.append({"label": label, "state": "done"})
    if strands.taken_back:
        label = ngettext("%(num)s story", "%(num)s stories", strands.taken_back)
        knots.append({"label": label, "state": "gone"})
    return knots


def _entry_knot(entry: Entry | None, here: str) -> dict[str, Any]:
    if entry is None:
        return {"label": gettext("What the team learned from them"), "state": "done"}
    href = url_for("entries.entry", code=entry.code, city=entry.city.slug)
    state = "here" if here == "entry" else "done"
    return {
        "label": entry.title,
        "lang": entry.language,
        "href": href,
        "note": gettext("What the team learned from them"),
        "state": state,
    }


def _answer_knots(thread: Thread, here: str) -> list[dict[str, Any]]:
    if not thread.answers:
        waiting = {"label": gettext("The answer to the tellers"), "state": "here" if here == "answer" else "waiting"}
        return [waiting]
    return [answer_knot(one) | ({"state": "here"} if here == "answer" else {}) for one in thread.answers]


def answer_knot(answer: Feedback, city: str = "") -> dict[str, Any]:
    """A sent answer on somebody's thread."""
    words = words_of(answer)
    return {
        "label": words["title"],
        "lang": words["lang"],
        "href": url_for("heard.answer", code=answer.code, city=city) if city else _href(answer),
        "note": gettext("What the town answered on %(day)s", day=day(answer.sent_at)) if answer.sent_at else "",
        "state": "done",
    }


def _tellers_knot(thread: Thread, with_judgement: bool) -> list[dict[str, Any]]:
    reached = thread.reached
    if not reached.tellers:
        return [{"label": gettext("The tellers hear of it"), "state": "waiting"}]
    label = ngettext("It reached %(num)s teller", "It reached %(num)s tellers", reached.tellers)
    note = ngettext("%(num)s found it useful", "%(num)s found it useful", reached.useful) if with_judgement else ""
    return [{"label": label, "note": note, "state": "done"}]


def _description(thread: Thread) -> str:
    said = [
        ngettext("%(num)s story joins in one line.", "%(num)s stories join in one line.", thread.strands.total),
        ngettext("%(num)s was taken back.", "%(num)s were taken back.", thread.strands.taken_back)
        if thread.strands.taken_back
        else "",
        ngettext("The answer reached %(num)s teller.", "The answer reached %(num)s tellers.", thread.reached.tellers)
        if thread.reached.tellers
        else gettext("The tellers have not been answered yet."),
    ]
    return " ".join(line for line in said if line)
