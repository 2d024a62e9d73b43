"""Every change of a town's settings: who, when, what; and bringing an earlier one back."""

from uuid import UUID

from flask import Response, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts.queries import names_of
from storyhub.admin.areas import PAGES, page_of
from storyhub.admin.views.blueprint import blueprint, city_admin
from storyhub.admin.views.showing import differences
from storyhub.cities import queries
from storyhub.cities.models import SettingsVersion
from storyhub.cities.services import bring_back
from storyhub.web.access import viewer
from storyhub.web.errors import sentence
from storyhub.web.htmx import go
from storyhub.web.render import page


@blueprint.get("/history")
@city_admin
def history() -> Response:
    """The changes, the newest first; `?area=` shows those of one area."""
    wanted = page_of(request.args["area"]) if request.args.get("area") else None
    versions = queries.settings_versions(g.city.id, wanted.area if wanted else None)
    names = names_of([one.actor_id for one in versions])
    return page("admin/history.html", wanted=wanted, rows=[_row(one, names) for one in versions])


@blueprint.get("/history/<int(max=99999):number>")
@city_admin
def version(number: int) -> Response:
    return _version_page(queries.settings_version(g.city.id, number))


@blueprint.post("/history/<int(max=99999):number>")
@city_admin
def bring_version_back(number: int) -> AnyResponse:
    """What stood after this change (or, asked so, before it) stands again, as a new version."""
    found = queries.settings_version(g.city.id, number)
    seen, first = request.form.get("seen", 0, type=int), request.form.get("action") == "before"
    if seen != queries.settings_number(g.city.id, found.area):
        return _version_page(found, 409, sentence("settings_changed_meanwhile"))
    if bring_back(viewer(), g.city.id, number, seen=seen, first=first):
        flash(_("Brought back. Residents see it now."))
    else:
        flash(_("It stands like this already."))
    return go(url_for("settings.history"))


def _version_page(found: SettingsVersion, status: int = 200, stale: str = "") -> Response:
    return page(
        "admin/version.html",
        status=status,
        stale=stale,
        found=_row(found, names_of([found.actor_id])),
        changes=differences(found.area, found.before, found.after),
        seen=queries.settings_number(g.city.id, found.area),
    )


def _row(one: SettingsVersion, names: dict[UUID, str]) -> dict[str, object]:
    return {
        "number": one.number,
        "at": one.at,
        "who": names.get(one.actor_id, ""),
        "page": PAGES[one.area],
        "count": len(differences(one.area, one.before, one.after)),
    }
