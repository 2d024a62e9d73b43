"""Where the receipt is typed, and which step a button asked for."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from storyhub.stories.queries.mine import UnknownReceipt
from storyhub.town.views.my import consents, contact, conversation, download, themes, withdrawing, words
from storyhub.town.views.my.opened import Opened, open_story
from storyhub.town.views.my.story import show
from storyhub.web.access import public
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.render import page

blueprint = Blueprint("my", __name__)

STEPS: dict[str, Callable[[Opened], AnyResponse]] = {
    **conversation.STEPS,
    **words.STEPS,
    **themes.STEPS,
    **consents.STEPS,
    **contact.STEPS,
    **download.STEPS,
    **withdrawing.STEPS,
}
"""What the buttons of the pages ask for. Anything else shows the story."""


@blueprint.get("/<lang:lang>/my")
@public
def my() -> Response:
    """Where the receipt is typed."""
    keep_private()
    return page("town/my.html", typed="", error="")


@blueprint.post("/<lang:lang>/my")
@public
def open_my() -> AnyResponse:
    """The story a receipt opens, and one step on its pages."""
    keep_private()
    typed = request.form.get("receipt", "")
    try:
        opened = open_story(typed)
    except UnknownReceipt as error:
        return page("town/my.html", status=422, typed=typed, error=sentence(error.key))
    step = STEPS.get(request.form.get("action", ""))
    return show(opened) if step is None or opened.is_withdrawn else step(opened)
