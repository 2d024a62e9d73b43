"""Adding a town to a network, and opening it to residents when its city admins have prepared it."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.cities.models import City, Network
from storyhub.cities.queries import is_ready, steps_to_open
from storyhub.cities.services.seed_files import read
from storyhub.cities.services.seeding import RESPONSIBLE, seed_beginnings
from storyhub.cities.services.settings import locked_city
from storyhub.core import audit, clock
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.core.permissions import Role, Viewer

RESERVED = {"account", "desk", "demo", "healthz", "j", "learning", "my", "network", "oai", "people", "photos", "robots"} | {
    "exports", "sign-in", "sign-out", "sitemap", "static", "stories", "styleguide", "themes",
}  # fmt: skip
"""What stands where a town's slug would stand in an address, or soon may."""
SLUG = re.compile(r"[a-z][a-z0-9-]{1,40}")
COUNTRY = re.compile(r"[A-Z]{2}")


class NotReadyToOpen(Conflict):
    """Something that a town cannot do without is still missing."""

    key = "town_not_ready"


class AlreadyOpen(Conflict):
    key = "town_already_open"


def add_city(
    actor: Viewer,
    network_id: UUID,
    *,
    slug: str,
    names: Mapping[str, str],
    country: str,
    time_zone: str,
    languages: Sequence[str],
) -> UUID:
    """Add a town that is not open yet, complete with questions, drafts of its pages, help lines and reasons.

    Raises NotAllowed unless the actor hosts the network or is the site admin; Invalid by field.
    """
    if not actor.is_site_admin and network_id not in actor.hosted:
        raise NotAllowed()
    _require_sound(slug, names, country, time_zone, languages)
    with transaction() as session:
        # Two hosts who add a town at once come one after the other, and the second finds the slug taken.
        if session.get(Network, network_id, with_for_update=True) is None:
            raise NotFound()
        if session.scalar(select(City.id).where(City.slug == slug)):
            raise Invalid({"slug": "slug_taken"})
        city = _new_city(session, network_id, slug, names, country, time_zone, languages)
        seed_beginnings(session, city, read("new_town.toml")["prompts"])
        audit.note(actor, "town_added", city_id=city.id)
        return city.id


def open_city(actor: Viewer, city_id: UUID) -> None:
    """Let residents find the town. Raises NotAllowed, AlreadyOpen, NotReadyToOpen."""
    actor.require(Role.CITY_ADMIN, city_id)
    with transaction() as session:
        city = locked_city(session, city_id)
        if city.opened_at is not None:
            raise AlreadyOpen()
        if not is_ready(steps_to_open(city)):
            raise NotReadyToOpen()
        city.opened_at = clock.now()
        audit.note(actor, "town_opened", city_id=city_id)


def _new_city(
    session: Session,
    network_id: UUID,
    slug: str,
    names: Mapping[str, str],
    country: str,
    time_zone: str,
    languages: Sequence[str],
) -> City:
    name, texts = Translated({code: text for code, text in names.items() if text}), read("new_town.toml")
    city = City(
        slug=slug,
        network_id=network_id,
        name=name,
        country=country,
        time_zone=time_zone,
        languages=list(languages),
        welcome_title=Translated({code: text.format(town=name.text(code)) for code, text in texts["title"].items()}),
        welcome_text=Translated(texts["text"]),
        min_age_alone=16,
        responsible=dict.fromkeys(RESPONSIBLE, ""),
        position=1 + (session.scalar(select(func.max(City.position))) or 0),
    )
    session.add(city)
    session.flush()
    return city


def _require_sound(slug: str, names: Mapping[str, str], country: str, time_zone: str, languages: Sequence[str]) -> None:
    errors = {}
    if slug in RESERVED or slug in LANGUAGES or not SLUG.fullmatch(slug):
        errors["slug"] = "slug_not_possible"
    if not any(names.values()) or not names.keys() <= LANGUAGES.keys():
        errors["names"] = "text_in_one_language"
    if not COUNTRY.fullmatch(country):
        errors["country"] = "country_unknown"
    if time_zone not in available_timezones():
        errors["time_zone"] = "time_zone_unknown"
    if not languages or len(set(languages)) != len(languages) or not set(languages) <= LANGUAGES.keys():
        errors["languages"] = "one_language_at_least"
    if errors:
        raise Invalid(errors)
