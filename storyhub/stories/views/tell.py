"""Telling a story: one page, a preview, a receipt. A plain form; a script only makes it kinder."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, g, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from storyhub.adapters.images import MAX_FILE_BYTES, PhotoServiceBroken, PhotoServiceBusy
from storyhub.cities import queries as cities
from storyhub.cities.wording import Wording
from storyhub.core import text
from storyhub.core.buckets import place_key
from storyhub.core.errors import NotFound, Unavailable
from storyhub.stories.forms import TellForm, form_key_of, new_form_key
from storyhub.stories.models import PendingPhoto
from storyhub.stories.queries import reading
from storyhub.stories.services import photos, telling
from storyhub.stories.services.photos import RefusedPhoto
from storyhub.stories.views import receipt
from storyhub.stories.views.asking import asking_named, invitations
from storyhub.stories.views.cards import heading
from storyhub.stories.views.choices import preview_rows, tell_options
from storyhub.themes import queries as themes
from storyhub.web.access import public, viewer
from storyhub.web.bodies import Limits, body_limits
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("tell", __name__)

MEGABYTE = 1024 * 1024
BODY = Limits(file=MAX_FILE_BYTES, kept=80 * MEGABYTE, body=240 * MEGABYTE)
"""Six photographs of twelve megabytes. Three times as much is read, to say in the form which of them are too large."""
MOST_FILE_NAME = 80

PARTS = {
    "where": {"title", "district", "place", "when", "when_date"},
    "about": {"kind", "imagined_year", "themes"},
    "uses": {"workshops", "quotation", "translation", "search_engines"},
    "name": {"name_shown", "name", "contact"},
    "behalf": {"young", "behalf_who", "behalf_how"},
}
"""The page's disclosures and the fields in them."""


@blueprint.get("/<lang:lang>/<city>/tell")
@public
def form() -> Response:
    """The empty form, perhaps for a prompt, as an answer to a story, or for what asks people at home."""
    keep_private()
    return _form_page(_read(request.args, []))


@blueprint.post("/<lang:lang>/<city>/tell")
@public
@body_limits(BODY)
def tell() -> AnyResponse:
    """Whatever the form sends: photographs first, then what its button asked for."""
    keep_private()
    keys, store = current_app.extensions["storyhub.keys"], current_app.extensions["storyhub.storage"]
    form_key = form_key_of(request.form)
    dropped = _dropped()
    if dropped:
        photos.drop_pending(keys, store, form_key, dropped)
    try:
        refused = photos.keep_pending(keys, store, form_key, _sent_files(), slots=_slots())
    except (PhotoServiceBusy, PhotoServiceBroken) as error:
        raise Unavailable("photo_service_busy") from error
    said = MultiDict(
        (name, value) for name, value in request.form.items(multi=True) if name not in _descriptions(dropped)
    )
    sent = _read(_with_key(said, form_key), photos.pending_photos(keys, form_key))
    return _answer(sent, refused)


def _dropped() -> list[int]:
    return [int(n) for n in request.form.getlist("remove") if n.isascii() and n.isdigit() and len(n) < 4]


def _descriptions(positions: Sequence[int]) -> set[str]:
    """Their fields: the next photograph may take the place of one that went, and is not what was said of that."""
    return {f"description-{position}" for position in positions}


def _answer(sent: TellForm, refused: list[RefusedPhoto]) -> AnyResponse:
    action = request.form.get("action", "preview")
    if action in ("edit", "photos"):
        return _form_page(sent, refused=refused, status=422 if refused else 200)
    if sent.errors or refused:
        return _form_page(sent, refused=refused, errors=sent.errors, status=422)
    if action == "send":
        return _send(sent)
    districts, offered = cities.districts_of(g.city.id), themes.themes(city_id=g.city.id)
    rows = preview_rows(sent.submission, _wording(), districts, offered, sent.asking)
    return page("stories/preview.html", **_shown(sent), fields=_fields(sent), heading=_heading(sent), rows=rows)


def _send(sent: TellForm) -> AnyResponse:
    wording = _wording()
    try:
        telling.receive_story(
            current_app.extensions["storyhub.keys"],
            g.city,
            sent.form_key,
            sent.submission,
            telling.Asked(wording.version, wording.language, how="on_behalf" if sent.submission.behalf_who else "form"),
            place_key=place_key(request.remote_addr),
            looks_automatic=sent.looks_automatic,
            told_for=sent.asking.told_for if sent.asking else "",
        )
    except telling.AlreadyTold as error:
        return _as_another_story(sent, error)
    query: dict[str, Any] = {"for": sent.asking.told_for} if sent.asking else {}
    answer = go(url_for("receipt.received", **query))
    receipt.remember(answer, g.city.slug, sent.form_key)
    return answer


