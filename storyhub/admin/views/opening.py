"""Opening a town to its residents."""

from flask import flash, g, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.admin.views.blueprint import blueprint, city_admin
from storyhub.cities.services import open_city
from storyhub.web.access import viewer
from storyhub.web.htmx import go


@blueprint.post("/open")
@city_admin
def open_town() -> AnyResponse:
    open_city(viewer(), g.city.id)
    flash(_("The town is open. Residents find it now."))
    return go(url_for("settings.overview"))
