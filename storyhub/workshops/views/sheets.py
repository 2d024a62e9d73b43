"""What is printed before a workshop: how to come in, for every table; slips for the four words of a seat."""

from typing import Any

import segno
from flask import Blueprint, Response, current_app, g, url_for
from flask_babel import force_locale, gettext
from markupsafe import Markup

from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Role
from storyhub.web.access import role
from storyhub.web.render import page
from storyhub.workshops.models import Workshop
from storyhub.workshops.views.announcement import heading_of
from storyhub.workshops.views.own import own_workshop

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/sheet")
@role(Role.FACILITATOR)
def sheet(code: str) -> Response:
    """How to come in: letters to read from across the table, a picture to scan, a line in each of its languages."""
    found = own_workshop(code)
    return page("workshops/sheet.html", qr=_qr(found), ways=_ways(found), **_printed(found))


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/slips")
@role(Role.FACILITATOR)
def slips(code: str) -> Response:
    """On which people write the words that bring their seat back."""
    found = own_workshop(code)
    offered = [
        {"code": one, "own_name": LANGUAGES[one].own_name, "href": url_for("sheets.slips", code=code, lang=one)}
        for one in _languages_of(found)
    ]
    return page("workshops/slips.html", languages_offered=offered, **_printed(found))


def address_of(found: Workshop) -> str:
    """Where a phone comes in."""
    return f"{current_app.config['STORYHUB'].base_url}/j/{found.join_code}"


def _printed(found: Workshop) -> dict[str, Any]:
    address = f"{current_app.config['STORYHUB'].base_url}/j".split("://", 1)[-1]
    return {"workshop": found, "heading": heading_of(found), "letters": found.join_code, "address": address}


def _qr(found: Workshop) -> Markup:
    drawn = segno.make(address_of(found), error="m").svg_inline(
        border=2, dark="#000000", light="#ffffff", omitsize=True
    )
    return Markup(drawn)  # noqa: S704


def _languages_of(found: Workshop) -> list[str]:
    """Those of the town, and the workshop's own, which need not be one of them."""
    return list(dict.fromkeys((*g.city.languages, found.language)))


def _ways(found: Workshop) -> list[dict[str, str]]:
    """The same in every language of the town and the workshop."""
    ways = []
    for code in _languages_of(found):
        with force_locale(code):
            line = gettext("Scan it, or open the address and type the letters. No account, no app.")
        ways.append({"lang": code, "line": line})
    return ways
