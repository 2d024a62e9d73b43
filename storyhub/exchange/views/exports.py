"""Taking stories along: asking for a list as a file, watching it being made, fetching it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, redirect, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.cities.queries import all_cities
from storyhub.core.buckets import place_key
from storyhub.core.errors import Invalid, NotFound
from storyhub.exchange import policy
from storyhub.exchange.formats import FORMATS
from storyhub.exchange.models import Export, ExportState
from storyhub.exchange.places import exports_folder
from storyhub.exchange.queries.exports import export_for, is_true, my_exports, readable_among
from storyhub.exchange.services.making import file_of
from storyhub.exchange.services.ordering import Wanted, order_export
from storyhub.exchange.services.remaking import GONE, make_again
from storyhub.stories.views.address import Address
from storyhub.stories.views.asked import Asked, asked_for
from storyhub.stories.views.facets import active_filters
from storyhub.stories.views.listed import listed_ids
from storyhub.web.access import public, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("exports", __name__)


@blueprint.get("/<lang:lang>/<city>/stories/export")
@blueprint.get("/<lang:lang>/stories/export")
@public
def export_form() -> Response:
    """In which form the list shall come."""
    keep_private()
    return _form(_asked())


@blueprint.post("/<lang:lang>/<city>/stories/export")
@blueprint.post("/<lang:lang>/stories/export")
@public
def ask_for_export() -> AnyResponse:
    """Have the list written into a file."""
    keep_private()
    asked, kind = _asked(), request.form.get("format", "")
    wanted = Wanted(
        city_id=asked.filters.city_id,
        ids=_ids(asked),
        path=_list_path(asked),
        labels=_labels(asked),
        format=kind,
        with_photos=request.form.get("photos") == "yes",
        language=current_language().code,
    )
    try:
        code = order_export(viewer(), wanted, place_key=place_key(request.remote_addr))
    except Invalid as error:
        return _form(asked, status=422, errors={name: sentence(key) for name, key in error.fields.items()}, chosen=kind)
    return go(url_for("exports.export", code=code))


def _asked() -> Asked:
    return asked_for(g.city.id if g.get("city") else None)


def _ids(asked: Asked) -> list[UUID]:
    """The list as this viewer has it, the best or the newest first, as the page shows it."""
    found = listed_ids(asked, viewer(), asked.order, policy.most_stories(viewer()))
    allowed = readable_among(viewer(), found)
    return [one for one in found if one in allowed]


def _list_path(asked: Asked) -> str:
    path = url_for("reading.stories" if asked.filters.city_id else "reading.all_stories")
    return Address(path, asked.address.words).href()


def _labels(asked: Asked) -> list[str]:
    return [one["label"] for one in active_filters(asked.filters, asked.choices, asked.address)]


def _form(asked: Asked, *, status: int = 200, errors: dict[str, str] | None = None, chosen: str = "csv") -> Response:
    return page(
        "exchange/export_form.html",
        status=status,
        count=len(_ids(asked)),
        most=policy.most_stories(viewer()),
        labels=_labels(asked),
        list_path=_list_path(asked),
        action=asked.address.href(),
        formats=_formats(),
        chosen=chosen,
        errors=errors or {},
        summary=[{"text": text, "href": f"#{name}"} for name, text in (errors or {}).items()],
        mine=[_drawn(one) for one in my_exports(viewer())],
    )


def _formats() -> list[dict[str, str]]:
    told = {
        "csv": ("CSV", gettext("A table for every program that reads tables.")),
        "xlsx": ("XLSX", gettext("A workbook for Excel and LibreOffice.")),
        "jsonl": ("JSON Lines", gettext("For programs and for another Storyhub: nothing is lost.")),
        "bagit": ("BagIt", gettext("For libraries and archives, with a hash of every file.")),
    }
    return [{"value": name, "label": told[name][0], "explanation": told[name][1]} for name in FORMATS]


@blueprint.get("/<lang:lang>/<city>/exports/<code>")
@blueprint.get("/<lang:lang>/exports/<code>")
@public
def export(code: str) -> Response:
    """How far the file has come, where to fetch it, and what left it since it was made."""
    keep_private()
    found = export_for(viewer(), code)
    return page("exchange/export.html", fragments=("making",), export=_drawn(found), is_true=_is_there(found))


@blueprint.get("/<lang:lang>/<city>/exports/<code>.zip")
@blueprint.get("/<lang:lang>/exports/<code>.zip")
@public
def fetch(code: str) -> AnyResponse:
    """The file; where it is not true any more, the page that says so."""
    keep_private()
    found = export_for(viewer(), code)
    if not _is_there(found):
        return redirect(url_for("exports.export", code=code), 303)
    name = f"storyhub-{_where(found) or 'all'}-{found.asked_at:%Y-%m-%d}-{found.format}.zip"
    try:
        answer = send_file(
            exports_folder() / file_of(found), "application/zip", as_attachment=True, download_name=name, max_age=0
        )
    except FileNotFoundError:
        # A story changed in this very moment, and the file went with what it was.
        return redirect(url_for("exports.export", code=code), 303)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.post("/<lang:lang>/<city>/exports/<code>")
@blueprint.post("/<lang:lang>/exports/<code>")
@public
def make_export_again(code: str) -> AnyResponse:
    """For a list that is not what it was for whoever asked."""
    keep_private()
    found = export_for(viewer(), code)
    if not _is_there(found):
        make_again(found.id)
    return go(url_for("exports.export", code=code))


def _is_there(found: Export) -> bool:
    return is_true(viewer(), found) and (exports_folder() / file_of(found)).exists()


def _where(found: Export) -> str:
    return next((city.slug for city in all_cities() if city.id == found.city_id), "")


def _drawn(found: Export) -> dict[str, Any]:
    town = _where(found)
    if found.city_id and not town:
        raise NotFound()
    return {
        "code": found.code,
        "state": found.state.value,
        "is_working": found.state in (ExportState.WAITING, ExportState.MAKING),
        "done": found.done,
        "total": found.total,
        "percent": 100 * found.done // max(1, found.total),
        "size": found.size,
        "format": next(one["label"] for one in _formats() if one["value"] == found.format),
        "labels": found.labels,
        "asked_at": found.asked_at,
        "made_at": found.made_at,
        "expires_at": found.expires_at,
        "list_path": found.path,
        "is_for_one": found.person_id is not None,
        "gone": [one["code"] for one in found.left if one["what"] == GONE],
        "changed": [one["code"] for one in found.left if one["what"] != GONE],
        "href": url_for("exports.export", code=found.code),
        "file_href": url_for("exports.fetch", code=found.code),
    }
