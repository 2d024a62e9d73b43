"""The stories behind cards: who may still be heard is asked each time, never remembered.

A story speaks in a workshop while it is published and its teller allows *workshops*; its words stand beside the card
while the teller allows *quotation* too. What readers get of it is quoted, so no mask is ever lifted here.

In the room these uses decide, whatever the story's audience. A page for anyone names its reader: then the archive's own
rule is asked as well, and of a story that this reader may not read nothing stands but that there is one.
"""

from collections import defaultdict
from collections.abc import Collection
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import selectinload

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.core.text import excerpt
from storyhub.core.visibility import Audience as Circle
from storyhub.stories.models import State, Story, Use
from storyhub.stories.policy import may_see
from storyhub.stories.queries.uses import allowing
from storyhub.workshops.consents import is_given
from storyhub.workshops.models import Card, CardStory
from storyhub.workshops.seen import Audience, Voice

LONGEST_QUOTE = 160
UNREAD = Voice(story_code="", href="", quote="", language="", place="", month="")
"""A story that stands there and that this reader may not read."""


def allows_workshops() -> ColumnElement[bool]:
    """Of a `Story`: published, and its teller allows workshops now."""
    return (Story.state == State.PUBLISHED) & is_given(Use.WORKSHOPS)


# Asked for each phone that looks at a board; the statement is built once.
_COUNTED = (
    select(CardStory.card_id, func.count())
    .join(Card, Card.id == CardStory.card_id)
    .join(Story, Story.id == CardStory.story_id)
    .where(Card.exercise_id == bindparam("exercise_id"), allows_workshops())
    .group_by(CardStory.card_id)
)


def count_voices(exercise_id: UUID) -> dict[UUID, int]:
    """How many stories stand behind each card of an exercise now."""
    return {card_id: count for card_id, count in db.session.execute(_COUNTED, {"exercise_id": exercise_id})}


def voices_of(
    card_ids: Collection[UUID], audience: Audience, *, reader: Viewer | None = None
) -> dict[UUID, list[Voice]]:
    """The stories behind each of these cards as this audience may see them now. Three statements.

    Of a story that was withdrawn there is a mark without words; one whose teller no longer allows workshops is silent.
    `reader` is whoever reads a page outside the room: what they may not read in the archive stays unread here.
    """
    rows = db.session.execute(
        select(CardStory, Story)
        .join(Story, Story.id == CardStory.story_id)
        .where(CardStory.card_id.in_(list(card_ids)))
        .order_by(Story.told_at, Story.id)
        .options(selectinload(Story.city), selectinload(Story.district))
    ).all()
    ids = {story.id for _, story in rows if story.state == State.PUBLISHED}
    heard = allowing(ids, Use.WORKSHOPS) if ids else set()
    quotable = allowing(heard, Use.QUOTATION) if heard else set()
    found: dict[UUID, list[Voice]] = defaultdict(list)
    for behind, story in rows:
        if story.id in heard:
            is_readable = reader is None or may_see(reader, story)
            voice = _voice(behind, story, audience, story.id in quotable) if is_readable else UNREAD
            found[behind.card_id].append(voice)
        elif story.state == State.WITHDRAWN:
            found[behind.card_id].append(Voice(story.code, "", "", "", "", "", is_withdrawn=True))
    return found


def _voice(behind: CardStory, story: Story, audience: Audience, is_quotable: bool) -> Voice:
    return Voice(
        story_code=story.code,
        href=address_of(story, audience.language),
        quote=quotation(behind, story) if is_quotable else "",
        language=story.language,
        place=place_of(story, audience.language),
        month=story.told_month,
        is_hard=story.is_sensitive,
    )


def address_of(story: Story, language: str) -> str:
    """Where anyone reads it; empty where not anyone may, for the stage is anyone."""
    return f"/{language}/{story.city.slug}/stories/{story.code}" if story.audience == Circle.PUBLIC else ""


def place_of(story: Story, language: str) -> str:
    if story.place:
        return story.place
    return story.district.name.text(language) if story.district else ""


def quotation(behind: CardStory, story: Story) -> str:
    """The words somebody chose, while they still stand where they stood; else how the story begins."""
    if behind.quote_from is not None and behind.quote_to is not None:
        chosen = story.body[behind.quote_from : behind.quote_to]
        if digest_of(chosen) == behind.quote_digest:
            return " ".join(chosen.split())
    return beginning(story.body)


def beginning(body: str, most: int = LONGEST_QUOTE) -> str:
    """The first whole sentences that fit, or the first words."""
    flat = " ".join(body.split())
    ends = [place + 1 for place, sign in enumerate(flat[:most]) if sign in ".!?…։。" and _ends(flat, place)]
    return flat[: ends[-1]] if ends else excerpt(flat, most)


def _ends(flat: str, place: int) -> bool:
    return place + 1 == len(flat) or flat[place + 1] == " "


def digest_of(words: str) -> str:
    return sha256(words.encode("utf-8", "replace")).hexdigest()