def _as_another_story(sent: TellForm, error: telling.AlreadyTold) -> Response:
    """Other words under a key that is used: they stand in the form again, under a key of their own."""
    keys, fresh = current_app.extensions["storyhub.keys"], new_form_key()
    photos.move_pending(keys, sent.form_key, fresh)
    again = _read(_with_key(sent.data, fresh), photos.pending_photos(keys, fresh))
    return _form_page(again, errors={"body": error.key}, status=error.status)


def _read(data: MultiDict[str, str], waiting: Sequence[PendingPhoto]) -> TellForm:
    """The form as it was sent (or as a link asks for it), with what the town offers to choose from."""
    prompt = cities.prompt_of(g.city.id, text.clean_line(data.get("prompt", "")))
    return TellForm(
        data=data,
        districts=cities.district_slugs(g.city.id),
        themes=themes.theme_slugs(g.city.id),
        prompt=prompt,
        default_language=current_language().code,
        answers_id=_answered_id(text.clean_line(data.get("answers", ""))),
        photos=waiting,
        asking=asking_named(data.get("for", "")),
    )


def _answered_id(code: str) -> Any:
    if not code:
        return None
    try:
        return reading.story_for(viewer(), g.city.id, code).id
    except NotFound:
        return None


def _with_key(data: MultiDict[str, str], form_key: str) -> MultiDict[str, str]:
    copy = MultiDict(data)
    copy["form_key"] = form_key
    return copy


def _slots() -> Path:
    return current_app.config["STORYHUB"].data / "slots"


def _sent_files() -> list[tuple[str, bytes]]:
    return [(file.filename or "", file.read()) for file in request.files.getlist("photos") if file.filename]


def _wording() -> Wording:
    return cities.wording_for(current_language().code, g.city.id)


def _heading(sent: TellForm) -> str:
    return heading(sent.submission)  # type: ignore[arg-type]


def _shown(sent: TellForm) -> dict[str, Any]:
    """What form and preview both draw."""
    return {
        "form": sent,
        "said": sent.submission,
        "wording": _wording(),
        "age": g.city.min_age_alone,
        "prompt": sent.prompt,
        "answered": _answered(sent.line("answers")),
        "asking": sent.asking,
        "asks_no_more": bool(sent.data.get("for")) and sent.asking is None,
        "waiting_photos": [_waiting(sent, photo) for photo in sent.photos],
    }


def _answered(code: str) -> dict[str, str] | None:
    if not _answered_id(code):
        return None
    story = reading.story_for(viewer(), g.city.id, code)
    return {"code": code, "title": heading(story), "lang": story.language}


def _waiting(sent: TellForm, photo: PendingPhoto) -> dict[str, Any]:
    sizes = {f"src{size}": url_for("photos.pending", key=photo.key, size=size) for size in (320, 960, 1600)}
    return sizes | {
        "id": photo.position,
        "src": sizes["src320"],
        "width": photo.width,
        "height": photo.height,
        "color": photo.color,
        "description": sent.line(f"description-{photo.position}"),
        "alt": sent.line(f"description-{photo.position}"),
        "name": "",
    }


def _fields(sent: TellForm) -> list[tuple[str, str]]:
    """Everything that was sent, to travel with the preview; photographs wait on our side."""
    return [(name, value) for name, value in sent.data.items(multi=True) if name not in ("action", "remove")]


def _form_page(
    sent: TellForm, *, errors: dict[str, str] | None = None, refused: Sequence[RefusedPhoto] = (), status: int = 200
) -> Response:
    said = {name: sentence(key) for name, key in (errors or {}).items()}
    photo_errors = [f"{text.clean_line(one.name)[:MOST_FILE_NAME]}: {sentence(one.reason)}" for one in refused]
    return page(
        "stories/tell.html",
        status=status,
        **_shown(sent),
        options=tell_options(_wording(), cities.offered_districts_of(g.city.id), themes.themes(city_id=g.city.id)),
        errors=said,
        invitations=() if sent.asking or sent.prompt or sent.answers_id else invitations(),
        photo_errors=photo_errors,
        summary=[{"text": line, "href": f"#{name}"} for name, line in said.items()]
        + [{"text": line, "href": "#photos"} for line in photo_errors],
        began=sent.data.get("began") or int(time.time()),
        open_parts=_open_parts(sent, said, photo_errors),
    )


def _open_parts(sent: TellForm, said: dict[str, str], photo_errors: list[str]) -> set[str]:
    """The disclosures that start open: something inside was used, or needs attention."""
    touched = {name for name in sent.data if sent.data[name] not in ("", "no", "none", "lived")} | set(said)
    found = {part for part, names in PARTS.items() if touched & names}
    return found | ({"photos"} if sent.photos or photo_errors else set())
