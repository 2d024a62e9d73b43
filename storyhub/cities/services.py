"""Writes to towns: taking in those that come with Storyhub, and pausing publication."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.cities.models import City, ConsentWording, District, HelpLine, LegalPage, Network, PageKind, Prompt
from storyhub.core import audit, clock
from storyhub.core.db import transaction
from storyhub.core.errors import NotFound
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.core.permissions import Role, Viewer

RESPONSIBLE = ("responsible", "address", "email", "phone", "supervisor")


def seed_towns() -> None:
    """Bring the network, its ten towns and their texts into an empty database; what is there stays."""
    network, texts = _read("network.toml"), _by_language("texts")
    with transaction() as session:
        if session.scalar(select(Network).where(Network.slug == network["network"]["slug"])):
            return
        row = Network(
            slug=network["network"]["slug"],
            name=Translated(network["network"]["name"]),
            welcome_title=_gathered(texts, "network", "welcome_title"),
            welcome_text=_gathered(texts, "network", "welcome_text"),
        )
        session.add(row)
        session.add(
            ConsentWording(
                version=1, since=clock.now(), texts={k: _plain(v) for k, v in _by_language("legal/consent").items()}
            )
        )
        session.flush()
        for position, city in enumerate(network["city"]):
            _seed_city(session, row.id, city, position, texts)


def pause_publishing(actor: Viewer, city_id: UUID, *, paused: bool) -> None:
    """Stop, or resume, bringing new stories before the public. NotAllowed unless city admin or moderator."""
    if not actor.has(Role.MODERATOR, city_id):
        actor.require(Role.CITY_ADMIN, city_id)
    with transaction() as session:
        city = session.get(City, city_id, with_for_update=True)
        if city is None:
            raise NotFound()
        city.paused_at = clock.now() if paused else None
        audit.note(actor, "publishing_paused" if paused else "publishing_resumed", city_id=city_id)


def _seed_city(session: Session, network_id: UUID, row: dict[str, Any], position: int, texts: dict[str, Any]) -> None:
    city = City(
        slug=row["slug"],
        network_id=network_id,
        name=Translated(row["name"]),
        country=row["country"],
        time_zone=row["time_zone"],
        languages=row["languages"],
        welcome_title=_gathered(texts, "welcome", row["slug"], "title"),
        welcome_text=_gathered(texts, "welcome", row["slug"], "text"),
        min_age_alone=row.get("min_age_alone", 16),
        responsible=dict.fromkeys(RESPONSIBLE, ""),
        opened_at=clock.now(),
        position=position,
    )
    session.add(city)
    session.flush()
    for place, district in enumerate(row["district"]):
        session.add(District(city_id=city.id, slug=district["slug"], name=Translated(district["name"]), position=place))
    _seed_prompts(session, city.id, row["prompts"], texts)
    _seed_pages(session, city.id)
    _seed_help_lines(session, city)


def _seed_prompts(session: Session, city_id: UUID, slugs: list[str], texts: dict[str, Any]) -> None:
    known = {prompt["slug"]: prompt for prompt in _read("prompts.toml")["prompt"]}
    for position, slug in enumerate(slugs):
        session.add(
            Prompt(
                city_id=city_id,
                slug=slug,
                kind=known[slug]["kind"],
                year=known[slug].get("year"),
                question=_gathered(texts, "prompts", slug, "question"),
                hint=_gathered(texts, "prompts", slug, "hint"),
                position=position,
            )
        )


def _seed_pages(session: Session, city_id: UUID) -> None:
    pages = _by_language("legal/pages")
    for kind in PageKind:
        session.add(
            LegalPage(
                city_id=city_id,
                kind=kind,
                version=1,
                title=_gathered(pages, kind, "title"),
                body=_gathered(pages, kind, "body"),
                since=clock.now(),
            )
        )


def _seed_help_lines(session: Session, city: City) -> None:
    lines = [line for line in _read("legal/help_lines.toml")["line"] if line["country"] == city.country]
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


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("storyhub.cities") / "seed" / name).read_text(encoding="utf-8"))


def _by_language(stem: str) -> dict[str, dict[str, Any]]:
    seed = files("storyhub.cities") / "seed"
    return {code: _read(f"{stem}.{code}.toml") for code in LANGUAGES if (seed / f"{stem}.{code}.toml").is_file()}


def _plain(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if isinstance(value, dict)}


def _gathered(texts: dict[str, Any], *path: str) -> Translated:
    """The text at a path of tables, in each language that has it."""
    found = Translated()
    for code, table in texts.items():
        value: Any = table
        for step in path:
            value = value.get(step, {})
        if value:
            found[code] = value
    return found
