"""Who may see an entry and who may act on it: one table of rules, in Python and as SQL.

| state              | who may see it                                                      |
|--------------------|---------------------------------------------------------------------|
| `draft` `returned` | its author alone                                                    |
| `submitted`        | its author, and the learning leads of its town                      |
| `accepted`         | its author, and its audience: the town's staff, the network's, anyone |

A returned entry is its author's draft again: what they write now is nobody else's until they submit it, and the lead
who returned it reads it then. Its history (earlier versions, the words of leads) is for its author and, while they may
see the entry, the learning leads of its town. Being admin opens no entry.

A draft that its author deleted is there for nobody.

What an entry cites asks twice: the story must be open to this reader, and to everyone the entry is for (`stands`).
So it is with an outcome of a workshop (`outcome_stands`): for other towns and for anyone it must be published.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_

from storyhub.core.errors import NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, WORKER, Role, Viewer
from storyhub.core.visibility import Audience, in_audience, is_in_audience
from storyhub.learning.models import Entry, EntryState
from storyhub.stories.models import State, Story
from storyhub.workshops.models import Outcome, Workshop
from storyhub.workshops.policy import may_see_outcome

WRITABLE = frozenset({EntryState.DRAFT, EntryState.RETURNED})


def may_see(viewer: Viewer, entry: Entry) -> bool:
    """Whether this viewer may see this entry at all."""
    if entry.discarded_at is not None:
        return False
    if viewer.is_worker or is_author(viewer, entry):
        return True
    match entry.state:
        case EntryState.SUBMITTED:
            return viewer.has(Role.LEARNING_LEAD, entry.city_id)
        case EntryState.ACCEPTED:
            return is_in_audience(viewer, entry.audience, entry.city_id, entry.network_id)
    return False


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """`may_see` as SQL."""
    is_there = Entry.discarded_at.is_(None)
    if viewer.is_worker:
        return is_there
    led = viewer.cities_with(Role.LEARNING_LEAD)
    audience = in_audience(viewer, Entry.audience, Entry.city_id, Entry.network_id)
    return and_(
        is_there,
        or_(
            Entry.author_id == viewer.person_id if viewer.is_staff else false(),
            and_(Entry.state == EntryState.SUBMITTED, Entry.city_id.in_(sorted(led))) if led else false(),
            and_(Entry.state == EntryState.ACCEPTED, audience),
        ),
    )


def is_author(viewer: Viewer, entry: Entry) -> bool:
    return viewer.is_staff and viewer.person_id == entry.author_id


def may_see_history(viewer: Viewer, entry: Entry) -> bool:
    """Whether earlier versions and the words of leads are shown too."""
    return may_see(viewer, entry) and (is_author(viewer, entry) or viewer.has(Role.LEARNING_LEAD, entry.city_id))


def may_write(viewer: Viewer, city_id: UUID) -> bool:
    """Anyone on the town's staff may write entries there."""
    return city_id in viewer.cities_with()


def may_review(viewer: Viewer, entry: Entry) -> bool:
    """A learning lead of the town who did not write it."""
    return viewer.has(Role.LEARNING_LEAD, entry.city_id) and not is_author(viewer, entry)


def may_answer(viewer: Viewer, entry: Entry) -> bool:
    """Whether this viewer may write the answer to the tellers: its author while on the town's staff, or a learning lead."""
    is_theirs = is_author(viewer, entry) and may_write(viewer, entry.city_id)
    return may_see(viewer, entry) and (is_theirs or viewer.has(Role.LEARNING_LEAD, entry.city_id))


def require_author(actor: Viewer, entry: Entry) -> None:
    """Raise NotFound when the actor may not even see the entry, NotAllowed when it is somebody else's."""
    if not may_see(actor, entry):
        raise NotFound()
    if not is_author(actor, entry):
        raise NotAllowed()


def require_reviewer(actor: Viewer, entry: Entry) -> None:
    """Raise NotAllowed unless the actor is a learning lead of the town and not the author."""
    if not may_review(actor, entry):
        raise NotAllowed()


def require_answerer(actor: Viewer, entry: Entry) -> None:
    """Raise NotFound when the actor may not even see the entry, NotAllowed when they may not answer on it."""
    if not may_see(actor, entry):
        raise NotFound()
    if not may_answer(actor, entry):
        raise NotAllowed()


def stands(entry: Entry, story: Story, audience: Audience | None = None) -> bool:
    """Whether everyone the entry is for may read the story now. Nothing of it is drawn in the entry otherwise.

    A sent answer names whom the entry was for then (`audience`).
    """
    return story.state == State.PUBLISHED and is_for_readers_of(entry, story, audience)


def is_for_readers_of(entry: Entry, story: Story, audience: Audience | None = None) -> bool:
    """Whether its teller lets everyone the entry is for read the story, published now or not."""
    audience = audience or entry.audience
    match story.audience:
        case Audience.PUBLIC:
            return True
        case Audience.NETWORK:
            return audience in (Audience.CITY, Audience.NETWORK) and story.network_id == entry.network_id
        case Audience.CITY:
            return audience == Audience.CITY and story.city_id == entry.city_id
    return False


def may_read_evidence(viewer: Viewer, entry: Entry, story: Story, audience: Audience | None = None) -> bool:
    """Whether this viewer is shown the story in this entry."""
    return stands(entry, story, audience) and is_in_audience(viewer, story.audience, story.city_id, story.network_id)


def outcome_stands(entry: Entry, outcome: Outcome, workshop: Workshop, audience: Audience | None = None) -> bool:
    """Whether everyone the entry is for may read the outcome now."""
    if may_see_outcome(ANONYMOUS, outcome, workshop):
        return True
    is_for_its_team = (audience or entry.audience) == Audience.CITY and outcome.city_id == entry.city_id
    return is_for_its_team and may_see_outcome(WORKER, outcome, workshop)


def may_read_outcome(
    viewer: Viewer, entry: Entry, outcome: Outcome, workshop: Workshop, audience: Audience | None = None
) -> bool:
    """Whether this viewer is shown the outcome in this entry."""
    return outcome_stands(entry, outcome, workshop, audience) and may_see_outcome(viewer, outcome, workshop)
