"""A receipt that was lost: a new one by mail where an address was left. The page answers alike whether it was or not."""

from datetime import timedelta

from flask import Blueprint, Response, request

from storyhub.core import buckets, jobs, text
from storyhub.core.db import transaction
from storyhub.core.errors import TooMany
from storyhub.stories.forms import can_be_reached, new_form_key
from storyhub.stories.letters import send_new_receipts
from storyhub.town.views.my.opened import keys
from storyhub.web.access import public
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.render import page

blueprint = Blueprint("lost", __name__)

ASKED_PER_HOUR = 10
LETTERS_PER_DAY = 3


@blueprint.get("/<lang:lang>/my/lost")
@public
def lost() -> Response:
    keep_private()
    return page("town/my_lost.html", typed="", error="", is_asked=False)


@blueprint.post("/<lang:lang>/my/lost")
@public
def ask() -> Response:
    """Whoever asks learns nothing of whose addresses we have; the worker looks, and writes if there is somebody."""
    keep_private()
    typed = text.clean_line(request.form.get("contact", ""))
    if "@" not in typed or len(typed) > 320 or not can_be_reached(typed):
        return page("town/my_lost.html", status=422, typed=typed, error=sentence("mail_address_needed"), is_asked=False)
    place = "lost-" + buckets.place_key(request.remote_addr)
    if buckets.take(place, capacity=ASKED_PER_HOUR, per=timedelta(hours=1)) < 0:
        raise TooMany()
    lookup = keys().contact_lookup(typed)
    if buckets.take(f"lost-{lookup}", capacity=LETTERS_PER_DAY, per=timedelta(days=1)) >= 0:
        with transaction():
            jobs.enqueue(send_new_receipts, lookup=lookup, form_key=new_form_key())
    return page("town/my_lost.html", typed="", error="", is_asked=True)
