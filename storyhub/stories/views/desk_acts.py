"""The buttons of the desk: each a form that says what it was pressed on, and is told when that is no longer so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts import queries as accounts
from storyhub.core import text
from storyhub.core.errors import Conflict, Invalid
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import State
from storyhub.stories.queries import desk
from storyhub.stories.services import conversing, hearing, presence, reporting, reviewing, undoing, versions
from storyhub.stories.views.desk import blueprint, story_page
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go, is_htmx
from storyhub.web.render import page


@dataclass(frozen=True)
class Pressed:
    """Who pressed a button, on which story, and what the page showed."""

    actor: Viewer
    story_id: UUID
    seen_state: State
    said: str

    def field(self, name: str) -> str:
        return request.form.get(name, "")

    @property
    def version(self) -> int:
        number = self.field("version")
        return int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0


def _set_version_aside(on: Pressed) -> None:
    try:
        versions.set_version_aside(on.actor, on.story_id, on.version, on.field("version_reason"))
    except Invalid as error:
        raise Invalid({f"version_{name}": key for name, key in error.fields.items()}) from error


DECISIONS: dict[str, Callable[[Pressed], Any]] = {
    "publish": lambda on: reviewing.publish_story(on.actor, on.story_id, seen_state=on.seen_state, said=on.said),
    "keep": lambda on: reviewing.keep_for_team(on.actor, on.story_id, seen_state=on.seen_state),
    "hide": lambda on: reviewing.hide_story(on.actor, on.story_id, on.field("reason"), seen_state=on.seen_state),
    "spam": lambda on: reviewing.set_aside_as_spam(on.actor, on.story_id, seen_state=on.seen_state),
    "put_back": lambda on: reviewing.put_back(on.actor, on.story_id, seen_state=on.seen_state),
    "read": lambda on: reviewing.confirm_read(on.actor, on.story_id, said=on.said),
    "ask": lambda on: conversing.ask_teller(on.actor, on.story_id, on.field("question")),
}
"""After these the moderator is done with the story for now and goes back to the queue."""

STEPS: dict[str, Callable[[Pressed], Any]] = {
    "mark_sensitive": lambda on: reviewing.mark_sensitive(on.actor, on.story_id, sensitive=True),
    "unmark_sensitive": lambda on: reviewing.mark_sensitive(on.actor, on.story_id, sensitive=False),
    "answer_read": lambda on: hearing.note_answer_read(on.actor, on.story_id),
    "show_version": lambda on: versions.show_new_version(on.actor, on.story_id, on.version),
    "set_version_aside": _set_version_aside,
}
"""After these the story's page stays open."""


@blueprint.post("/<lang:lang>/<city>/desk/<code>")
@role(Role.MODERATOR)
def decide(code: str) -> AnyResponse:
    """Do what the pressed button says."""
    act = request.form.get("act", "")
    try:
        run = DECISIONS.get(act) or STEPS.get(act)
        if run is None:
            raise Invalid({"act": "refused"})
        run(_pressed(code))
    except Invalid as error:
        said = {name: sentence(key) for name, key in error.fields.items()}
        return story_page(code, status=422, errors=said, typed=request.form)
    except Conflict as error:
        return story_page(code, status=409, problem=sentence(error.key), typed=request.form)
    if act in DECISIONS:
        return go(url_for("desk.queue", after=code))
    return go(url_for("desk.story", code=code))


def _pressed(code: str) -> Pressed:
    found = desk.dossier(viewer(), g.city.id, code)
    seen = request.form.get("seen", "")
    if seen not in set(State):
        raise reviewing.AlreadyDecided()
    return Pressed(
        actor=viewer(),
        story_id=found.story.id,
        seen_state=State(seen),
        said=request.form.get("said", ""),
    )


@blueprint.post("/<lang:lang>/<city>/desk/<code>/undo")
@role(Role.MODERATOR)
def undo(code: str) -> AnyResponse:
    """Turn back what this moderator did last."""
    found = desk.dossier(viewer(), g.city.id, code).story
    try:
        undoing.undo_last_act(viewer(), found.id, _id(request.form.get("event", "")))
    except Conflict as error:
        return story_page(code, status=409, problem=sentence(error.key))
    return go(url_for("desk.story", code=code))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise undoing.TooLateToUndo() from None


@blueprint.post("/<lang:lang>/<city>/desk/<code>/presence")
@role(Role.MODERATOR)
def here(code: str) -> AnyResponse:
    """The page says every minute that it is still open, and is told who else has it open."""
    keep_private()
    found = desk.dossier(viewer(), g.city.id, code)
    presence.be_present(viewer(), found.story.id)
    if not is_htmx():
        return go(url_for("desk.story", code=code))
    names = accounts.names_of(found.readers)
    return page("stories/_desk_here.html", fragments=("here",), others_here=list(names.values()), code=code)


@blueprint.post("/<lang:lang>/<city>/desk/reports/<uuid:report_id>")
@role(Role.MODERATOR)
def settle(report_id: Any) -> AnyResponse:
    """A reader's concern has been seen to, in a word how."""
    code, field = text.clean_line(request.form.get("code", "")), f"answer-{report_id}"
    try:
        code = reporting.settle_report(viewer(), report_id, request.form.get(field, ""))
    except Invalid as error:
        said = {field: sentence(error.fields["answer"])}
        return story_page(code, status=422, errors=said, typed=request.form)
    return go(url_for("desk.story", code=code, _anchor="acts"))
