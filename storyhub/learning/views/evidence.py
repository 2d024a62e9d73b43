"""Evidence for an entry: stories and outcomes looked for beside the words, and what each story does to them."""

from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import text
from storyhub.core.errors import Conflict, Invalid
from storyhub.core.paging import Page, page_number
from storyhub.learning.draft import Citation
from storyhub.learning.models import Entry, Stance
from storyhub.learning.policy import WRITABLE, stands
from storyhub.learning.queries import citable, entries
from storyhub.learning.services import citing
from storyhub.learning.services.trail import EntryMoved
from storyhub.learning.views.found_outcomes import outcome_hits
from storyhub.learning.views.wording import STANCES, choices
from storyhub.learning.views.writing import evidence_beside, own_entry
from storyhub.stories.models import Story
from storyhub.stories.views import cards
from storyhub.stories.views.alike import stories_like_all
from storyhub.stories.views.asked import asked_for
from storyhub.stories.views.listing import listing_for
from storyhub.web.access import staff, viewer
from storyhub.web.errors import sentence
from storyhub.web.htmx import go, is_htmx
from storyhub.web.render import page

blueprint = Blueprint("evidence", __name__)

LIKE_THE_CITED = 6


@blueprint.get("/<lang:lang>/<city>/learning/logs/<code>/evidence")
@staff
def find(code: str) -> Response:
    """What holds these words: beside the draft with htmx, on a page of its own without scripts."""
    entry = writable(code)
    words = text.clean_line(request.args.get("q", ""))[:200]
    asked = asked_for(None if request.args.get("towns") == "all" else g.city.id)
    cited = citable.cited_in(entry.id)
    # Before anything is typed, stories like those that the entry cites are more to the point than the newest.
    alike = [] if asked.typed else stories_like_all(viewer(), list(cited), LIKE_THE_CITED)
    if alike:
        found = Page(alike, 1, LIKE_THE_CITED, len(alike))
    else:
        found = listing_for(asked, page_number(request.args.get("page"))).listed.page
    quotable = citable.quotable([one.id for one in found.items])
    return page(
        "learning/entry_evidence.html",
        fragments=("found", "look"),
        entry=entry,
        story=None,
        words=words,
        all_towns=request.args.get("towns") == "all",
        is_asked=True,
        is_alike=bool(alike),
        found=found,
        hits=[
            cards.card(one, with_town=one.city_id != g.city.id)
            | {
                "cite_href": url_for("evidence.cite", code=code, story_code=one.code),
                "is_quotable": one.id in quotable,
                "is_cited": one.id in cited,
                "is_open": stands(entry, one),
            }
            for one in found.items
        ],
        outcomes=outcome_hits(entry, words, asked.filters.city_id),
    )


@blueprint.get("/<lang:lang>/<city>/learning/logs/<code>/evidence/<story_code>")
@staff
def cite(code: str, story_code: str) -> Response:
    """One story, and what there is to say about it."""
    entry = writable(code)
    story = citable.citable_story(viewer(), story_code)
    return _cite_page(entry, story, _said_of(entry, story))


def _said_of(entry: Entry, story: Story) -> dict[str, Any]:
    """What the entry says of the story already; the quotation as far as it may be read now."""
    for one in entries.evidence_of(viewer(), entry):
        if one.evidence.story_id == story.id and one.evidence.lost_at is None:
            return {"stance": one.evidence.stance, "why": one.evidence.why, "quote": one.quote}
    return {}


@blueprint.post("/<lang:lang>/<city>/learning/logs/<code>/evidence/<story_code>")
@staff
def keep(code: str, story_code: str) -> AnyResponse:
    """Cite the story, or say something else about it."""
    entry = own_entry(code)
    story = citable.citable_story(viewer(), story_code)
    form = request.form
    stance, why, quote = form.get("stance", ""), text.clean(form.get("why", "")), text.clean(form.get("quote", ""))
    said = {"stance": stance, "why": why, "quote": quote}
    citation = Citation(Stance(stance) if stance in set(Stance) else None, why, quote)
    entry_id, story_id = entry.id, story.id
    try:
        citing.cite_story(viewer(), entry_id, story_id, citation)
    except Invalid as error:
        errors = {name: sentence(key) for name, key in error.fields.items()}
        return _cite_page(own_entry(code), citable.citable_story(viewer(), story_code), said, 422, errors=errors)
    except EntryMoved:
        raise
    except Conflict as error:
        story = citable.citable_story(viewer(), story_code)
        return _cite_page(own_entry(code), story, said, 409, problem=sentence(error.key))
    if is_htmx():
        return with_evidence(own_entry(code), gettext("The story stands beside your entry now."))
    return go(url_for("writing.edit", code=code, _anchor="evidence"))


def with_evidence(entry: Entry, news: str) -> Response:
    """The search again, empty, and the list with what is new in it."""
    return page(
        "learning/entry_evidence.html",
        fragments=("look",),
        entry=entry,
        story=None,
        words="",
        hits=[],
        is_asked=False,
        news=news,
        **evidence_beside(entry),
    )


def _cite_page(entry: Entry, story: Story, said: dict[str, Any], status: int = 200, **wrong: Any) -> Response:
    asked = {
        "story": story,
        "title": cards.heading(story),
        "meta": [cards.place_text(story), cards.when_text(story)],
        "is_quotable": bool(citable.quotable([story.id])),
    }
    return cite_page(entry, asked, said, status, **wrong)


def cite_page(
    entry: Entry,
    asked: dict[str, Any],
    said: dict[str, Any],
    status: int = 200,
    errors: dict[str, str] | None = None,
    problem: str = "",
) -> Response:
    """What is asked about one story or outcome (`asked`), with what was said of it already."""
    return page(
        "learning/entry_evidence.html",
        fragments=("look",),
        status=status,
        entry=entry,
        said=said,
        stances=choices(STANCES),
        errors=errors or {},
        summary=[{"text": line, "href": f"#{name}"} for name, line in (errors or {}).items()],
        problem=problem,
        words="",
        **asked,
    )


def writable(code: str) -> Entry:
    """The viewer's own entry while it can be written on. Raises EntryMoved."""
    entry = own_entry(code)
    if entry.state not in WRITABLE:
        raise EntryMoved()
    return entry
