"""Reads about towns. Everything here is public: what a town says about itself."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from storyhub.cities.models import City, ConsentWording, District, HelpLine, LegalPage, Network, PageKind, Prompt
from storyhub.cities.wording import Wording, wording_in
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


def the_network() -> Network | None:
    """The network this installation serves (the first, until there are several)."""
    return db.session.scalar(select(Network).order_by(Network.slug).limit(1))


def districts_of(city_id: UUID) -> Sequence[District]:
    return db.session.scalars(select(District).where(District.city_id == city_id).order_by(District.position)).all()


def open_prompts_of(city_id: UUID) -> Sequence[Prompt]:
    """The questions the town asks now, in its order."""
    open_ones = select(Prompt).where(Prompt.city_id == city_id, Prompt.closed_at.is_(None))
    return db.session.scalars(open_ones.order_by(Prompt.position)).all()


def prompt_of(city_id: UUID, slug: str) -> Prompt | None:
    return db.session.scalar(select(Prompt).where(Prompt.city_id == city_id, Prompt.slug == slug))


def current_wording() -> ConsentWording:
    """The newest consent wording; NotFound in a database that was never seeded."""
    wording = db.session.scalar(select(ConsentWording).order_by(ConsentWording.version.desc()).limit(1))
    if wording is None:
        raise NotFound()
    return wording


def wording_for(language: str) -> Wording:
    """The newest consent wording for a reader of `language`; NotFound in a database that was never seeded."""
    newest = select(ConsentWording.id, ConsentWording.version).order_by(ConsentWording.version.desc()).limit(1)
    row = db.session.execute(newest).first()
    if row is None:
        raise NotFound()
    return wording_in(row.version, _texts(row.id), language)


@lru_cache(maxsize=8)
def _texts(wording_id: UUID) -> dict[str, Any]:
    """All texts of a wording. It never changes once people were asked in it, so it is read once per process."""
    return db.session.get_one(ConsentWording, wording_id).texts


def district_slugs(city_id: UUID) -> Sequence[Row[UUID, str]]:
    """(id, slug) of the town's districts, for reading a form."""
    return db.session.execute(select(District.id, District.slug).where(District.city_id == city_id)).all()


def legal_page(city_id: UUID, kind: PageKind) -> LegalPage:
    """The newest version of one of the town's pages; NotFound when it has none."""
    page = db.session.scalar(
        select(LegalPage)
        .where(LegalPage.city_id == city_id, LegalPage.kind == kind)
        .order_by(LegalPage.version.desc())
        .limit(1)
    )
    if page is None:
        raise NotFound()
    return page


def help_lines_of(city_id: UUID) -> Sequence[HelpLine]:
    return db.session.scalars(select(HelpLine).where(HelpLine.city_id == city_id).order_by(HelpLine.position)).all()


def legal_titles(city_id: UUID) -> dict[PageKind, Translated]:
    """The title of each page the town has, in its newest version."""
    rows = db.session.execute(
        select(LegalPage.kind, LegalPage.title).where(LegalPage.city_id == city_id).order_by(LegalPage.version)
    )
    return {kind: title for kind, title in rows}
