"""What phones in the same place are brought: drawn once, packed once, and of a board that they show already only what is new."""

import re
import zlib
from hashlib import blake2b
from typing import NamedTuple

from storyhub.web.compression import LEVEL

GZIP = 31
"""What zlib is told so that it writes a gzip stream."""
CARD = re.compile(rb'<li id="(lies-[^"]+)">.*?</li>', re.DOTALL)
"""A card as `_table.html` lays it; lists do not stand in cards."""


class Drawn(NamedTuple):
    """All that is brought at a number, packed. It holds no secret, so its length tells none.

    `step` is the one that a phone must show already, because its task is not in it; `since` the board that it must show,
    because only what changed on it is. Empty when it is for every phone.
    """

    sequence: int
    step: str
    since: str
    packed: bytes

    def is_for(self, step: str, board: str) -> bool:
        return (not self.step or step in ("", self.step)) and self.since in ("", board)


class Packed(NamedTuple):
    """The first part of a body, and a packer that has read it already."""

    html: bytes
    packed: bytes
    packer: "zlib._Compress"

    @classmethod
    def of(cls, html: bytes) -> "Packed":
        packer = zlib.compressobj(LEVEL, wbits=GZIP)
        return cls(html, packer.compress(html), packer)

    def then(self, own: bytes) -> bytes:
        """All of a body, packed: this, and after it what is a table's own."""
        packer = self.packer.copy()
        return self.packed + packer.compress(own) + packer.flush()


NOTHING = Packed.of(b"")


class Board(NamedTuple):
    """What lies before people at a number.

    `name` is made from what it says, so that it means the same in every process; empty while nobody may be sent changes of it.
    `changes` is the same with each card left out that lay on the board `since`: as an empty item of its id, marked
    `data-same`, which a phone fills with the card that it shows.
    """

    sequence: int
    name: str
    whole: Packed
    since: str = ""
    changes: Packed | None = None

    @classmethod
    def of_a_table(cls, sequence: int, html: bytes) -> "Board":
        return cls(sequence, "", Packed.of(html))

    @classmethod
    def of_all(cls, sequence: int, html: bytes, before: "Board | None") -> "Board":
        """The same from every table. `before` is what lay there last: nothing is packed again when nothing has changed."""
        name = blake2b(html, digest_size=6).hexdigest()
        if before is not None and before.name == name:
            return before._replace(sequence=sequence)
        changed = _changed(html, before.whole.html) if before else html
        if before is None or len(changed) == len(html):
            return cls(sequence, name, Packed.of(html))
        return cls(sequence, name, Packed.of(html), before.name, Packed.of(changed))

    def ways(self) -> list[tuple[str, Packed]]:
        """What to send, each with the board that a phone must show for it, the shortest first; the last is for every phone."""
        found = [(self.name, NOTHING)] if self.name else []
        if self.changes:
            found.append((self.since, self.changes))
        return [*found, ("", self.whole)]

    def for_who_shows(self, board: str) -> Packed:
        return next(lies for since, lies in self.ways() if since in ("", board))


def _changed(html: bytes, before: bytes) -> bytes:
    lay = {one[0] for one in CARD.finditer(before)}
    return CARD.sub(lambda one: b'<li id="%b" data-same></li>' % one[1] if one[0] in lay else one[0], html)
