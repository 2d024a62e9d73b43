"""Bringing stories in: a file is chosen, read, looked at, and taken in when somebody says so. For moderators."""

from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.errors import Invalid
from storyhub.core.permissions import Role
from storyhub.exchange.columns import COLUMNS, CONSENT_MEANINGS
from storyhub.exchange.models import Upload, UploadState
from storyhub.exchange.places import uploads_folder
from storyhub.exchange.queries.uploads import upload_for, uploads_of
from storyhub.exchange.services import uploading
from storyhub.web.access import role, viewer
from storyhub.web.bodies import Limits, body_limits
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.render import page

blueprint = Blueprint("imports", __name__)

LIMITS = Limits(file=uploading.LARGEST, kept=uploading.LARGEST, body=uploading.LARGEST + 1024 * 1024)


@blueprint.get("/<lang:lang>/<city>/desk/import")
@role(Role.MODERATOR)
def uploads() -> Response:
    """Choose a file; what was brought lately."""
    keep_private()
    return _form()


@blueprint.post("/<lang:lang>/<city>/desk/import")
@role(Role.MODERATOR)
@body_limits(LIMITS)
def bring() -> AnyResponse:
    """Take the file to be read."""
    keep_private()
    file, waits = request.files.get("file"), request.form.get("then", "wait") != "publish"
    try:
        if file is None or not file.filename:
            raise Invalid({"file": "upload_missing"})
        code = uploading.bring_file(viewer(), g.city.id, uploads_folder(), file.stream, file.filename, waits=waits)
    except Invalid as error:
        return _form(422, {name: sentence(key) for name, key in error.fields.items()}, "wait" if waits else "publish")
    return go(url_for("imports.upload", code=code))


def _form(status: int = 200, errors: dict[str, str] | None = None, then: str = "wait") -> Response:
    return page(
        "exchange/import_form.html",
        status=status,
        errors=errors or {},
        summary=[{"text": text, "href": f"#{name}"} for name, text in (errors or {}).items()],
        then=then,
        answers=[
            {
                "value": "wait",
                "label": gettext("They wait at the desk"),
                "explanation": gettext("Somebody reads each one first."),
            },
            {
                "value": "publish",
                "label": gettext("They are published at once"),
                "explanation": gettext("Choose this only if you know that every teller agreed."),
            },
        ],
        columns=[column for column in COLUMNS if column.comes_back],
        consents=CONSENT_MEANINGS,
        uploads=[_drawn(one) for one in uploads_of(viewer(), g.city.id)],
    )


@blueprint.get("/<lang:lang>/<city>/desk/import/<code>")
@role(Role.MODERATOR)
def upload(code: str) -> Response:
    """What stands in the file, what is wrong with it, and how far it has come."""
    keep_private()
    return page("exchange/import.html", fragments=("bringing",), upload=_drawn(upload_for(viewer(), g.city.id, code)))


@blueprint.post("/<lang:lang>/<city>/desk/import/<code>")
@role(Role.MODERATOR)
def decide(code: str) -> AnyResponse:
    """Take it in, or give it up."""
    keep_private()
    if request.form.get("act") == "give_up":
        uploading.give_up(viewer(), g.city.id, uploads_folder(), code)
        return go(url_for("imports.uploads"))
    uploading.confirm_upload(viewer(), g.city.id, code)
    return go(url_for("imports.upload", code=code))


def _drawn(found: Upload) -> dict[str, Any]:
    return {
        "code": found.code,
        "name": found.name,
        "state": found.state.value,
        "state_name": _state_name(found),
        "is_working": found.state in (UploadState.READING, UploadState.IMPORTING),
        "waits": found.waits,
        "done": found.done,
        "total": found.total,
        "percent": min(100, 100 * found.done // found.total) if found.total else None,
        "added": found.added,
        "known": found.known,
        "refused": found.refused,
        "refusal": sentence(found.refusal) if found.refusal else "",
        "problems": [
            {"line": one["line"], "field": one["field"], "text": sentence(one["key"], **one["values"])}
            for one in found.problems
        ],
        "first": found.first,
        "at": found.at,
        "href": url_for("imports.upload", code=found.code),
    }


def _state_name(found: Upload) -> str:
    if found.state == UploadState.READ and not found.added:
        return gettext("Nothing new to take in")
    return {
        UploadState.READING: gettext("Being read"),
        UploadState.READ: gettext("Waits for your yes"),
        UploadState.IMPORTING: gettext("Being taken in"),
        UploadState.DONE: gettext("Taken in"),
        UploadState.REFUSED: gettext("Cannot be read"),
    }[found.state]
