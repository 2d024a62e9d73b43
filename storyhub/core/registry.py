"""What the features bring: handlers for jobs, subscribers to events, sentences for errors.

Filled once by the composition root; features look nothing up in each other through it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

Handler = Callable[..., None]


@dataclass(frozen=True)
class Periodic:
    """A task that runs again and again, by whichever worker comes first."""

    run: Handler
    every: timedelta


@dataclass(frozen=True)
class StaffPage:
    """Where staff with one of these roles in a town find a feature's work. `label` is translated when it is drawn."""

    endpoint: str
    label: Any
    roles: frozenset[Any]


@dataclass(frozen=True)
class Knot:
    """One thing on the thread: what it is called, where it stands, what is said beside it. `href` is empty for nobody's eyes."""

    label: str
    href: str = ""
    note: str = ""
    state: str = "done"
    lang: str = ""
    """The language of the label, where that is not the page's."""
    readers: str = ""
    """Who may see the story there that sees it nowhere else, as a sentence for its teller."""


Knots = Callable[[Any, Sequence[UUID]], Mapping[UUID, Knot]]
"""For a viewer and the ids of things of one kind: how each is drawn on the thread. What the viewer may not see is left out."""

Origins = Callable[[Any, UUID], Sequence[Knot]]
"""For a viewer and a story: for what it was told besides the archive, whether it has come there or not."""


@dataclass(frozen=True)
class Asking:
    """For what a feature asks people at home to imagine something: the page of telling shows it, and what is told says so."""

    told_for: str
    """Names it in the form and in the event of a story told for it: `workshop:4k7q`."""
    invitation: str
    explanation: str
    """What becomes of what is sent."""
    href: str
    title: str
    question: str
    lang: str
    """The language of title and question."""
    year: int
    """From which people write."""
    is_open: bool = True
    """Whether it invites. One that does not may still be answered by whoever has begun."""
    sent: str = ""
    """What is said beside its title once a story was told for it."""
    when: str = ""
    readers: str = ""
    """Who may see there what is sent, before anyone else does, as a sentence."""


Askings = Callable[[UUID], Sequence[Asking]]
"""What is asked in a town now."""


@dataclass(frozen=True)
class FoundKind:
    """How the things of one source of the archive stand on a page of what was found.

    `label` names them, several, and is translated when it is drawn. `cards` makes of hits (`archive.sources.Hit`) and the
    question what `template` draws, each as `one`.
    """

    label: Any
    cards: Callable[[Sequence[Any], Any], Sequence[Mapping[str, Any]]]
    template: str


@dataclass(frozen=True)
class Feature:
    """One feature as the composition root sees it."""

    name: str
    blueprints: Sequence[Any] = ()
    init: Callable[[Any], None] | None = None
    subscribers: Mapping[type, Sequence[Handler]] = field(default_factory=dict)
    tasks: Sequence[Handler] = ()
    periodic: Sequence[Periodic] = ()
    messages: Mapping[str, Any] = field(default_factory=dict)
    commands: Sequence[str] = ()
    """`storyhub.archive.cli:reindex`: named, not imported, for the web needs none of them."""
    staff_pages: Sequence[StaffPage] = ()
    uses: Mapping[str, Knots] = field(default_factory=dict)
    """By what a story can be used, and how such a use is drawn for a reader."""
    askings: Sequence[Askings] = ()
    """For what stories can be told besides the archive."""
    origins: Sequence[Origins] = ()
    """For what of that a story was told."""
    sources: Sequence[Any] = ()
    """What of it the archive holds (`archive.sources.Source`)."""
    found_kinds: Mapping[str, FoundKind] = field(default_factory=dict)
    """By source: how what was found of it is drawn, beside stories."""


def kind_of(handler: Handler) -> str:
    """The name under which a job finds its handler: `stories.tasks.erase_story`."""
    return f"{handler.__module__.removeprefix('storyhub.')}.{handler.__name__}"


@dataclass
class Registry:
    handlers: dict[str, Handler] = field(default_factory=dict)
    subscribers: dict[type, list[str]] = field(default_factory=dict)
    periodic: dict[str, Periodic] = field(default_factory=dict)
    messages: dict[str, Any] = field(default_factory=dict)
    staff_pages: list[StaffPage] = field(default_factory=list)
    uses: dict[str, Knots] = field(default_factory=dict)
    askings: list[Askings] = field(default_factory=list)
    origins: list[Origins] = field(default_factory=list)
    sources: dict[str, Any] = field(default_factory=dict)
    found_kinds: dict[str, FoundKind] = field(default_factory=dict)

    def install(self, features: Sequence[Feature]) -> None:
        """Take in what the features bring; the same list again changes nothing."""
        self.subscribers.clear()
        self.staff_pages.clear()
        self.askings.clear()
        self.origins.clear()
        for feature in features:
            self.messages.update(feature.messages)
            self.staff_pages.extend(feature.staff_pages)
            self.uses.update(feature.uses)
            self.askings.extend(feature.askings)
            self.origins.extend(feature.origins)
            self.sources.update({source.name: source for source in feature.sources})
            self.found_kinds.update(feature.found_kinds)
            for handler in feature.tasks:
                self.handlers[kind_of(handler)] = handler
            for event, handlers in feature.subscribers.items():
                for handler in handlers:
                    self.handlers[kind_of(handler)] = handler
                    self.subscribers.setdefault(event, []).append(kind_of(handler))
            for periodic in feature.periodic:
                self.periodic[kind_of(periodic.run)] = periodic


REGISTRY = Registry()
