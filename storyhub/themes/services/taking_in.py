"""Taking in a vocabulary from elsewhere: what it would add and change, and then to do it, all or nothing.

A concept is a theme of ours if its address or its notation says so, or if it is called the same. A file adds and says
otherwise; what it does not speak of stays, and nothing is ever retired or merged by it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from storyhub.adapters.skos import Concept
from storyhub.core.db import transaction
from storyhub.core.languages import DEFAULT, LANGUAGES
from storyhub.core.permissions import Viewer
from storyhub.themes.models import Theme, ThemeKind
from storyhub.themes.policy import require_change
from storyhub.themes.queries import lineages, renamings_of, themes_explained
from storyhub.themes.services.changing import add_theme, can_take, place_theme, rename_theme
from storyhub.themes.services.wording import PARTS, SLUG, Wording, clean, clean_names

NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Step:
    """What becomes of one concept: add, change, same or skip (`reason` says why, as the key of a sentence).

    `pieces` are (part, language, before, after) of every text that changes.
    """

    act: str
    concept: Concept
    slug: str
    wording: Wording
    theme_id: UUID | None = None
    pieces: Sequence[tuple[str, str, str, str]] = ()
    reason: str = ""
    parent: str = ""
    """The slug of the theme it is to stand under; empty where the file says nothing, or nothing that can be done."""


@dataclass
class _Known:
    """The themes there are, and how one of them is found again."""

    city_id: UUID | None
    prefix: str
    themes: Sequence[Theme]
    earlier: Mapping[UUID, set[tuple[str, str]]]
    by_slug: dict[str, Theme] = field(default_factory=dict)
    by_label: dict[tuple[str, str], Theme] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_slug = {theme.slug: theme for theme in self.themes}
        for theme in reversed(self.themes):
            self.by_label |= {(code, label.casefold()): theme for code, label in theme.label.items()}

    def find(self, concept: Concept, label: Mapping[str, str]) -> Theme | None:
        named = (concept.address.rsplit("/themes/", 1)[-1], concept.notation, self.prefix + concept.notation)
        found = next((self.by_slug[slug] for slug in named if slug in self.by_slug), None)
        called = (self.by_label.get((code, text.casefold())) for code, text in label.items())
        return found or next((theme for theme in called if theme), None)


def steps_for(actor: Viewer, city_id: UUID | None, prefix: str, concepts: Sequence[Concept]) -> list[Step]:
    """What taking these in would do with the themes of a town, or (None) of the network. Changes nothing. Raises NotAllowed.

    `prefix` is what the addresses of the town's own themes begin with.
    """
    require_change(actor, city_id)
    themes = themes_explained(city_id)
    earlier: dict[UUID, set[tuple[str, str]]] = {}
    for change in renamings_of([theme.id for theme in themes]):
        earlier.setdefault(change.theme_id, set()).update(change.details["before"]["label"].items())
    known = _Known(city_id, prefix, themes, earlier)
    steps = [_step(known, concept) for concept in concepts]
    return _each_once(_placed(_without_rings(steps), known))


def take_in(actor: Viewer, city_id: UUID | None, prefix: str, concepts: Sequence[Concept]) -> tuple[int, int]:
    """Do what `steps_for` says; how many were added, and how many changed. Raises NotAllowed, LaterChange, Invalid."""
    with transaction():
        steps = steps_for(actor, city_id, prefix, concepts)
        known = {theme.slug: theme for theme in themes_explained(city_id)}
        ids = {slug: theme.id for slug, theme in known.items()}
        for step in steps:
            if step.act == "add":
                ids[prefix + step.slug] = add_theme(actor, city_id, step.slug, step.wording)
            elif step.theme_id and step.pieces:
                rename_theme(actor, step.theme_id, step.wording, seen=known[step.slug].label)
        for step in steps:
            if step.parent and step.act in ("add", "change"):
                place_theme(actor, step.theme_id or ids[prefix + step.slug], ids[step.parent])
    return sum(step.act == "add" for step in steps), sum(step.act == "change" for step in steps)


def _step(known: _Known, concept: Concept) -> Step:
    given = _given(concept)
    theme = known.find(concept, given["label"])
    if theme is None:
        return _new(known, concept, given)
    if theme.city_id != known.city_id:
        return Step("skip", concept, theme.slug, Wording({}, {}), reason="skos_of_others")
    if theme.merged_into_id is not None:
        return Step("skip", concept, theme.slug, Wording({}, {}), reason="skos_merged")
    wording, pieces = _changed(theme, given, _new_names(theme, concept, known.earlier.get(theme.id, set())))
    problem = next(iter(wording.problems().values()), "")
    if problem:
        return Step("skip", concept, theme.slug, wording, reason=problem)
    return Step("change" if pieces else "same", concept, theme.slug, wording, theme.id, pieces)


def _new(known: _Known, concept: Concept, given: Mapping[str, Mapping[str, str]]) -> Step:
    names = clean_names(concept.other_names)
    wording = Wording(given["label"], given["meaning"], given["use_when"], given["not_when"], names)
    slug = _slug(concept, given["label"]).removeprefix(known.prefix)
    problem = next(iter(wording.problems().values()), "")
    if concept.is_deprecated:
        problem = "skos_deprecated"
    elif concept.is_lens:
        problem = "skos_new_lens"
    elif not SLUG.fullmatch(slug) or known.prefix + slug in known.by_slug:
        problem = problem or "skos_no_address"
    pieces = [(part, code, "", text) for part in PARTS for code, text in given[part].items()]
    return Step("skip" if problem else "add", concept, slug, wording, None, pieces, problem)


def _given(concept: Concept) -> dict[str, Mapping[str, str]]:
    """The texts of the languages we have; one without a language is taken for English where there is no English one."""
    given: dict[str, Mapping[str, str]] = {}
    for part in PARTS:
        texts = dict(getattr(concept, part))
        given[part] = clean({DEFAULT: texts.pop("", ""), **texts})
    return given


def _new_names(theme: Theme, concept: Concept, earlier: set[tuple[str, str]]) -> dict[str, list[str]]:
    """What it is called otherwise, with what the file adds; what it was called before is kept elsewhere."""
    names = {code: list(own) for code, own in theme.other_names.items()}
    for code, given in clean_names(concept.other_names).items():
        own = names.setdefault(code, [])
        own += [one for one in given if one not in own and (code, one) not in earlier and theme.label.get(code) != one]
    return clean_names(names)


def _changed(
    theme: Theme, given: Mapping[str, Mapping[str, str]], names: dict[str, list[str]]
) -> tuple[Wording, list[tuple[str, str, str, str]]]:
    texts = {part: {**getattr(theme, part), **given[part]} for part in PARTS}
    pieces = [
        (part, code, getattr(theme, part).get(code, ""), text)
        for part in PARTS
        for code, text in given[part].items()
        if getattr(theme, part).get(code, "") != text
    ]
    for code, own in names.items():
        before = ", ".join(theme.other_names.get(code, ()))
        pieces += [("other_names", code, before, ", ".join(own))] if before != ", ".join(own) else []
    return Wording(**texts, other_names=names), pieces


def _without_rings(steps: Sequence[Step]) -> list[Step]:
    """Concepts that the file places below themselves, each through others, are passed over."""
    broader = {step.concept.address: step.concept.broader for step in steps if step.act != "skip"}
    return [
        Step("skip", step.concept, step.slug, step.wording, reason="skos_ring")
        if step.act != "skip" and _is_in_ring(step.concept.address, broader)
        else step
        for step in steps
    ]


def _is_in_ring(address: str, broader: Mapping[str, str]) -> bool:
    """A concept that names itself alone says nothing, and is in none."""
    passed: set[str] = set()
    above = broader[address]
    while above in broader and above not in passed and above != address:
        passed.add(above)
        above = broader[above]
    return above == address and bool(passed)


def _placed(steps: Sequence[Step], known: _Known) -> list[Step]:
    """Each with the theme that the file places it under, where that can be: no theme may come to stand below itself."""
    by_address = {step.concept.address: step for step in steps if step.act != "skip"}
    lines, above = lineages(), {theme.slug: theme for theme in known.themes}
    parents = {theme.id: theme.parent_id for theme in known.themes}
    placed = []
    for step in steps:
        upper, theme = by_address.get(step.concept.broader), above.get(step.slug)
        if upper is None or upper is step or step.act == "skip":
            placed.append(step)
            continue
        slug = known.prefix + upper.slug if upper.act == "add" else upper.slug
        parent = above.get(slug)
        if theme is not None and parent is None:
            fits = theme.kind == ThemeKind.THEME and not upper.concept.broader
        elif theme is not None and parent is not None and theme.parent_id == parent.id:
            fits = False
        elif theme is not None and parent is not None:
            is_above = theme.id in lines.get(parent.id, ()) or theme.id in _above(parent.id, parents)
            fits = can_take(parent, theme) and not is_above
            parents |= {theme.id: parent.id} if fits else {}
        else:
            fits = parent is None or (parent.kind == ThemeKind.THEME and parent.retired_at is None)
        act = "change" if fits and step.act == "same" else step.act
        placed.append(Step(**{**vars(step), "act": act, "parent": slug if fits else ""}))
    return placed


def _above(theme_id: UUID, parents: Mapping[UUID, UUID | None]) -> set[UUID]:
    """What a theme would stand below, with all that was placed before it."""
    passed: set[UUID] = set()
    upper = parents.get(theme_id)
    while upper is not None and upper not in passed:
        passed.add(upper)
        upper = parents.get(upper)
    return passed


def _each_once(steps: Sequence[Step]) -> list[Step]:
    """Of two concepts that would be one theme of ours the first counts."""
    seen: set[str] = set()
    kept = []
    for step in steps:
        is_twice = step.act != "skip" and step.slug in seen
        seen.add(step.slug)
        kept.append(Step("skip", step.concept, step.slug, step.wording, reason="skos_twice") if is_twice else step)
    return kept


def _slug(concept: Concept, label: Mapping[str, str]) -> str:
    """A new theme's address: its notation, the end of its address, or its name as far as it is Latin."""
    last = re.split(r"[/#:]", concept.address)[-1]
    candidates = (concept.notation, last, label.get(DEFAULT, ""))
    slugs = (NOT_SLUG.sub("-", text.lower()).strip("-")[:40] for text in candidates)
    return next((slug for slug in slugs if SLUG.fullmatch(slug)), "")


def concept_of(row: Mapping[str, Any]) -> Concept:
    """A concept that came back from a page. Raises TypeError, KeyError, ValueError for what is none."""
    texts = {
        part: {str(code): str(text) for code, text in row[part].items() if code in LANGUAGES or not code}
        for part in PARTS
    }
    names = {str(code): [str(one) for one in given] for code, given in row["other_names"].items()}
    return Concept(
        address=str(row["address"]),
        notation=str(row["notation"]),
        other_names=names,
        broader=str(row["broader"]),
        is_lens=bool(row["is_lens"]),
        is_deprecated=bool(row["is_deprecated"]),
        **texts,
    )
