"""The tray: stories looked for by words, theme and district, and laid on the table of a workshop without leaving the page."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.columns import new_id
from storyhub.core.errors import Conflict, NotFound
from storyhub.core.paging import Page, page_number
from storyhub.core.permissions import Role
from storyhub.stories.models import Story, Use
from storyhub.stories.queries.finding import ids_found
from storyhub.stories.queries.reading import story_for
from storyhub.stories.queries.uses import allowing
from storyhub.stories.views import cards
from storyhub.stories.views.asked import Asked, asked_for
from storyhub.stories.views.listing import archive_index, question_of
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import tr
from storyhub.web.htmx import go, htmx_target, is_htmx
from storyhub.web.render import page
from storyhub.workshops.methods.joins import STORY
from storyhub.workshops.methods.rules.frame import types_of
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.queries.choosing import stories_laid, stories_to_lay
from storyhub.workshops.queries.tray import backing_of, count_silent
from storyhub.workshops.services.evidence import put_story_on_table, take_story_off_table
from storyhub.workshops.services.table_order import move_story
from storyhub.workshops.views.own import own_workshop, prepared

blueprint = Blueprint("tray", __name__)

MOST_FOUND = 300
CARRIED = ("q", "theme", "place", "page")
STEPS = {"lift": -1, "lower": 1}


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/stories")
@role(Role.FACILITATOR)
def tray(code: str) -> Response:
    """What there is to choose from, and what lies on the table."""
    return _page(own_workshop(code))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/stories")
@role(Role.FACILITATOR)
def change(code: str) -> AnyResponse:
    """Put a story on the table, take it off, or move it."""
    found = own_workshop(code)
    act, _colon, about = request.form.get("act", "").partition(":")
    try:
        said = _do(found, act, about)
    except Conflict as error:
        said, status = sentence(error.key, **error.values), error.status
    else:
        status = 200
    if is_htmx() and htmx_target() == "table":
        if act == "put":
            return _page(own_workshop(code), status=status, touched=about, said=said)
        touched = about if act == "take" else ""
        return _page(own_workshop(code), status=status, news=said, focus=_focus(found, act, about), touched=touched)
    flash(said)
    carried = urlencode({name: value for name in CARRIED if (value := request.form.get(name))})
    return go(f"{url_for('tray.tray', code=code)}?{carried}#table-title")


def _do(found: Workshop, act: str, about: str) -> str:
    key = f"{request.form.get('key', new_id().hex)[:40]}-{act}-{about[:20]}"
    match act:
        case "put":
            put_story_on_table(viewer(), found.id, story_for(viewer(), g.city.id, about).id, key=key)
            return gettext("The story lies on the table now.")
        case "take":
            take_story_off_table(viewer(), found.id, _held(found, about), key=key)
            return gettext("Taken off the table.")
        case "lift" | "lower":
            move_story(viewer(), found.id, _held(found, about), STEPS[act], key=key)
            return gettext("Moved.")
    raise NotFound()


def _held(found: Workshop, code: str) -> UUID:
    ids = {one.code: one.id for one in stories_laid(viewer(), found.id)}
    if code not in ids:
        raise NotFound()
    return ids[code]


def _focus(found: Workshop, act: str, about: str) -> str:
    """The pressed button, or its neighbour where the story has come to an end of the table."""
    if act not in STEPS:
        return "news"
    codes = [one.code for one in stories_laid(viewer(), found.id)]
    at_end = about == codes[0 if act == "lift" else -1]
    other = {"lift": "lower", "lower": "lift"}[act]
    return f"{other if at_end else act}-{about}"


def _page(
    found: Workshop, *, status: int = 200, news: str = "", focus: str = "", touched: str = "", said: str = ""
) -> Response:
    """`touched` is the story that was put on the table or taken off; what is `said` of it stands where it was pressed."""
    asked = asked_for(g.city.id)
    held = stories_laid(viewer(), found.id)
    # What only the other half of the page needs is not looked for again when htmx wants one half.
    hits: Page[Story] = Page((), 1, 1, 0) if htmx_target() == "table" else _look(asked)
    quotable = allowing([one.id for one in hits.items], Use.QUOTATION) if hits.items else set()
    return page(
        "workshops/tray.html",
        fragments=("found", "table"),
        status=status,
        words=asked.typed,
        themes=_choices(gettext("Any theme"), {slug: tr(one.label) for slug, one in asked.choices["theme"].items()}),
        districts=_choices(
            gettext("Any district"), {slug: tr(one.name) for slug, one in asked.choices["district"].items()}
        ),
        chosen={name: request.values.get(name, "") for name in ("theme", "place")},
        carried=_carried(),
        found=hits,
        hits=[_card(one, {story.id for story in held}) | {"is_quotable": one.id in quotable} for one in hits.items],
        page_href=lambda number: number and _href(found, number),
        held=[_card(one, set()) for one in held],
        silent=count_silent(found.id),
        backing=backing_of(found.id),
        rests=_rests(found),
        may_change=found.state != WorkshopState.CLOSED,
        news=news,
        focus=focus,
        touched={"code": touched, "is_held": touched in {one.code for one in held}, "said": said} if touched else None,
        **prepared(found, "tray"),
    )


def _look(asked: Asked) -> Page[Story]:
    """Found by the index where words are looked for; by the database where there is no index."""
    number, question = page_number(request.args.get("page")), question_of(asked)
    if question is None:
        return stories_to_lay(viewer(), asked.filters, None, number)
    if question.is_empty:
        return Page((), 1, 1, 0)
    ids = ids_found(archive_index(), viewer(), question, asked.filters, asked.slugs, asked.order, MOST_FOUND)
    if ids is None:
        by_letters = replace(asked.filters, clause=question.everything)
        return stories_to_lay(viewer(), by_letters, None, number)
    return stories_to_lay(viewer(), asked.filters, ids, number)


def _card(story: Story, held: set[UUID]) -> dict[str, Any]:
    return cards.card(story) | {
        "is_held": story.id in held,
        "note": story.content_note,
        "note_lang": story.content_note_language,
    }


def _choices(nothing: str, names: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": "", "label": nothing}, *({"value": slug, "label": name} for slug, name in names.items())]


def _carried() -> dict[str, str]:
    """What was looked for, so that the same stands there after a story was laid."""
    kept = {name: value for name in CARRIED if (value := request.values.get(name))}
    return kept | {"key": new_id().hex}


def _href(found: Workshop, number: int) -> str:
    kept = {name: value for name, value in request.args.items() if name in CARRIED and name != "page" and value}
    return f"{url_for('tray.tray', code=found.code)}?{urlencode(kept | {'page': number})}"


def _rests(found: Workshop) -> str:
    """How much of the agenda works with stories."""
    methods = [loaded_of(one).method for one in exercises_of(found.id)]
    resting = sum(any(STORY in types_of(one) for one in method.input) for method in methods)
    if not methods:
        return gettext("There is no agenda yet: most methods work with the stories that lie here.")
    return ngettext(
        "%(resting)s of the %(num)s exercise on the agenda works with them.",
        "%(resting)s of the %(num)s exercises on the agenda work with them.",
        len(methods),
        resting=resting,
    )
