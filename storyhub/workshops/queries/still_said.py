"""Records whose words are those of a story sent from home, while that story may be read."""

from collections.abc import Sequence

from sqlalchemy import select

from storyhub.core.db import db
from storyhub.core.permissions import Viewer
from storyhub.workshops.models import Card, Outcome
from storyhub.workshops.queries.post import kept_in_the_room


def still_said(viewer: Viewer, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Those whose words this viewer may read at this moment, also before the record has followed its story.

    Words that staff wrote anew are the team's.
    """
    copied = [one.card_id for one in outcomes if not one.revision]
    sent = db.session.scalars(select(Card).where(Card.id.in_(copied), Card.story_id.is_not(None))).all()
    unsaid = kept_in_the_room(sent, viewer)
    return [one for one in outcomes if one.revision or one.card_id not in unsaid]
