"""What the worker writes to tellers. Each asks again how things stand: a story taken back is written about no more."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app

from storyhub.adapters.mail import Letter
from storyhub.cities.queries import hide_reason_label
from storyhub.core import clock, jobs
from storyhub.core.db import db, transaction
from storyhub.core.sealing import Keys
from storyhub.stories import mails
from storyhub.stories.models import State, Story
from storyhub.stories.queries.contacts import Reach, reach_for_letters, reaches_of
from storyhub.stories.queries.mine import reason_for_hiding
from storyhub.stories.services.contacting import told_of_move
from storyhub.stories.services.renewing import renew_receipt

PAUSE = timedelta(minutes=10)
"""Between a decision and its letter: a slip that is undone is not written about."""
TOLD_OF = frozenset({State.PUBLISHED, State.KEPT, State.HIDDEN})


def write_to_teller(story_id: str, kind: str = mails.ASKED) -> None:
    """That the team asked, or that the town answered."""
    reach = reach_for_letters(_keys(), UUID(story_id))
    if reach is None:
        return
    if kind == mails.ASKED and reach.story.asked_at is not None:
        _send(mails.question_letter(reach, _my_page(reach.language)))
    elif kind == mails.ANSWERED and reach.story.answered_at is not None:
        _send(mails.answer_letter(reach, _my_page(reach.language)))


def note_move(story_id: str) -> None:
    """A story moved: its letter waits until nobody will undo it any more."""
    story = db.session.get(Story, UUID(story_id))
    if story is None or story.state not in TOLD_OF:
        return
    since = story.state_since.isoformat()
    with transaction():
        jobs.enqueue(write_of_move, run_at=clock.now() + PAUSE, story_id=story_id, since=since)


def write_of_move(story_id: str, since: str) -> None:
    """Where the story stands, unless it moved again or a letter has said so."""
    reach = reach_for_letters(_keys(), UUID(story_id))
    moved_at = datetime.fromisoformat(since)
    if reach is None or reach.story.state_since != moved_at or reach.contact.told_of == moved_at:
        return
    contact_id = reach.contact.id
    _send(mails.move_letter(reach, _my_page(reach.language), _reason(reach)))
    told_of_move(contact_id, moved_at)


def send_new_receipts(lookup: str, form_key: str) -> None:
    """A new receipt for each story whose teller left this contact; silence when nobody did."""
    found: dict[tuple[str, str], list[tuple[UUID, str]]] = defaultdict(list)
    for reach in reaches_of(_keys(), lookup):
        heading = reach.story.title or reach.story.city.name.text(reach.language)
        found[reach.address, reach.language].append((reach.story.id, heading))
    for (address, language), stories in found.items():
        made = [(heading, renew_receipt(_keys(), story_id, form_key)) for story_id, heading in stories]
        receipts = [(heading, receipt) for heading, receipt in made if receipt]
        if receipts:
            _send(mails.receipts_letter(address, language, receipts, _my_page(language)))


def _reason(reach: Reach) -> str:
    if reach.story.state != State.HIDDEN:
        return ""
    slug = reason_for_hiding(reach.story.id)
    return hide_reason_label(reach.story.city_id, slug).text(reach.language) if slug else ""


def _keys() -> Keys:
    keys: Keys = current_app.extensions["storyhub.keys"]
    return keys


def _my_page(language: str) -> str:
    return f"{current_app.config['STORYHUB'].base_url}/{language}/my"


def _send(letter: Letter) -> None:
    current_app.extensions["storyhub.mailer"].send(letter)
