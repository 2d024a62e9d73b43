"""Taking in the towns that come with Storyhub, and what each town begins with."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.cities.models import (
    City,
    ConsentWording,
    District,
    HelpLine,
    HideReason,
    LegalPage,
    Network,
    PageKind,
    Prompt,
)
from storyhub.cities.services.seed_files import by_language, gathered, read, sections
from storyhub.core import clock
from storyhub.core.db import transaction
from storyhub.core.languages import Translated

RESPONSIBLE = ("responsible", "address", "email", "phone", "supervisor")


def seed_towns() -> None:
    """Bring the network, its ten towns and their texts into an empty database; what is there stays.

    Towns that were there before a kind of text came along get the text they begin with.
    """
    slug = read("network.toml")["network"]["slug"]
    with transaction() as session:
        if not session.scalar(select(Network.id).where(Network.slug == slug)):
            _seed_network(session)
        _seed_missing_reasons(session)


def seed_beginnings(session: Session, city: City, prompts: list[str]) -> None:
    """What any town begins with: its questions, the drafts of its pages, help lines, reasons to hide a story."""
    _seed_prompts(session, city.id, prompts)
    _seed_pages(session, city.id)
    _seed_help_lines(session, city)
    _seed_reasons(session, city.id)


def _seed_network(session: Session) -> None:
    network, texts = read("network.toml"), by_language("texts")
    row = Network(
        slug=network["network"]["slug"],
        name=Translated(network["network"]["name"]),
        welcome_title=gathered(texts, "network", "welcome_title"),
        welcome_text=gathered(texts, "network", "welcome_text"),
    )
    session.add(row)
    wording = {code: sections(table) for code, table in by_language("legal/consent").items()}
    session.add(ConsentWording(version=1, since=clock.now(), texts=wording))
    session.flush()
    for position, city in enumerate(network["city"]):
        _seed_city(session, row.id, city, position, texts)


def _seed_city(session: Session, network_id: UUID, row: dict[str, Any], position: int, texts: dict[str, Any]) -> None:
    city = City(
        slug=row["slug"],
        network_id=network_id,
        name=Translated(row["name"]),
        country=row["country"],
        time_zone=row["time_zone"],
        languages=row["languages"],
        welcome_title=gathered(texts, "welcome", row["slug"], "title"),
        welcome_text=gathered(texts, "welcome", row["slug"], "text"),
        min_age_alone=row.get("min_age_alone", 16),
        responsible=dict.fromkeys(RESPONSIBLE, ""),
        opened_at=clock.now(),
        position=position,
    )
    session.add(city)
    session.flush()
    for place, district in enumerate(row["district"]):
        session.add(District(city_id=city.id, slug=district["slug"], name=Translated(district["name"]), position=place))
    seed_beginnings(session, city, row["prompts"])


def _seed_prompts(session: Session, city_id: UUID, slugs: list[str]) -> None:
    known, texts = {prompt["slug"]: prompt for prompt in read("prompts.toml")["prompt"]}, by_language("texts")
    for position, slug in enumerate(slugs):
        session.add(
            Prompt(
                city_id=city_id,
                slug=slug,
                kind=known[slug]["kind"],
                year=known[slug].get("year"),
                question=gathered(texts, "prompts", slug, "question"),
                hint=gathered(texts, "prompts", slug, "hint"),
                position=position,
            )
        )


def _seed_pages(session: Session, city_id: UUID) -> None:
    pages = by_language("legal/pages")
    for kind in PageKind:
        session.add(
            LegalPage(
                city_id=city_id,
                kind=kind,
                version=1,
                title=gathered(pages, kind, "title"),
                body=gathered(pages, kind, "body"),
                since=clock.now(),
            )
        )


def _seed_help_lines(session: Session, city: City) -> None:
    lines = [line for line in read("legal/help_lines.toml")["line"] if line["country"] == city.country]
    for position, line in enumerate(lines):
        session.add(
            HelpLine(
                city_id=city.id,
                kind=line["kind"],
                number=line["number"],
                name=Translated(line["name"]),
                is_checked=line.get("checked", False),
                position=position,
            )
        )


def _seed_missing_reasons(session: Session) -> None:
    without = select(City.id).where(City.id.not_in(select(HideReason.city_id)))
    for city_id in session.scalars(without).all():
        _seed_reasons(session, city_id)


def _seed_reasons(session: Session, city_id: UUID) -> None:
    for position, row in enumerate(read("reasons.toml")["reason"]):
        session.add(HideReason(city_id=city_id, slug=row["slug"], label=Translated(row["label"]), position=position))
