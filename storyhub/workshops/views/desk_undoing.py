"""What a facilitator may take back on the boards: a story put behind a card, cards that were joined."""

from typing import Any

from storyhub.workshops.queries.at_hand import StoryAtHand, stories_put_behind
from storyhub.workshops.queries.drawing import Drawing
from storyhub.workshops.queries.joined import joined_cards


def undoing_of(drawing: Drawing | None, language: str) -> dict[str, Any]:
    """`backed`: {card, stories: {id, label, lang}}; `joined`: (the card, the one in which it stands)."""
    if drawing is None:
        return {"backed": (), "joined": ()}
    behind = stories_put_behind(drawing.laid.exercise_id, language)
    return {
        "backed": [
            {"card": view, "stories": [_story(one) for one in behind[card_id]]}
            for card_id, view in drawing.views.items()
            if card_id in behind
        ],
        "joined": joined_cards(drawing),
    }


def _story(one: StoryAtHand) -> dict[str, Any]:
    """By title and place; by month and place where it may not be quoted."""
    return {
        "id": one.id,
        "label": " · ".join(filter(None, (one.title or one.month, one.place))),
        "lang": one.language if one.title else "",
    }
