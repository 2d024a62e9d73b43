"""Reads about towns. Everything here is public: what a town says about itself."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, select

from storyhub.cities.models import City, District, DistrictShapes, HelpLine, HideReason, Network, Prompt
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.languages import Translated


def city_by_slug(slug: str) -> City:
    """The town of that slug; NotFound when there is none."""
    city = db.session.scalar(select(City).where(City.slug == slug))
    if city is None:
        raise NotFound()
    return city


def city_of_page(slug: str) -> City:
    """The town a page stands in, apart from the session: one read serves the page, whatever is written meanwhile."""
    city = city_by_slug(slug)
    db.session.expunge(city)
    return city


def all_cities() -> Sequence[City]:
    return db.session.scalars(select(City).order_by(City.position)).all()


def open_cities() -> Sequence[City]:
    """The towns that residents find."""
    return db.session.scalars(select(City).where(City.opened_at.is_not(None)).order_by(City.position)).all()


def the_network() -> Network | None:
    """The network this installation serves (the first, until there are several)."""
    return db.session.scalar(select(Network).order_by(Network.slug).limit(1))


def districts_of(city_id: UUID) -> Sequence[District]:
    return db.session.scalars(select(District).where(District.city_id == city_id).order_by(District.position)).all()


def offered_districts_of(city_id: UUID) -> Sequence[District]:
    """The districts a teller chooses from; those that are retired stay with the stories told from there."""
    return [one for one in districts_of(city_id) if one.retired_at is None]


def shapes_of(city_id: UUID) -> DistrictShapes:
    """How the town draws its districts; an empty one where it has drawn none."""
    return db.session.get(DistrictShapes, city_id) or DistrictShapes(
        city_id=city_id, attribution=Translated(), shapes={}
    )


def open_prompts_of(city_id: UUID) -> Sequence[Prompt]:
    """The questions the town asks now, in its order."""
    open_ones = select(Prompt).where(Prompt.city_id == city_id, Prompt.closed_at.is_(None))
    return db.session.scalars(open_ones.order_by(Prompt.position)).all()


def prompt_of(city_id: UUID, slug: str) -> Prompt | None:
    return db.session.scalar(select(Prompt).where(Prompt.city_id == city_id, Prompt.slug == slug))


def hide_reasons_of(city_id: UUID) -> Sequence[HideReason]:
    """Why a moderator may hide a story now, in the town's order."""
    current = select(HideReason).where(HideReason.city_id == city_id, HideReason.retired_at.is_(None))
    return db.session.scalars(current.order_by(HideReason.position, HideReason.slug)).all()


def hide_reason_label(city_id: UUID, slug: str) -> Translated:
    """How the town words a reason, also one that it has retired; empty for a reason it never had."""
    found = select(HideReason.label).where(HideReason.city_id == city_id, HideReason.slug == slug)
    return db.session.scalar(found) or Translated()


def district_slugs(city_id: UUID) -> Sequence[Row[UUID, str]]:
    """(id, slug) of the town's districts, for reading a form."""
    return db.session.execute(select(District.id, District.slug).where(District.city_id == city_id)).all()


def help_lines_of(city_id: UUID) -> Sequence[HelpLine]:
    return db.session.scalars(select(HelpLine).where(HelpLine.city_id == city_id).order_by(HelpLine.position)).all()
