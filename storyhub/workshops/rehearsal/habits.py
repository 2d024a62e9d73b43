"""How people are: most mean well, and a hall has everybody."""

from enum import StrEnum
from random import Random


class Trait(StrEnum):
    """Somebody's for the whole day."""

    PLAIN = "plain"
    HOSTILE = "hostile"
    """Tries what a page can bear."""
    LATE = "late"
    """Comes when it has begun."""
    NO_SCRIPT = "no_script"
    """Has a phone without a script: sends forms as they stand and reloads."""
    TWO_TABS = "two_tabs"
    """Sends from an older drawing of the page, too."""
    WATCHER = "watcher"
    """Does nothing: what they are shown may not change while others judge or vote in secret."""
    LEAVER = "leaver"
    """Leaves, and comes back on another phone by the four words."""


class Slip(StrEnum):
    """What happens to anybody now and then."""

    NONE = "none"
    DOUBLE_TAP = "double_tap"
    """The same command twice at once."""
    LOST = "lost_network"
    """The answer never came, so it is sent again."""
    STALE = "stale_page"
    """It is sent when its step is over."""
    RELOAD = "reload"


HALL = (
    *(Trait.HOSTILE, Trait.LATE, Trait.NO_SCRIPT, Trait.TWO_TABS, Trait.WATCHER, Trait.LEAVER),
    *[Trait.PLAIN] * 14,
)
"""Of twenty people, in the order in which they come."""
SLIPS = {Slip.NONE: 70, Slip.DOUBLE_TAP: 9, Slip.LOST: 9, Slip.STALE: 5, Slip.RELOAD: 7}

LIKES = {
    "rate": 20.0, "vote": 20.0, "object": 0.7, "live-with": 3.0, "name-heap": 4.0, "change-card": 5.0, "take-back": 1.0,
    "put-back": 3.0, "unstack": 0.7, "merge-heaps": 0.5, "undo-move": 1.0, "unlink": 0.7,
}  # fmt: skip
"""How gladly a form is taken up beside others; what is not named here is the main thing on its page."""
MAIN = 10.0
MANY = {"rate": 8, "vote": 5}
"""How often at most in one step; of the rest a few."""


def trait_of(number: int) -> Trait:
    return HALL[(number - 1) % len(HALL)]


def slip(chance: Random) -> Slip:
    return chance.choices(list(SLIPS), list(SLIPS.values()))[0]
