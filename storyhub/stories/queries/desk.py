"""What a moderator sees: lists of the town's stories by state, one story whole, what was done last."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, load_only, selectinload

from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.paging import Page
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import (
    ConsentGrant,
    LookAlike,
    Message,
    Photo,
    Presence,
    Report,
    ReviewEvent,
    State,
    Story,
    StoryVersion,
)
from storyhub.stories.queries.queue import is_present
from storyhub.stories.queries.reading import for_cards
from storyhub.stories.queries.trail import trail_of, undoable
from storyhub.stories.queries.versions import newest, waiting_version

PER_PAGE = 30
IN_A_LIST = (
    load_only(
        Story.code,
        Story.city_id,
        Story.language,
        Story.title,
        Story.body,
        Story.excerpt,
        Story.state_since,
        Story.queue_mark,
        Story.is_young,
        Story.is_sensitive,
        Story.behalf_who,
        raiseload=True,
    ),
    selectinload(Story.photos).load_only(Photo.story_id, raiseload=True),
)
"""What a line of a list shows of a story, and no more."""


@dataclass(frozen=True)
class Dossier:
    """A story as the desk sees it: its consents as they stand, its trail, what was said about it and to its teller."""

    story: Story
    consents: Sequence[ConsentGrant]
    trail: Sequence[ReviewEvent]
    reports: Sequence[Report]
    """The open ones."""
    messages: Sequence[Message]
    new_version: StoryVersion | None
    """Words of the teller that wait for the desk while readers have older ones."""
    look_alikes: Sequence[tuple[str, Story]]
    """By what, and which story."""
    readers: Sequence[UUID]
    """Other moderators who have it open now."""
    said: str


def stories_in(actor: Viewer, city_id: UUID, state: State, page: int) -> Page[Story]:
    """Stories of one state, the last moved first."""
    actor.require(Role.MODERATOR, city_id)
    mine = (Story.city_id == city_id, Story.state == state)
    total = db.session.scalar(select(func.count()).select_from(Story).where(*mine)) or 0
    number = min(page, max(1, -(-total // PER_PAGE)))
    rows = select(Story).where(*mine).order_by(Story.state_since.desc(), Story.id.desc())
    items = db.session.scalars(rows.options(*IN_A_LIST).limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return Page(items.all(), number, PER_PAGE, total)


def stories_by_id(actor: Viewer, city_id: UUID, ids: Sequence[UUID]) -> list[Story]:
    """These stories of the town, in this order."""
    actor.require(Role.MODERATOR, city_id)
    # The town is asked for afterwards: SQLite would otherwise look through all of it for the thirty.
    rows = select(Story).where(Story.id.in_(list(ids))).options(*IN_A_LIST)
    found = {story.id: story for story in db.session.scalars(rows) if story.city_id == city_id}
    return [found[one] for one in ids if one in found]


def counts(actor: Viewer, city_id: UUID) -> dict[State, int]:
    """How many stories of the town are in each state."""
    actor.require(Role.MODERATOR, city_id)
    rows = db.session.execute(select(Story.state, func.count()).where(Story.city_id == city_id).group_by(Story.state))
    return {state: count for state, count in rows}


def with_look_alikes(ids: Collection[UUID]) -> set[UUID]:
    """Those of these stories that look like another one that is still there."""
    rows = (
        select(LookAlike.story_id)
        .join(Story, Story.id == LookAlike.other_id)
        .where(LookAlike.story_id.in_(list(ids)), Story.state != State.WITHDRAWN)
    )
    return set(db.session.scalars(rows))


def dossier(actor: Viewer, city_id: UUID, code: str) -> Dossier:
    """One story of the town, whole. Raises NotFound, also for a withdrawn one."""
    row = _at_desk(actor, city_id, code).options(
        selectinload(Story.prompt), selectinload(Story.answers).selectinload(Story.city)
    )
    session = db.session()
    story = session.scalar(for_cards(row))
    if story is None:
        raise NotFound()
    consents = select(ConsentGrant).where(ConsentGrant.story_id == story.id, ConsentGrant.ended_at.is_(None))
    reports = select(Report).where(Report.story_id == story.id, Report.settled_at.is_(None))
    messages = select(Message).where(Message.story_id == story.id)
    here = select(Presence.person_id).where(Presence.story_id == story.id, is_present())
    return Dossier(
        story,
        consents=session.scalars(consents.order_by(ConsentGrant.id)).all(),
        trail=trail_of(session, story.id),
        reports=session.scalars(reports.order_by(Report.at)).all(),
        messages=session.scalars(messages.order_by(Message.at, Message.id)).all(),
        new_version=waiting_version(story),
        look_alikes=_look_alikes(session, story),
        readers=[one for one in session.scalars(here) if one != actor.person_id],
        said=what_was_said(session, story),
    )


def _at_desk(actor: Viewer, city_id: UUID, code: str) -> Select[Story]:
    actor.require(Role.MODERATOR, city_id)
    return select(Story).where(Story.city_id == city_id, Story.code == code, Story.state != State.WITHDRAWN)


def _look_alikes(session: Session, story: Story) -> list[tuple[str, Story]]:
    """Older stories this one looks like, then younger ones that look like this one."""
    links = select(LookAlike.by, Story).where(Story.state != State.WITHDRAWN)
    older = links.join(Story, Story.id == LookAlike.other_id).where(LookAlike.story_id == story.id)
    younger = links.join(Story, Story.id == LookAlike.story_id).where(LookAlike.other_id == story.id)
    return [(by, other) for rows in (older, younger) for by, other in session.execute(rows.order_by(Story.told_at))]


def what_was_said(session: Session, story: Story) -> str:
    """A mark of what a decision to publish rests on: which words, for whom, and what the teller answered."""
    answers = select(func.count()).where(Message.story_id == story.id, Message.actor_id.is_(None))
    return f"{newest(session, story)}.{story.audience}.{session.scalar(answers)}"


def my_last_act(actor: Viewer, city_id: UUID, code: str) -> tuple[Story, ReviewEvent, bool] | None:
    """The story, what this moderator did with it last, and whether that can still be undone; None if others did."""
    story = db.session.scalar(_at_desk(actor, city_id, code))
    trail = trail_of(db.session(), story.id) if story else ()
    if story is None or not trail or trail[-1].actor_id != actor.person_id:
        return None
    return story, trail[-1], undoable(actor, trail) is not None
