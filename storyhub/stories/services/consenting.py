"""A teller changes what they allow. Each change ends the old answer and adds a new one with its date."""

from collections.abc import Set
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.core import clock, events
from storyhub.core.db import transaction
from storyhub.core.errors import NotFound
from storyhub.core.visibility import Audience
from storyhub.stories.events import StoryConsentsChanged, StoryHidden
from storyhub.stories.models import ARCHIVE, SOURCE, ConsentGrant, ReviewEvent, State, Story, Use
from storyhub.stories.services.telling import Asked

WIDTH = {Audience.TEAM: 0, Audience.CITY: 1, Audience.NETWORK: 2, Audience.PUBLIC: 3}
CHANGEABLE = (Use.WORKSHOPS, Use.QUOTATION, Use.TRANSLATION, Use.SEARCH_ENGINES, Use.PHOTOS)


def change_consents(story_id: UUID, audience: Audience, uses: Set[str], asked: Asked) -> bool:
    """Make these the teller's answers, at once and everywhere. Whoever calls has checked the receipt.

    A published story that shall be seen by more people than before waits to be read again.
    Returns whether anything changed. Raises NotFound for a story that was withdrawn.
    """
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        if story is None or story.state == State.WITHDRAWN:
            raise NotFound()
        given = select(ConsentGrant).where(ConsentGrant.story_id == story_id, ConsentGrant.ended_at.is_(None))
        grants = {grant.use: grant for grant in session.scalars(given)}
        changed = _answer(session, grants.get(ARCHIVE), story_id, ARCHIVE, True, audience, asked)
        for use in CHANGEABLE:
            changed |= _answer(session, grants.get(use), story_id, use, use in uses, None, asked)
        if changed:
            note_change(story.city_id, SOURCE, story.id)
            if story.state == State.PUBLISHED and WIDTH[audience] > WIDTH[story.audience]:
                # It was read with a smaller circle in mind: somebody reads it again before more people do.
                story.state, story.state_since, story.unread_since = State.WAITING, clock.now(), None
                events.record(StoryHidden(story.id))
            story.audience = audience
            story.may_be_indexed, story.may_show_photos = Use.SEARCH_ENGINES in uses, Use.PHOTOS in uses
            events.record(StoryConsentsChanged(story.id))
            session.add(ReviewEvent(story_id=story_id, at=clock.now(), act="consents_changed"))
    return changed


def answer_use(session: Session, story_id: UUID, use: Use, is_given: bool, asked: Asked) -> bool:
    """One use alone, inside the transaction of a service that has locked the story. Returns whether the answer is new."""
    return _answer(session, _grant(session, story_id, use), story_id, use, is_given, None, asked)


def answer_archive(session: Session, story_id: UUID, audience: Audience, asked: Asked) -> bool:
    """Who may see it, in the same manner."""
    return _answer(session, _grant(session, story_id, ARCHIVE), story_id, ARCHIVE, True, audience, asked)


def _grant(session: Session, story_id: UUID, use: str) -> ConsentGrant | None:
    """The answer that stands."""
    return session.scalar(
        select(ConsentGrant).where(
            ConsentGrant.story_id == story_id, ConsentGrant.use == use, ConsentGrant.ended_at.is_(None)
        )
    )


def _answer(
    session: Session,
    grant: ConsentGrant | None,
    story_id: UUID,
    use: str,
    is_given: bool,
    audience: Audience | None,
    asked: Asked,
) -> bool:
    if grant is not None and (grant.is_given, grant.audience) == (is_given, audience):
        return False
    now = clock.now()
    if grant is not None:
        grant.ended_at = now
    session.add(
        ConsentGrant(
            story_id=story_id,
            use=use,
            is_given=is_given,
            audience=audience,
            wording_version=asked.version,
            wording_language=asked.language,
            how=asked.how,
            at=now,
        )
    )
    return True
