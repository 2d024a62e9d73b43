"""Splitting a theme: which stories go to the new part. A teller's tags are never touched; the team's own are moved.

A story that goes over gets the part as a tag of the team's, and loses the team's tag of the whole if it had one. What the
teller chose stays: the part stands under the whole, so the story is still found by what its teller called it.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.core.db import transaction
from storyhub.core.errors import Invalid
from storyhub.core.permissions import Viewer
from storyhub.stories.models import SOURCE, State, Story, StoryTheme, ThemeMove
from storyhub.stories.policy import published_to
from storyhub.stories.services.acting import note_act
from storyhub.stories.services.tagging import STAFF
from storyhub.themes.models import ThemeChange
from storyhub.themes.queries import read_as
from storyhub.themes.services import Wording, split_off, undo_change

MOST_MOVED = 1_000
"""Stories that one split moves, in one transaction that nobody else should have to wait long for."""


def split_theme(
    actor: Viewer, theme_id: UUID, city_id: UUID | None, slug: str, wording: Wording, story_ids: Collection[UUID]
) -> int:
    """Make a part of a theme, of the town's own or (None) of the network, and let these stories go to it; how many went.

    A story that has gone since, or does not carry the theme any more, is passed over. Raises NotFound, NotAllowed,
    LaterChange, Invalid (slug, label, meaning, stories).
    """
    wanted = set(story_ids)
    if not 0 < len(wanted) <= MOST_MOVED:
        raise Invalid({"stories": "split_how_many"})
    with transaction() as session:
        change_id, part_id = split_off(actor, theme_id, city_id, slug, wording)
        carrying = select(StoryTheme.story_id).where(StoryTheme.theme_id.in_(read_as(theme_id)))
        rows = select(Story).where(Story.id.in_(wanted), Story.id.in_(carrying), published_to(actor))
        if city_id is not None:
            rows = rows.where(Story.city_id == city_id)
        stories = session.scalars(rows.order_by(Story.id).with_for_update()).all()
        if not stories:
            raise Invalid({"stories": "split_how_many"})
        for story in stories:
            _move(session, actor, story, ThemeMove(change_id=change_id, story_id=story.id), theme_id, part_id)
        return len(stories)


def _move(session: Session, actor: Viewer, story: Story, move: ThemeMove, theme_id: UUID, part_id: UUID) -> None:
    old = session.get(StoryTheme, (story.id, theme_id, STAFF))
    if old is not None:
        session.delete(old)
    session.add(StoryTheme(story_id=story.id, theme_id=part_id, origin=STAFF))
    move.took_old = old is not None
    session.add(move)
    _tell(session, actor, story, added=1, removed=int(move.took_old))


def undo_theme_change(actor: Viewer, change_id: UUID) -> None:
    """Take back the latest change of a theme; of a split also what it moved, as far as it still stands.

    Raises NotFound, NotAllowed, LaterChange.
    """
    with transaction() as session:
        change = undo_change(actor, change_id)
        if change.act == "split":
            _move_back(session, actor, change)


def _move_back(session: Session, actor: Viewer, change: ThemeChange) -> None:
    whole = UUID(change.details["from"])
    for move in session.scalars(select(ThemeMove).where(ThemeMove.change_id == change.id)):
        story = session.get_one(Story, move.story_id, with_for_update=True)
        tag = session.get(StoryTheme, (story.id, change.theme_id, STAFF))
        if story.state == State.WITHDRAWN or tag is None:
            continue
        session.delete(tag)
        is_back = move.took_old and session.get(StoryTheme, (story.id, whole, STAFF)) is None
        if is_back:
            session.add(StoryTheme(story_id=story.id, theme_id=whole, origin=STAFF))
        _tell(session, actor, story, added=int(is_back), removed=1)


def _tell(session: Session, actor: Viewer, story: Story, *, added: int, removed: int) -> None:
    note_change(story.city_id, SOURCE, story.id)
    note_act(session, actor, story, "staff_themes", added=added, removed=removed)
