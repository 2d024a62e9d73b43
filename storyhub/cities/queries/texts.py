"""The prose a town answers for: what tellers are asked in, and the pages at its foot."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from storyhub.cities.models import City, ConsentWording, LegalPage, PageKind
from storyhub.cities.wording import Wording, wording_in
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.languages import Translated


def current_wording(city_id: UUID | None = None) -> ConsentWording:
    """The newest consent wording of the town, else the network's; NotFound in a database that was never seeded."""
    wording = db.session.scalar(select(ConsentWording).where(_is_used_in(city_id)).order_by(*_NEWEST).limit(1))
    if wording is None:
        raise NotFound()
    return wording


def wording_for(language: str, city_id: UUID | None = None) -> Wording:
    """The wording in which a reader of `language` is asked in that town. The town's own comes before the network's."""
    newest = select(ConsentWording.id, ConsentWording.version).where(_is_used_in(city_id)).order_by(*_NEWEST)
    row = db.session.execute(newest.limit(1)).first()
    if row is None:
        raise NotFound()
    return wording_in(row.version, _texts(row.id), language)


def wordings_of(city_id: UUID) -> Sequence[ConsentWording]:
    """The wordings that were ever used in the town, the newest first."""
    used = select(ConsentWording).where(_is_used_in(city_id))
    return db.session.scalars(used.order_by(ConsentWording.version.desc())).all()


_NEWEST = (ConsentWording.city_id.is_(None), ConsentWording.version.desc())


def _is_used_in(city_id: UUID | None) -> ColumnElement[bool]:
    return or_(ConsentWording.city_id.is_(None), ConsentWording.city_id == city_id)


@lru_cache(maxsize=64)
def _texts(wording_id: UUID) -> dict[str, Any]:
    """All texts of a wording. It never changes once people were asked in it, so it is read once per process."""
    return db.session.get_one(ConsentWording, wording_id).texts


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


def legal_versions(city_id: UUID, kind: PageKind) -> Sequence[LegalPage]:
    """Every version of one of the town's pages, the newest first."""
    versions = select(LegalPage).where(LegalPage.city_id == city_id, LegalPage.kind == kind)
    return db.session.scalars(versions.order_by(LegalPage.version.desc())).all()


def legal_page_of_version(city_id: UUID, kind: PageKind, version: int) -> LegalPage:
    """One of the town's pages as it once stood; NotFound when there never was such a version."""
    found = next((page for page in legal_versions(city_id, kind) if page.version == version), None)
    if found is None:
        raise NotFound()
    return found


def filled(city: City, text: str, language: str, since: datetime) -> str:
    """A page with the town's own names in it; what the town has not given stands as an open gap."""
    values = {name: value or "[…]" for name, value in city.responsible.items()}
    values |= {
        "town": city.name.text(language),
        "updated": since.date().isoformat(),
        "age": str(city.min_age_alone),
    }
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def legal_titles(city_id: UUID) -> dict[PageKind, Translated]:
    """The title of each page the town has, in its newest version."""
    rows = db.session.execute(
        select(LegalPage.kind, LegalPage.title).where(LegalPage.city_id == city_id).order_by(LegalPage.version)
    )
    return {kind: title for kind, title in rows}
