"""Pages of workshops, by whom they are for."""

from storyhub.workshops.views import (
    agenda,
    announcement,
    beginning,
    desk,
    joining,
    methods,
    preparing,
    results,
    seat,
    sheets,
    stage,
    tray,
)

BLUEPRINTS = (
    joining.blueprint,
    seat.blueprint,
    agenda.blueprint,
    announcement.blueprint,
    desk.blueprint,
    beginning.blueprint,
    methods.blueprint,
    preparing.blueprint,
    results.blueprint,
    sheets.blueprint,
    stage.blueprint,
    tray.blueprint,
)
