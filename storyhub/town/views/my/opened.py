"""A story that its receipt has opened, on its way through one request."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, g, request

from storyhub.cities import queries as cities
from storyhub.cities.wording import Wording
from storyhub.core import buckets
from storyhub.core.codes import normal
from storyhub.core.errors import TooMany
from storyhub.core.sealing import Keys
from storyhub.stories.models import State, Story
from storyhub.stories.queries.mine import MyStory, UnknownReceipt, story_of_receipt
from storyhub.stories.services.telling import Asked
from storyhub.web.locale import current_language

WRONG_PER_HOUR = 30


@dataclass(frozen=True)
class Opened:
    """The story, and the receipt that every form of its pages carries on."""

    mine: MyStory
    receipt: str

    @property
    def story(self) -> Story:
        return self.mine.story

    @property
    def is_withdrawn(self) -> bool:
        return self.story.state == State.WITHDRAWN


def open_story(receipt: str) -> Opened:
    """Raises UnknownReceipt, and TooMany for whoever goes on guessing."""
    try:
        mine = story_of_receipt(keys(), receipt)
    except UnknownReceipt:
        _count_wrong()
        raise
    g.city = mine.story.city
    return Opened(mine, normal(receipt))


def again(opened: Opened) -> Opened:
    """The same story as it stands after a change."""
    return open_story(opened.receipt)


def keys() -> Keys:
    found: Keys = current_app.extensions["storyhub.keys"]
    return found


def wording() -> Wording:
    return cities.wording_for(current_language().code, g.city.id)


def asked() -> Asked:
    """In which words the teller is asked on these pages."""
    words = wording()
    return Asked(words.version, words.language)


def _count_wrong() -> None:
    """Slow down whoever guesses; a slip of the finger is not guessing."""
    key = "receipt-" + buckets.place_key(request.remote_addr)
    if buckets.take(key, capacity=WRONG_PER_HOUR, per=timedelta(hours=1)) < 0:
        raise TooMany()
