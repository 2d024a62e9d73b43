"""The settings, as the composition root sees them."""

from flask_babel import lazy_gettext as _

from storyhub.admin.views import BLUEPRINTS
from storyhub.core.permissions import Role
from storyhub.core.registry import Feature, StaffPage

FEATURE = Feature(
    name="admin",
    blueprints=BLUEPRINTS,
    staff_pages=[StaffPage("settings.overview", _("Settings"), frozenset({Role.CITY_ADMIN}))],
)
