"""Networks, towns, districts, prompts, consent wordings, legal pages and help lines."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storyhub.core.columns import Json, Key, MaybeMoment, Moment, TranslatedColumn
from storyhub.core.db import Model


class Network(Model):
    """A set of towns that learn from each other."""

    __tablename__ = "network"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[TranslatedColumn]
    welcome_title: Mapped[TranslatedColumn]
    welcome_text: Mapped[TranslatedColumn]


class Moderation(StrEnum):
    """When a moderator reads a story: before readers do, or after."""

    BEFORE = "before"
    AFTER = "after"


class City(Model):
    """A town. While `paused_at` is set nothing new is published; telling goes on."""

    __tablename__ = "city"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    network_id: Mapped[UUID] = mapped_column(ForeignKey("network.id"), index=True)
    name: Mapped[TranslatedColumn]
    country: Mapped[str]
    time_zone: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(Json)
    welcome_title: Mapped[TranslatedColumn]
    welcome_text: Mapped[TranslatedColumn]
    min_age_alone: Mapped[int]
    """Below this age a story is read by two moderators before anyone else sees it."""
    responsible: Mapped[dict[str, str]] = mapped_column(Json)
    """Who answers for the town's data: responsible, address, email, phone, supervisor. Empty until the town fills it in."""
    paused_at: Mapped[MaybeMoment]
    opened_at: Mapped[MaybeMoment]
    """Since when residents find the town; while it is empty its city admins prepare it."""
    moderation: Mapped[Moderation] = mapped_column(default=Moderation.BEFORE)
    new_versions_at_once: Mapped[bool] = mapped_column(default=False)
    """Whether a teller's new words are shown before a moderator has read them."""
    figures: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Who lives in the town, by its own figures: percentages by district, language and age, their source and year."""
    position: Mapped[int]

    @property
    def is_publishing(self) -> bool:
        """Whether anything new comes before readers: not while it is paused, and not before the town is open."""
        return self.opened_at is not None and self.paused_at is None


class District(Model):
    """A part of a town, as its people call it."""

    __tablename__ = "district"
    id: Mapped[Key]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    slug: Mapped[str]
    name: Mapped[TranslatedColumn]
    position: Mapped[int]
    retired_at: Mapped[MaybeMoment]
    """Offered no more; the stories told from there keep it."""

    __table_args__ = (UniqueConstraint("city_id", "slug"),)


class DistrictShapes(Model):
    """How a town draws its districts. `shapes` is {slug: GeoJSON geometry}, `attribution` says where they come from."""

    __tablename__ = "district_shapes"
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), primary_key=True)
    attribution: Mapped[TranslatedColumn]
    shapes: Mapped[dict[str, Any]] = mapped_column(Json)


class Prompt(Model):
    """A question that a story answers. `kind` is lived or imagined; an imagined one names its year."""

    __tablename__ = "prompt"
    id: Mapped[Key]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    slug: Mapped[str]
    kind: Mapped[str]
    year: Mapped[int | None]
    question: Mapped[TranslatedColumn]
    hint: Mapped[TranslatedColumn]
    position: Mapped[int]
    closed_at: Mapped[MaybeMoment]

    __table_args__ = (UniqueConstraint("city_id", "slug"),)


class ConsentWording(Model):
    """The words in which a teller was asked. `texts` is {language: {section: {key: {part: text}}}}.

    The network's wording has no town; a town's own comes before it.
    """

    __tablename__ = "consent_wording"
    id: Mapped[Key]
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("city.id"), index=True)
    version: Mapped[int] = mapped_column(unique=True)
    texts: Mapped[dict[str, Any]] = mapped_column(Json)
    since: Mapped[Moment]


class PageKind(StrEnum):
    RESPONSIBLE = "responsible"
    PRIVACY = "privacy"
    TERMS = "terms"
    ACCESSIBILITY = "accessibility"
    HELP = "help"


class LegalPage(Model):
    """One version of one of the pages a town answers for."""

    __tablename__ = "legal_page"
    id: Mapped[Key]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    kind: Mapped[PageKind]
    version: Mapped[int]
    title: Mapped[TranslatedColumn]
    body: Mapped[TranslatedColumn]
    since: Mapped[Moment]

    city: Mapped[City] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("city_id", "kind", "version"),)


class HelpLine(Model):
    """A number to call. `is_checked` stays false until the town has called it."""

    __tablename__ = "help_line"
    id: Mapped[Key]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"), index=True)
    kind: Mapped[str]
    number: Mapped[str]
    name: Mapped[TranslatedColumn]
    is_checked: Mapped[bool] = mapped_column(default=False)
    checked_at: Mapped[MaybeMoment]
    checked_by: Mapped[UUID | None]
    position: Mapped[int]


class HideReason(Model):
    """Why the desk of a town hides a story, as the town words it. What the teller is told."""

    __tablename__ = "hide_reason"
    id: Mapped[Key]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    slug: Mapped[str]
    label: Mapped[TranslatedColumn]
    position: Mapped[int]
    retired_at: Mapped[MaybeMoment]

    __table_args__ = (UniqueConstraint("city_id", "slug"),)


class Area(StrEnum):
    """What is changed, versioned and undone together."""

    WELCOME = "welcome"
    DISTRICTS = "districts"
    PROMPTS = "prompts"
    WORDING = "wording"
    REASONS = "reasons"
    LANGUAGES = "languages"
    RESPONSIBLE = "responsible"
    PAGE_RESPONSIBLE = "page_responsible"
    PAGE_PRIVACY = "page_privacy"
    PAGE_TERMS = "page_terms"
    PAGE_ACCESSIBILITY = "page_accessibility"
    PAGE_HELP = "page_help"
    HELP_LINES = "help_lines"
    MODERATION = "moderation"
    FIGURES = "figures"
    SHAPES = "shapes"


PAGE_AREAS = {kind: Area(f"page_{kind}") for kind in PageKind}


class SettingsVersion(Model):
    """One change of a town's settings: what stood before and what stands since, so that it can be read and undone."""

    __tablename__ = "settings_version"
    id: Mapped[Key]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("city.id"))
    number: Mapped[int]
    area: Mapped[Area]
    actor_id: Mapped[UUID]
    at: Mapped[Moment]
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    after: Mapped[dict[str, Any]] = mapped_column(Json)

    __table_args__ = (UniqueConstraint("city_id", "number"),)
