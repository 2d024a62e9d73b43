"""Putting a collection together: words, stories and notes on one page, every button of which keeps the words first."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts.reach import CITY_ROLES
from storyhub.collections.draft import Draft
from storyhub.collections.models import Collection, CollectionState
from storyhub.collections.policy import may_edit
from storyhub.collections.queries import shelves
from storyhub.collections.queries.shelves import Shown
from storyhub.collections.services import arranging, writing
from storyhub.collections.services.writing import CollectionChanged
from storyhub.collections.views.drawing import STATES, parts_for_staff, title_of, trail
from storyhub.core import text
from storyhub.core.errors import Conflict, DomainError, Invalid, NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go, htmx_target, is_htmx
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("collecting", __name__)

NOTE = "note-"
MOVES: dict[str, Callable[..., Any]] = {
    "lift": arranging.lift_part,
    "lower": arranging.lower_part,
    "drop": arranging.take_out_part,
    "back": arranging.put_back_part,
}


@blueprint.post("/<lang:lang>/<city>/collections/")
@role(*CITY_ROLES)
def begin() -> AnyResponse:
    """A new draft."""
    code = writing.begin_collection(viewer(), g.city.id, current_language().code)
    return go(url_for("collecting.edit", code=code))


@blueprint.get("/<lang:lang>/<city>/collections/<code>/edit")
@role(*CITY_ROLES)
def edit(code: str) -> Response:
    """The collection, open to be written on."""
    return _edit_page(own_collection(code))


@blueprint.post("/<lang:lang>/<city>/collections/<code>/edit")
@role(*CITY_ROLES)
def save(code: str) -> AnyResponse:
    """Keep the words; then do what the pressed button says."""
    found = own_collection(code)
    act, _colon, about = request.form.get("act", "save").partition(":")
    try:
        revision = writing.save_collection(viewer(), found.id, _draft(found), seen_revision=_seen())
        done = _do(found.id, act, about, revision)
    except (Invalid, Conflict) as error:
        return _refused(code, error)
    if is_htmx() and htmx_target() == "parts":
        return _edit_page(own_collection(code), is_kept=True, news=done, moved=(act, about))
    if act == "find":
        words = text.clean_line(request.form.get("q", ""))
        return go(url_for("collecting.find", code=code, q=words, towns=request.form.get("towns")))
    flash(done)
    if act == "publish":
        return go(url_for("collections.collection", code=code))
    return go(url_for("collecting.edit", code=code, _anchor=None if act == "save" else "parts"))


def _do(collection_id: UUID, act: str, about: str, revision: int) -> str:
    """What the button says; gives what was done, in words."""
    if act == "publish":
        writing.publish_collection(viewer(), collection_id, seen_revision=revision)
        return gettext("Published. Everyone can read it now.")
    if act == "add":
        arranging.add_story(viewer(), collection_id, about)
        return gettext("The story stands in the collection now.")
    part_id = _id(about)
    if act == "note":
        arranging.add_note(viewer(), collection_id, part_id)
        return gettext("Here is room for a note.")
    if act in MOVES:
        if part_id is None:
            raise NotFound()
        MOVES[act](viewer(), collection_id, part_id)
        return _said(act)
    return gettext("Saved.")


def _said(act: str) -> str:
    match act:
        case "drop":
            return gettext("Taken out. You can put it back below.")
        case "back":
            return gettext("Put back.")
    return gettext("Moved.")


@blueprint.post("/<lang:lang>/<city>/collections/<code>/state")
@role(*CITY_ROLES)
def move(code: str) -> AnyResponse:
    """Take it down, publish it again, or say that it holds without what was taken back."""
    found = own_collection(code)
    match request.form.get("act"):
        case "unpublish":
            writing.unpublish_collection(viewer(), found.id)
            flash(gettext("Taken down. Only the town’s team sees it now; publishing it again undoes this."))
        case "publish":
            try:
                writing.publish_collection(viewer(), found.id, seen_revision=_seen())
            except Invalid as error:
                return _refused(code, error)
            flash(gettext("Published. Everyone can read it now."))
        case "confirm":
            writing.confirm_collection(viewer(), found.id)
            flash(gettext("Thank you. It stays as it is."))
    return go(url_for("collecting.edit", code=code))


def own_collection(code: str) -> Collection:
    """The collection, for the town's staff alone."""
    keep_private()
    found = shelves.collection_for(viewer(), g.city.id, code)
    if not may_edit(viewer(), found.city_id):
        raise NotFound()
    return found


def _edit_page(
    found: Collection,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    problem: str = "",
    kept: Any = (),
    is_kept: bool = False,
    news: str = "",
    moved: tuple[str, str] = ("", ""),
) -> Response:
    """The page with what was sent, if that is not kept yet; `kept` are the words that somebody else saved meanwhile."""
    form = {} if is_kept or request.method == "GET" or "revision" not in request.form else request.form
    shown = shelves.parts_of(viewer(), found.id)
    return page(
        "collections/edit.html",
        fragments=("parts",),
        status=status,
        collection=found,
        heading=title_of(found),
        state_name=STATES[found.state],
        is_published=found.state == CollectionState.PUBLISHED,
        typed={name: form.get(name, getattr(found, name)) for name in ("title", "words", "language")},
        revision=found.revision,
        parts=parts_for_staff(shown, {name: words for name, words in form.items() if name.startswith(NOTE)}),
        taken_out=parts_for_staff(shelves.parts_of(viewer(), found.id, taken_out=True), {}),
        languages_offered=[{"value": one.code, "label": one.own_name} for one in LANGUAGES.values()],
        errors=errors or {},
        summary=[{"text": line, "href": f"#{name}"} for name, line in (errors or {}).items()],
        problem=problem,
        kept=kept,
        news=news,
        focus=_focus(shown, *moved),
        trail=trail(found.id, viewer()),
    )


def _focus(shown: Sequence[Shown], act: str, about: str) -> str:
    """Where the keyboard goes on when the pressed button is not there any more; empty where it is."""
    ids = [str(one.part.id) for one in shown]
    match act:
        case "lift" | "lower" if about in ids:
            at_end = about == ids[0 if act == "lift" else -1]
            return f"{'lower' if act == 'lift' else 'lift'}-{about}" if at_end else ""
        case "note":
            after = ids.index(about) + 1 if about in ids else len(ids) - 1
            return f"{NOTE}{ids[after]}"
        case "drop" | "back":
            return "news"
    return ""


def _draft(found: Collection) -> Draft:
    """The form, read."""
    form = request.form
    notes = {_id(name.removeprefix(NOTE)): text.clean(words) for name, words in form.items() if name.startswith(NOTE)}
    return Draft(
        title=text.clean_line(form.get("title", "")),
        words=text.clean(form.get("words", "")),
        language=form.get("language", found.language),
        notes={part_id: words for part_id, words in notes.items() if part_id is not None},
    )


def _id(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _seen() -> int:
    seen = request.form.get("revision", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1


def _refused(code: str, error: DomainError) -> Response:
    """Nothing typed is lost: the page comes back with it, beside what somebody else saved."""
    said = {name: sentence(key) for name, key in (error.fields if isinstance(error, Invalid) else {}).items()}
    found = own_collection(code)
    kept = _kept(found) if isinstance(error, CollectionChanged) else ()
    return _edit_page(found, status=error.status, errors=said, problem="" if said else sentence(error.key), kept=kept)


def _kept(found: Collection) -> list[str]:
    notes = [one.part.words for one in shelves.parts_of(viewer(), found.id) if one.is_note]
    return [words for words in (found.title, found.words, *notes) if words]
