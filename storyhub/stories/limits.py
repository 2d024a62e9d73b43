"""How far a story may be shown, said without a word of it: what the log outside the database remembers for a restore."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple

from storyhub.core.visibility import Audience
from storyhub.stories.models import State, Withheld


class MaskAt(NamedTuple):
    """Where a passage is withheld: code points of a part of one version, and what they give away."""

    version: int
    part: str
    start: int
    end: int
    what: Withheld


class PictureAt(NamedTuple):
    """Which file a photograph is, by a mark of its key, and whether it is left out."""

    mark: str
    is_left_out: bool


@dataclass(frozen=True)
class Limits:
    """Codes, numbers and ids: nothing of it tells who somebody is or what they said."""

    state: State
    reason: str
    """The slug of the reason for which it is hidden."""
    audience: Audience
    uses: Sequence[str]
    version: int
    erased: Sequence[int]
    """Versions that the teller had erased."""
    masks: Sequence[MaskAt]
    photos: Mapping[str, PictureAt]
    contact: str
    """Since when the teller's contact is this one; empty where there is none."""
    translations: Sequence[str]
    has_note: bool

    def document(self) -> dict[str, Any]:
        return asdict(self)


def limits_from(document: Mapping[str, Any]) -> Limits:
    """What `Limits.document` made. Raises ValueError for anything else."""
    try:
        known = {one.name: document[one.name] for one in fields(Limits)}
        known |= {"state": State(known["state"]), "audience": Audience(known["audience"])}
        masks = ((version, part, start, end, Withheld(what)) for version, part, start, end, what in known["masks"])
        known["masks"] = [MaskAt(*one) for one in masks]
        known["photos"] = {name: PictureAt(*one) for name, one in known["photos"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("these are no limits of a story") from error
    return Limits(**known)
