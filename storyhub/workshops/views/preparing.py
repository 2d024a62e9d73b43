"""Preparing a workshop: described, announced, opened, closed, published; copied and thrown away."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.columns import new_id
from storyhub.core.errors import Conflict, DomainError, Invalid, NotFound
from storyhub.core.permissions import Role
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.models import Workshop, WorkshopState
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.services import opening, preparing
from storyhub.workshops.services.exercises import DoesNotJoin
from storyhub.workshops.services.preparing import WorkshopChanged
from storyhub.workshops.views.coming import next_of
from storyhub.workshops.views.description import kept_meanwhile, read, typed_of, typed_on
from storyhub.workshops.views.own import languages_offered, own_workshop, prepared, seen_of

blueprint = Blueprint("preparing", __name__)

ACTS: Mapping[str, Callable[..., None]] = {
    "announce": opening.announce_workshop,
    "withdraw": opening.withdraw_announcement,
    "open": opening.open_workshop,
    "close": opening.close_workshop,
    "reopen": opening.reopen_workshop,
}


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/edit")
@role(Role.FACILITATOR)
def edit(code: str) -> Response:
    """The workshop, open to be written on, and what comes next."""
    return _edit_page(own_workshop(code))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/edit")
@role(Role.FACILITATOR)
def save(code: str) -> AnyResponse:
    """Keep what was written; then do what the pressed button says."""
    found = own_workshop(code)
    act = request.form.get("act", "save")
    is_kept = False
    try:
        draft, wrong = read(found)
        if wrong:
            raise Invalid(wrong | draft.faults())
        preparing.save_workshop(viewer(), found.id, draft, seen=request.form.get("seen", ""))
        is_kept = True
        if act in ACTS:
            ACTS[act](viewer(), found.id, key=_key(act))
    except (Invalid, Conflict) as error:
        return _refused(code, error, is_kept=is_kept)
    flash(_said(act))
    return go(_next_page(code, act))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/state")
@role(Role.FACILITATOR)
def move(code: str) -> AnyResponse:
    """Close it, open it again, publish what came of it or hide it."""
    found = own_workshop(code)
    act = request.form.get("act", "")
    was_published = found.published_at is not None
    try:
        if act == "publish":
            opening.publish_results(viewer(), found.id)
        elif act == "hide":
            opening.hide_results(viewer(), found.id)
        elif act in ACTS:
            ACTS[act](viewer(), found.id, key=_key(act))
        else:
            raise NotFound()
    except (Invalid, Conflict) as error:
        return _refused(code, error, is_kept=True)
    flash(_said(act))
    if act == "reopen" and was_published:
        flash(_said("hide"))
    return go(_next_page(code, act))


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/close")
@role(Role.FACILITATOR)
def ask_to_close(code: str) -> Response:
    """Shall everybody go home?"""
    found = own_workshop(code)
    if found.state != WorkshopState.OPEN:
        raise NotFound()
    now = standing(found, current_language().code)
    return page("workshops/close.html", key=new_id().hex, now=now, **prepared(found, "edit"))


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/delete")
@role(Role.FACILITATOR)
def ask_to_discard(code: str) -> Response:
    """Shall it really go?"""
    return page("workshops/delete.html", **prepared(_draft(code), "edit"))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/delete")
@role(Role.FACILITATOR)
def discard(code: str) -> AnyResponse:
    """It goes."""
    preparing.discard_workshop(viewer(), _draft(code).id)
    flash(gettext("The draft is deleted."))
    return go(url_for("workshops.workshops"))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/duplicate")
@role(Role.FACILITATOR)
def duplicate(code: str) -> AnyResponse:
    """The same again, as a draft."""
    copy = preparing.duplicate_workshop(viewer(), own_workshop(code).id, key=_key("duplicate"))
    flash(gettext("This is the copy: the same words and the same agenda, nobody in it."))
    return go(url_for("preparing.edit", code=copy))


def _draft(code: str) -> Workshop:
    """A workshop that may still be thrown away. Raises NotFound."""
    found = own_workshop(code)
    if found.state != WorkshopState.DRAFT:
        raise NotFound()
    return found


def _edit_page(
    found: Workshop,
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
    typed: Mapping[str, Any] | None = None,
    kept: Any = (),
) -> Response:
    said = dict(errors or {})
    return page(
        "workshops/edit.html",
        status=status,
        typed=typed or typed_of(found),
        seen=seen_of(found),
        key=new_id().hex,
        languages_offered=languages_offered(),
        errors=said,
        summary=[{"text": line, "href": _href(found, name)} for name, line in said.items()],
        problem=problem,
        kept=kept,
        next=next_of(found),
        **prepared(found, "edit"),
    )


def _href(found: Workshop, field: str) -> str:
    """Where an error leads: to its field, or to the agenda, which is a page of its own."""
    return f"#{field}" if field in typed_of(found) else url_for("agenda.agenda", code=found.code)


def _key(act: str) -> str:
    """A second press of the same button on the same page is the same press."""
    return f"{(request.form.get('key') or new_id().hex)[:40]}-{act}"


def _refused(code: str, error: DomainError, *, is_kept: bool) -> Response:
    """Nothing typed is lost: the page comes back with it, beside what somebody else saved."""
    found = own_workshop(code)
    if isinstance(error, DoesNotJoin):
        errors = {"agenda": sentence(error.key, **error.values)}
    else:
        fields = error.fields if isinstance(error, Invalid) else {}
        errors = {name: sentence(key, **error.values) for name, key in fields.items()}
    typed = None if is_kept or "title" not in request.form else typed_on(found)
    return _edit_page(
        found,
        status=error.status,
        errors=errors,
        problem="" if errors else sentence(error.key, **error.values),
        typed=typed,
        kept=kept_meanwhile(found, typed) if isinstance(error, WorkshopChanged) and typed else (),
    )


def _said(act: str) -> str:
    said = {
        "announce": gettext("Announced. It stands on the town’s page now."),
        "withdraw": gettext("Taken back. Only facilitators see it now."),
        "open": gettext("Open: people can sit down."),
        "close": gettext("Closed. Thank you. This is what came of it."),
        "reopen": gettext("Open again, where it stood. The clock is stopped."),
        "publish": gettext("Published. Everyone can read it now."),
        "hide": gettext("Hidden. Only the town’s team reads it now."),
    }
    return said.get(act, gettext("Saved."))


def _next_page(code: str, act: str) -> str:
    if act == "open":
        return f"{url_for('workshops.workshop', code=code)}/desk"
    return url_for("results.results" if act in ("close", "publish") else "preparing.edit", code=code)
