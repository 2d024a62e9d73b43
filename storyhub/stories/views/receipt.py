"""The receipt after sending: large, kept on this phone until the teller says it is kept."""

from collections.abc import Sequence
from typing import Any

import segno
from flask import Blueprint, Response, current_app, g, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import codes
from storyhub.stories.models import Use
from storyhub.stories.queries.mine import UnknownReceipt, story_of_receipt
from storyhub.stories.views.asking import asking_named
from storyhub.web.access import public
from storyhub.web.cookies import drop_cookie, keep_cookie, read_cookie
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.render import page

blueprint = Blueprint("receipt", __name__)

COOKIE = "told"
MOST_KEPT = 3
HOURS_KEPT = 24


def _remembered() -> list[tuple[str, str]]:
    """(town, form key) of the stories sent from this phone whose receipts are not yet kept, newest first."""
    entries = [entry.partition(".") for entry in read_cookie(COOKIE).split("|")]
    return [(city, key) for city, dot, key in entries if dot and 16 <= len(key) <= 64][:MOST_KEPT]


def remember(response: AnyResponse, city: str, form_key: str) -> None:
    """Hold the form key in a short-lived cookie, so that the receipt can be shown again after a lost connection."""
    others = [entry for entry in _remembered() if entry != (city, form_key)]
    value = "|".join(f"{town}.{key}" for town, key in [(city, form_key), *others][:MOST_KEPT])
    keep_cookie(response, COOKIE, value, seconds=HOURS_KEPT * 3600)


@blueprint.get("/<lang:lang>/<city>/tell/received")
@public
def received() -> Response:
    """The receipts of stories sent from this phone, the newest first."""
    keep_private()
    keys = current_app.extensions["storyhub.keys"]
    receipts = [keys.receipt_for(city, form_key) for city, form_key in _remembered()]
    asking = asking_named(request.args.get("for", ""))
    return page(
        "stories/received.html",
        receipts=[as_shown(code) for code in receipts],
        asking=asking,
        goes_there=asking is not None and _allows_workshops(receipts[:1]),
    )


def _allows_workshops(receipts: Sequence[str]) -> bool:
    """Whether the teller of the newest one does."""
    keys = current_app.extensions["storyhub.keys"]
    try:
        found = [story_of_receipt(keys, receipt) for receipt in receipts]
    except UnknownReceipt:
        return False
    return any(one.use == Use.WORKSHOPS and one.is_given for mine in found for one in mine.consents)


@blueprint.post("/<lang:lang>/<city>/tell/kept")
@public
def kept() -> AnyResponse:
    """“I have kept it”: the phone forgets."""
    keep_private()
    answer = go(url_for("receipt.thanks"))
    drop_cookie(answer, COOKIE)
    return answer


@blueprint.get("/<lang:lang>/<city>/tell/thanks")
@public
def thanks() -> Response:
    """What happens now."""
    return page("stories/thanks.html")


def as_shown(receipt: str) -> dict[str, Any]:
    """A receipt for ui/receipt: in groups, and as a QR whose code stands in the fragment, which no server ever sees."""
    base = current_app.config["STORYHUB"].base_url
    address = f"{base}/{g.lang}/my#{receipt}"
    qr = segno.make(address, error="m").svg_inline(scale=4, border=4, dark="#1d2a2b", light="#ffffff", omitsize=True)
    return {"code": receipt, "groups": codes.grouped(receipt), "qr": Markup(qr), "address": address}  # noqa: S704
