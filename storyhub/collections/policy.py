"""Who may see a collection and who may write on it: one table of rules, in Python and as SQL.

| state                 | who may see it                  |
|-----------------------|---------------------------------|
| `published`           | anyone                          |
| `draft` `unpublished` | the staff of its town           |

The staff of the town, whatever their role, writes on it: they arrange what readers have already, and it opens nothing.
Each story in it still asks who is looking; a collection shows nobody more than the archive does.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true

from storyhub.collections.models import Collection, CollectionState
from storyhub.core.errors import NotAllowed, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.stories.models import State, Story


def may_see(viewer: Viewer, collection: Collection) -> bool:
    """Whether this viewer may see this collection at all."""
    if viewer.is_worker or collection.state == CollectionState.PUBLISHED:
        return True
    return may_edit(viewer, collection.city_id)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """`may_see` as SQL."""
    if viewer.is_worker:
        return true()
    mine = viewer.cities_with()
    return or_(
        Collection.state == CollectionState.PUBLISHED,
        Collection.city_id.in_(sorted(mine)) if mine else false(),
    )


def may_edit(viewer: Viewer, city_id: UUID) -> bool:
    """Anyone on the town's staff."""
    return city_id in viewer.cities_with()


def require_editor(actor: Viewer, collection: Collection) -> None:
    """Raise NotFound when the actor may not even see it, NotAllowed when it is another town's."""
    if not may_see(actor, collection):
        raise NotFound()
    if not may_edit(actor, collection.city_id):
        raise NotAllowed()


def is_for_anyone(story: Story) -> bool:
    """Whether anyone may read the story now; an embed and a booklet show no other."""
    return story.state == State.PUBLISHED and story.audience == Audience.PUBLIC
