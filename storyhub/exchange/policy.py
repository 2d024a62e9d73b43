"""Who may do what of the exchange.

| what                         | who                                                                    |
|------------------------------|------------------------------------------------------------------------|
| ask for an export            | anyone, of the stories they may read; how many, and how often, differs |
| fetch an export              | who asked for it; one that nobody signed in for, anyone who has its code |
| bring stories in             | the moderators of the town, who publish them by it                     |
| harvest, feeds, sitemap      | anyone: public stories alone                                           |
"""

from uuid import UUID

from storyhub.core.permissions import Role, Viewer
from storyhub.exchange.models import Export


def most_stories(viewer: Viewer) -> int:
    """How many stories one export may hold."""
    return 100_000 if viewer.is_staff else 20_000


def may_fetch(viewer: Viewer, export: Export) -> bool:
    """Whether this file was made for this viewer."""
    return export.person_id is None or export.person_id == viewer.person_id


def require_import(actor: Viewer, city_id: UUID) -> None:
    """Raise NotAllowed unless the actor moderates the town: what comes in is published."""
    actor.require(Role.MODERATOR, city_id)
