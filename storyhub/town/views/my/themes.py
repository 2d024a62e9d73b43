"""Themes the teller might mean too, because stories like theirs carry them; one is a tag once the teller takes it."""

from flask import Response, request

from storyhub.core.errors import Invalid
from storyhub.stories.services.taking import take_own_theme
from storyhub.town.views.my.opened import Opened, again
from storyhub.town.views.my.story import show, show_again


def take(opened: Opened) -> Response:
    try:
        take_own_theme(opened.story.id, request.form.get("theme", ""))
    except Invalid as error:
        return show(again(opened), errors=error.fields, status=error.status)
    return show_again(opened)


STEPS = {"take_theme": take}
