"""*My story*: opened with the receipt, which is posted and never stands in an address."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from storyhub.cities import queries as cities
from storyhub.cities.wording import Wording, wording_in
from storyhub.core import buckets
from storyhub.core.codes import grouped, normal
from storyhub.core.errors import TooMany
from storyhub.stories.models import State
from storyhub.stories.queries.mine import MyStory, UnknownReceipt, story_of_receipt
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.stories.views import cards
from storyhub.stories.views.acts import act_name, consent_name, hide_reasons, state_name
from storyhub.stories.views.choices import yes_or_no
from storyhub.web.access import public
from storyhub.web.errors import sentence
from storyhub.web.filters import day, moment
from storyhub.web.headers import keep_private
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("my", __name__)

WRONG_PER_HOUR = 30


@blueprint.get("/<lang:lang>/my")
@public
def my() -> Response:
    """Where the receipt is typed."""
    keep_private()
    return page("town/my.html", typed="", error="")


@blueprint.post("/<lang:lang>/my")
@public
def open_my() -> AnyResponse:
    """The story a receipt opens; taking it back asks once more first."""
    keep_private()
    typed = request.form.get("receipt", "")
    keys = current_app.extensions["storyhub.keys"]
    try:
        mine = story_of_receipt(keys, typed)
    except UnknownReceipt as error:
        _count_wrong()
        return page("town/my.html", status=422, typed=typed, error=sentence(error.key))
    action = request.form.get("action", "")
    if action == "withdraw":
        return page("town/withdraw.html", **_shown(mine, typed))
    if action == "withdraw_for_good":
        withdraw_story(mine.story.id)
        mine = story_of_receipt(keys, typed)
    return page("town/my_story.html", **_shown(mine, typed))


def _count_wrong() -> None:
    """Slow down whoever guesses; a slip of the finger is not guessing."""
    key = "receipt-" + buckets.place_key(request.remote_addr)
    if buckets.take(key, capacity=WRONG_PER_HOUR, per=timedelta(hours=1)) < 0:
        raise TooMany()


def _shown(mine: MyStory, typed: str) -> dict[str, Any]:
    story = mine.story
    wording = cities.current_wording()
    words = wording_in(wording.version, wording.texts, current_language().code)
    withdrawn = story.state == State.WITHDRAWN
    return {
        "receipt": normal(typed),
        "groups": grouped(normal(typed)),
        "story": story,
        "title": "" if withdrawn else cards.heading(story),
        "state": story.state,
        "state_name": state_name(story.state),
        "is_withdrawn": withdrawn,
        "url": cards.story_url(story) if story.state == State.PUBLISHED else "",
        "photos": [] if withdrawn else [cards.photo_of(story, one) for one in story.photos],
        "rows": [] if withdrawn else _consents(mine, words),
        "words": words,
        "trail": [_step(event) for event in mine.trail],
    }


def _consents(mine: MyStory, words: Wording) -> list[dict[str, str]]:
    """Each consent as it stands, with its date."""
    return [
        {"key": consent_name(grant, words), "value": f"{yes_or_no(grant.is_given)} ({day(grant.at)})"}
        for grant in mine.consents
    ]


def _step(event: Any) -> dict[str, Any]:
    reasons = {one["value"]: one["label"] for one in hide_reasons()}
    return {
        "label": act_name(event.act, event.details),
        "note": ": ".join(filter(None, (moment(event.at), reasons.get(event.reason)))),
        "state": "done",
    }
