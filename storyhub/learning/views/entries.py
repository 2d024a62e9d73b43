"""The town's log and one entry beside what it cites; beginning one, taking one back, looking at one again."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts import queries as accounts
from storyhub.core.paging import page_number
from storyhub.core.permissions import Role
from storyhub.learning.draft import SECTIONS
from storyhub.learning.models import Confidence, Entry, EntryEvent, EntryState, Stance
from storyhub.learning.policy import WRITABLE, is_author, may_answer, may_review, may_see_history, may_write
from storyhub.learning.queries import entries
from storyhub.learning.queries.cited_outcomes import outcomes_cited
from storyhub.learning.queries.entries import Shelf
from storyhub.learning.queries.thread import thread_of_entry
from storyhub.learning.services import writing
from storyhub.learning.views.answers import draw
from storyhub.learning.views.citations import evidence_cards, outcome_cards
from storyhub.learning.views.wording import SHELVES, STANCES, STATES, act_name, confidence_text
from storyhub.themes import queries as themes
from storyhub.web.access import public, staff, viewer
from storyhub.web.filters import ago, day, iso, moment, tr
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("entries", __name__)


@blueprint.get("/<lang:lang>/<city>/learning/logs")
@public
def logs() -> Response:
    """The town's accepted entries; for those who write here also their own, shelf by shelf."""
    writes = may_write(viewer(), g.city.id)
    shelf = Shelf(request.args["of"]) if writes and request.args.get("of") in set(Shelf) else Shelf.ACCEPTED
    found = entries.entries_for(viewer(), g.city.id, shelf, page_number(request.args.get("page")))
    return page(
        "learning/logs.html",
        found=found,
        shelf=shelf.value,
        rows=entry_rows(found.items),
        tabs_items=_shelves(shelf) if writes else [],
        may_write=writes,
        leads=viewer().has(Role.LEARNING_LEAD, g.city.id),
        page_href=lambda n: url_for("entries.logs", of=shelf.value, page=n) if n else None,
    )


def _shelves(current: Shelf) -> list[dict[str, Any]]:
    counts = entries.shelf_counts(viewer(), g.city.id)
    return [
        {
            "text": SHELVES[one],
            "href": url_for("entries.logs", of=one.value),
            "count": counts[one],
            "current": one == current,
        }
        for one in Shelf
    ]


def entry_rows(found: Any) -> list[dict[str, Any]]:
    """Entries for a list, with their authors, themes and how much each cites, in four reads."""
    ids = [one.id for one in found]
    names, labels = accounts.names_of([one.author_id for one in found]), entries.themes_of(ids)
    cites, outcomes = entries.evidence_counts(ids), entries.outcome_counts(ids)
    return [
        {
            "href": url_for("writing.edit" if one.state in WRITABLE else "entries.entry", code=one.code),
            "code": one.code,
            "title": one.title or gettext("Without a title yet"),
            "lang": one.language if one.title else current_language().code,
            "author": names.get(one.author_id, gettext("A former colleague")),
            "since": ago(one.state_since),
            "iso": iso(one.state_since),
            "state": STATES[one.state],
            "themes": [tr(theme.label) for theme in labels.get(one.id, [])],
            "cites": cites.get(one.id, 0),
            "outcomes": outcomes.get(one.id, 0),
            "is_flagged": one.flagged_at is not None,
        }
        for one in found
    ]


@blueprint.post("/<lang:lang>/<city>/learning/logs")
@staff
def begin() -> AnyResponse:
    """A new draft."""
    code = writing.begin_entry(viewer(), g.city.id, current_language().code)
    return go(url_for("writing.edit", code=code))


@blueprint.get("/<lang:lang>/<city>/learning/logs/<code>")
@public
def entry(code: str) -> Response:
    """One entry beside what it cites."""
    return entry_page(entries.entry_for(viewer(), g.city.id, code))


