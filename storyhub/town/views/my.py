"""*My story*: opened with the receipt, which is posted and never stands in an address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from storyhub.cities import queries as cities
from storyhub.cities.wording import Wording
from storyhub.core import buckets
from storyhub.core.codes import normal
from storyhub.core.errors import TooMany
from storyhub.core.visibility import Audience
from storyhub.stories.models import State, Use
from storyhub.stories.queries.mine import MyStory, UnknownReceipt, story_of_receipt
from storyhub.stories.services.consenting import CHANGEABLE, change_consents
from storyhub.stories.services.telling import Asked
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
    g.city = mine.story.city
    action = request.form.get("action", "")
    if action == "withdraw":
        return page("town/withdraw.html", **_shown(mine, typed))
    if mine.story.state == State.WITHDRAWN:
        return page("town/my_story.html", **_shown(mine, typed))
    if action == "consents":
        return page("town/my_consents.html", **_shown(mine, typed), **_answers(mine))
    if action in CHANGES:
        CHANGES[action](mine)
        mine = story_of_receipt(keys, typed)
    return page("town/my_story.html", **_shown(mine, typed))


def _withdraw(mine: MyStory) -> None:
    withdraw_story(mine.story.id)


def _keep_consents(mine: MyStory) -> None:
    """The answers as they are sent now; an audience that is none leaves the one there was."""
    wanted = request.form.get("audience", "")
    audience = Audience(wanted) if wanted in set(Audience) else mine.story.audience
    uses = {use for use in CHANGEABLE if request.form.get(form_name(use)) == "yes"}
    words = _wording()
    change_consents(mine.story.id, audience, uses, Asked(words.version, words.language))


CHANGES: dict[str, Callable[[MyStory], None]] = {"withdraw_for_good": _withdraw, "keep_consents": _keep_consents}


def form_name(use: Use) -> str:
    """The field of a use; `photos` is the name of the files on the tell page, so its question has another."""
    return "show_photos" if use == Use.PHOTOS else use.value


def _answers(mine: MyStory) -> dict[str, Any]:
    """The questions with the answers as they stand."""
    given = {grant.use for grant in mine.consents if grant.is_given}
    words = _wording()
    return {
        "audiences": [
            {"value": one, "label": words("audience", one), "explanation": words("audience", one, "explanation")}
            for one in Audience
        ],
        "questions": [
            {
                "name": form_name(use),
                "question": words("use", use, "question"),
                "explanation": words("use", use, "explanation"),
                "selected": "yes" if use in given else "no",
            }
            for use in CHANGEABLE
        ],
    }


def _wording() -> Wording:
    return cities.wording_for(current_language().code)


def _count_wrong() -> None:
    """Slow down whoever guesses; a slip of the finger is not guessing."""
    key = "receipt-" + buckets.place_key(request.remote_addr)
    if buckets.take(key, capacity=WRONG_PER_HOUR, per=timedelta(hours=1)) < 0:
        raise TooMany()


def _shown(mine: MyStory, typed: str) -> dict[str, Any]:
    story = mine.story
    words = _wording()
    is_open = story.state == State.PUBLISHED and story.audience == Audience.PUBLIC
    withdrawn = story.state == State.WITHDRAWN
    return {
        "receipt": normal(typed),
        "story": story,
        "title": "" if withdrawn else cards.heading(story),
        "state": story.state,
        "state_name": state_name(story.state),
        "is_withdrawn": withdrawn,
        "url": cards.story_url(story) if is_open else "",
        "photos": cards.photos_for_readers(story) if is_open else [],
        "photo_count": len(story.photos),
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
