"""Who may see a story and who may act on it: one table of rules, in Python and as SQL.

| state       | who may see it                                         |
|-------------|--------------------------------------------------------|
| `published` | its audience (see `core.visibility`); for `team` at the desk alone, in no reader's list |
| `waiting` `kept` `hidden` `spam` | moderators of its town, at the desk      |
| `withdrawn` | nobody; a marker without words remains                 |

A story of a young teller or marked as sensitive goes to readers when two moderators have read it. Taking the mark off
does not undo that, unless whoever made it does so before anybody has said yes (`queries.trail.asks_for_two`).

The holder of its receipt and the worker see it in every state but `withdrawn`.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, false, or_

from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience, in_audience, is_in_audience
from storyhub.stories.models import Photo, State, Story

DESK_STATES = frozenset({State.WAITING, State.KEPT, State.HIDDEN, State.SPAM})

FOLLOWS = {
    State.PUBLISHED: frozenset({State.WAITING, State.KEPT, State.HIDDEN}),
    State.KEPT: frozenset({State.WAITING, State.PUBLISHED, State.HIDDEN}),
    State.HIDDEN: frozenset({State.WAITING, State.PUBLISHED, State.KEPT}),
    State.SPAM: frozenset({State.WAITING, State.PUBLISHED, State.KEPT, State.HIDDEN}),
    State.WAITING: frozenset({State.SPAM}),
}
"""What a moderator may make of a story, and out of which states. Their own last act they may also undo."""


def may_see(viewer: Viewer, story: Story) -> bool:
    """Whether this viewer may see this story at all."""
    if story.state == State.WITHDRAWN:
        return False
    if viewer.is_worker or story.id in viewer.story_ids:
        return True
    if story.state in DESK_STATES:
        return viewer.has(Role.MODERATOR, story.city_id)
    return is_in_audience(viewer, story.audience, story.city_id, story.network_id)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """`may_see` as SQL."""
    alive = Story.state != State.WITHDRAWN
    if viewer.is_worker:
        return alive
    moderated = viewer.cities_with(Role.MODERATOR)
    return and_(
        alive,
        or_(
            Story.id.in_(sorted(viewer.story_ids)) if viewer.story_ids else false(),
            and_(Story.state.in_(sorted(DESK_STATES)), Story.city_id.in_(sorted(moderated))) if moderated else false(),
            _published_for(viewer),
        ),
    )


def published_to(viewer: Viewer) -> ColumnElement[bool]:
    """What lists, feeds and counts for readers hold: published for them, and not for the desk alone."""
    return and_(Story.audience != Audience.TEAM, _published_for(viewer))


def _published_for(viewer: Viewer) -> ColumnElement[bool]:
    return and_(Story.state == State.PUBLISHED, in_audience(viewer, Story.audience, Story.city_id, Story.network_id))


def may_see_photo(viewer: Viewer, story: Story, photo: Photo) -> bool:
    """A photograph asks as its story does, and also whether teller and desk let it be shown."""
    if not may_see(viewer, story):
        return False
    if viewer.is_worker or story.id in viewer.story_ids or viewer.has(Role.MODERATOR, story.city_id):
        return True
    return story.may_show_photos and photo.left_out_at is None


def may_become(state: State, other: State) -> bool:
    """Whether a moderator may make this of a story in that state."""
    return state in FOLLOWS.get(other, ())


def needs_two_readers(story: Story) -> bool:
    """Whether two moderators must read it before readers do, by what it is now; `queries.trail` knows what it was."""
    return story.is_young or story.is_sensitive


def may_come_before_reading(story: Story, photos: Iterable[Photo] = ()) -> bool:
    """Whether, in a town that reads afterwards, readers may have a story before any moderator has read it."""
    someone_minds = any(photo.people_agreed is False for photo in photos)
    is_for_many = story.audience != Audience.TEAM
    return is_for_many and not (needs_two_readers(story) or story.queue_mark or someone_minds)


def require_moderator(actor: Viewer, story: Story) -> None:
    """Raise NotAllowed unless the actor moderates the story's town."""
    actor.require(Role.MODERATOR, story.city_id)
