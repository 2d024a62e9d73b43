"""What a teller allows, as SQL over `Story`: whether a story may be used so, and whether its words may leave the room."""

from sqlalchemy import ColumnElement, and_, exists

from storyhub.core.visibility import Audience
from storyhub.stories.models import ConsentGrant, State, Story, Use


def is_given(use: Use) -> ColumnElement[bool]:
    """Of a `Story`: its teller allows this use now."""
    return exists().where(
        ConsentGrant.story_id == Story.id,
        ConsentGrant.use == use,
        ConsentGrant.is_given,
        ConsentGrant.ended_at.is_(None),
    )


def is_quotable() -> ColumnElement[bool]:
    """Of a `Story`: published, and its words may stand in workshops and be quoted outside of them."""
    return and_(Story.state == State.PUBLISHED, is_given(Use.WORKSHOPS), is_given(Use.QUOTATION))


def speaks_outside() -> ColumnElement[bool]:
    """Of a `Story` that was sent from home: anyone may read its words outside the room, so they may stand in a record."""
    return and_(is_quotable(), Story.audience == Audience.PUBLIC)
