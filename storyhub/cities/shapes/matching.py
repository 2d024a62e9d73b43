"""Which feature of a file is which district: by its slug, or its name in any language."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from storyhub.cities.shapes.reading import Feature, ShapesRefused, read_features
from storyhub.cities.shapes.rings import Geometry, geometry_of, kilometres, middle_of, points_in, polygons_of
from storyhub.cities.shapes.zones import looks_swapped

FAR = 30
"""Kilometres: towns are smaller."""
_SAME_SIGN = str.maketrans(
    # Romanian is typed with the cedilla of old keyboards, and an apostrophe in whatever form the keyboard has.
    {"ı": "i", "ş": "ș", "ţ": "ț"} | dict.fromkeys("’ʼ‘ʻ`´′＇", "'")
)


@dataclass
class Match:
    """A district and its shape. `pieces` are features that were put together, `far` how many kilometres it lies off."""

    slug: str
    geometry: Geometry
    names: Sequence[str]
    pieces: int = 1
    was_open: bool = False
    far: int = 0

    @property
    def points(self) -> int:
        return points_in(self.geometry)


@dataclass
class Matching:
    """What a file says of a town: `nobodys` are features that are no district's, `empty` those without an outline."""

    matches: list[Match]
    nobodys: list[Feature] = field(default_factory=list)
    empty: list[Feature] = field(default_factory=list)

    @property
    def shapes(self) -> dict[str, Geometry]:
        return {one.slug: one.geometry for one in self.matches}


def matched(raw: bytes, names: Mapping[str, Sequence[str]], time_zone: str) -> Matching:
    """The file beside the town's districts. `names` are what each is called, by slug, those that are offered first.

    Raises ShapesRefused.
    """
    known = _known(names)
    found = Matching([])
    by_slug: dict[str, list[Feature]] = {}
    for feature in read_features(raw):
        slug = next((known[_folded(name)] for name in feature.names if _folded(name) in known), None)
        if feature.geometry is None:
            found.empty.append(feature)
        elif slug is None:
            found.nobodys.append(feature)
        else:
            by_slug.setdefault(slug, []).append(feature)
    if not by_slug:
        raise ShapesRefused(key="shapes_nobodys")
    found.matches = [_match(slug, by_slug[slug]) for slug in names if slug in by_slug]
    if looks_swapped(middle_of(found.shapes.values()), time_zone):
        raise ShapesRefused(key="shapes_swapped")
    _mark_far(found.matches)
    return found


def _match(slug: str, features: Sequence[Feature]) -> Match:
    """What stands in several pieces in the file is one district all the same."""
    polygons = [polygon for one in features if one.geometry for polygon in polygons_of(one.geometry)]
    geometry = geometry_of(polygons)
    assert geometry is not None
    names = list(dict.fromkeys(one.names[0] for one in features))
    return Match(slug, geometry, names, len(features), any(one.was_open for one in features))


def _mark_far(matches: Sequence[Match]) -> None:
    middles = [middle_of([one.geometry]) for one in matches]
    centre = median(x for x, _y in middles), median(y for _x, y in middles)
    for one, middle in zip(matches, middles, strict=True):
        distance = kilometres(middle, centre)
        one.far = round(distance) if distance > FAR else 0


def _known(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Slugs before names, and who is offered before who is retired."""
    known = {_folded(slug): slug for slug in names}
    for slug, called in names.items():
        for name in called:
            known.setdefault(_folded(name), slug)
    return known


def _folded(name: str) -> str:
    """Without case; the four letters i of Azerbaijani are one, since files are seldom as careful as their readers.

    The archive, which is built on the towns, folds the words of a search further than names of districts need.
    """
    whole = unicodedata.normalize("NFC", name).replace("İ", "i")
    return " ".join(whole.split()).casefold().translate(_SAME_SIGN)