def entry_page(
    found: Entry, *, status: int = 200, errors: dict[str, str] | None = None, problem: str = "", typed: str = ""
) -> Response:
    """The entry, and for a learning lead whose turn it is the form to answer its author."""
    if viewer().is_staff:
        keep_private()
    sees_history = may_see_history(viewer(), found)
    evidence = evidence_cards(entries.evidence_of(viewer(), found), with_reasons=sees_history)
    return page(
        "learning/entry.html",
        status=status,
        entry=found,
        title=found.title or gettext("Without a title yet"),
        state_name=STATES[found.state],
        author=accounts.names_of([found.author_id]).get(found.author_id, gettext("A former colleague")),
        confidence=confidence_text(found.confidence),
        themes=theme_links(entries.themes_of([found.id]).get(found.id, [])),
        evidence=evidence,
        outcomes=outcome_cards(outcomes_cited(viewer(), found), with_reasons=sees_history),
        thread=draw(thread_of_entry(viewer(), found), "entry"),
        trail=_trail(entries.trail_of(found.id), found.code) if sees_history else [],
        is_author=is_author(viewer(), found),
        is_writable=found.state in WRITABLE,
        may_answer=found.state == EntryState.ACCEPTED and may_answer(viewer(), found),
        may_review=found.state == EntryState.SUBMITTED and may_review(viewer(), found),
        waited=ago(found.state_since),
        errors=errors or {},
        summary=[{"text": line, "href": f"#{name}"} for name, line in (errors or {}).items()],
        problem=problem,
        typed=typed,
    )


def theme_links(found: Any) -> list[dict[str, str]]:
    """The entry's themes, each leading to the town's stories on it."""
    return [{"label": tr(one.label), "href": url_for("reading.stories", theme=one.slug)} for one in found]


def _trail(events: Any, code: str) -> list[dict[str, Any]]:
    names = accounts.names_of([event.actor_id for event in events if event.actor_id])
    return [_act(event, names, code) for event in events]


def _act(event: EntryEvent, names: dict, code: str) -> dict[str, Any]:
    who = names.get(event.actor_id, gettext("A former colleague")) if event.actor_id else gettext("Storyhub")
    words = event.words if event.act != "flagged" else ""
    return {
        "who": who,
        "what": act_name(event.act, event.words),
        "iso": iso(event.at),
        "when": moment(event.at),
        "note": _link_to_version(code, event.version) if event.act == "submitted" else words,
    }


def _link_to_version(code: str, number: int) -> Markup:
    href = url_for("entries.version", code=code, number=number)
    return Markup('<a href="{}">{}</a>').format(href, gettext("Version %(n)s", n=number))


@blueprint.get("/<lang:lang>/<city>/learning/logs/<code>/versions/<int(max=99999):number>")
@staff
def version(code: str, number: int) -> Response:
    """The entry as it was submitted then. Stories in it are shown as they may be now, quotations not at all."""
    keep_private()
    found = entries.entry_for(viewer(), g.city.id, code)
    if not may_see_history(viewer(), found):
        number = 0  # not theirs to read: the same answer as for a version that never was
    kept = entries.version_of(found.id, number)
    content = kept.content
    now = {str(one["story_id"]): one for one in evidence_cards(entries.evidence_of(viewer(), found), with_reasons=True)}
    still = outcome_cards(outcomes_cited(viewer(), found), with_reasons=True)
    outcomes_now = {str(one["outcome_id"]): one for one in still}
    return page(
        "learning/entry_version.html",
        entry=found,
        number=number,
        at=day(kept.at),
        words={name: content[name] for name in SECTIONS},
        language=content["language"],
        confidence=confidence_text(Confidence(content["confidence"]) if content["confidence"] else None),
        themes=[tr(one.label) for one in themes.themes_with([UUID(one) for one in content["themes"]])],
        evidence=[
            {
                "stance": STANCES[Stance(one["stance"])],
                "why": "" if now.get(one["story"], {}).get("is_withdrawn") else one["why"],
                "quoted": one["quoted"],
                "now": now.get(one["story"]),
            }
            for one in content["evidence"]
        ],
        outcomes=[
            {
                "stance": STANCES[Stance(one["stance"])],
                "why": one["why"],
                "now": outcomes_now.get(one["outcome"]),
            }
            for one in content.get("outcomes", ())
        ],
    )


@blueprint.post("/<lang:lang>/<city>/learning/logs/<code>/take-back")
@staff
def take_back(code: str) -> AnyResponse:
    """Its author writes on."""
    writing.take_back_entry(viewer(), entries.entry_for(viewer(), g.city.id, code).id)
    flash(gettext("It is your draft again. Nobody else sees it until you submit it."))
    return go(url_for("writing.edit", code=code))


@blueprint.post("/<lang:lang>/<city>/learning/logs/<code>/confirm")
@staff
def confirm(code: str) -> AnyResponse:
    """Its author looked again, and it holds."""
    writing.confirm_entry(viewer(), entries.entry_for(viewer(), g.city.id, code).id)
    return go(url_for("entries.entry", code=code))
