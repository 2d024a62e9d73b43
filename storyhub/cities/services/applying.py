"""How a settings document becomes rows. Nothing that stories point to is ever deleted: it is retired."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.cities.events import DistrictsRenamed
from storyhub.cities.models import (
    PAGE_AREAS,
    Area,
    City,
    ConsentWording,
    District,
    DistrictShapes,
    HelpLine,
    HideReason,
    LegalPage,
    Moderation,
    Network,
    Prompt,
)
from storyhub.cities.queries import Document, districts_of, help_lines_of, legal_page, prompts_of
from storyhub.core import clock, events
from storyhub.core.languages import Translated

Row = TypeVar("Row")


def apply(session: Session, city: City, area: Area, document: Document) -> None:
    """Make the rows say what the document says."""
    if area in _PAGES:
        _apply_page(session, city, area, document)
    else:
        _WRITERS[area](session, city, document)


def _apply_welcome(_session: Session, city: City, document: Document) -> None:
    city.name = _written(document["name"])
    city.welcome_title, city.welcome_text = _written(document["title"]), _written(document["text"])


def _apply_districts(session: Session, city: City, document: Document) -> None:
    known = {one.slug: one for one in districts_of(city.id)}
    names = {slug: dict(one.name) for slug, one in known.items()}
    for position, row in enumerate(_all_of(known, document)):
        one = known.get(row["slug"]) or _added(session, District(city_id=city.id, slug=row["slug"]))
        one.position = position
        one.retired_at = _since(one.retired_at, row)
        one.name = _written(row["name"]) if "name" in row else one.name
    if names != {slug: dict(one.name) for slug, one in known.items()}:
        events.record(DistrictsRenamed(city.id))


def _apply_prompts(session: Session, city: City, document: Document) -> None:
    known = {one.slug: one for one in prompts_of(city.id)}
    for position, row in enumerate(_all_of(known, document)):
        one = known.get(row["slug"]) or _added(session, Prompt(city_id=city.id, slug=row["slug"]))
        one.position = position
        one.closed_at = _since(one.closed_at, row)
        if "question" in row:
            one.kind, one.year = row["kind"], row["year"]
            one.question, one.hint = _written(row["question"]), _written(row["hint"])


def _apply_reasons(session: Session, city: City, document: Document) -> None:
    known = {one.slug: one for one in session.scalars(select(HideReason).where(HideReason.city_id == city.id))}
    for position, row in enumerate(_all_of(known, document)):
        one = known.get(row["slug"]) or _added(session, HideReason(city_id=city.id, slug=row["slug"]))
        one.position = position
        one.retired_at = _since(one.retired_at, row)
        one.label = _written(row["label"]) if "label" in row else one.label


def _apply_help_lines(session: Session, city: City, document: Document) -> None:
    known = {one.id.hex: one for one in help_lines_of(city.id)}
    wanted = {row["slug"] for row in document["items"]}
    for slug in known.keys() - wanted:
        session.delete(known[slug])
    for position, row in enumerate(document["items"]):
        one = known.get(row["slug"]) or _added(session, HelpLine(city_id=city.id, id=UUID(row["slug"])))
        one.kind, one.number, one.name, one.position = row["kind"], row["number"], _written(row["name"]), position
        one.is_checked = row["checked"]
        one.checked_at = datetime.fromisoformat(row["checked_at"]) if row["checked_at"] else None
        one.checked_by = UUID(row["checked_by"]) if row["checked_by"] else None


def _apply_wording(session: Session, city: City, document: Document) -> None:
    # Versions are numbered across all towns, so that a consent names its wording by one number.
    session.get(Network, city.network_id, with_for_update=True)
    last = session.scalar(select(func.max(ConsentWording.version))) or 0
    session.add(ConsentWording(city_id=city.id, version=last + 1, texts=document["texts"], since=clock.now()))


def _apply_languages(_session: Session, city: City, document: Document) -> None:
    city.languages = list(document["languages"])


def _apply_responsible(_session: Session, city: City, document: Document) -> None:
    city.responsible = dict(document)


def _apply_moderation(_session: Session, city: City, document: Document) -> None:
    city.moderation = Moderation(document["moderation"])
    city.new_versions_at_once = document["new_versions_at_once"]
    city.min_age_alone = document["min_age_alone"]


def _apply_figures(_session: Session, city: City, document: Document) -> None:
    city.figures = {key: value for key, value in document.items() if value not in (None, "")}


def _apply_shapes(session: Session, city: City, document: Document) -> None:
    found = session.get(DistrictShapes, city.id) or _added(session, DistrictShapes(city_id=city.id))
    found.attribution, found.shapes = _written(document["attribution"]), dict(document["shapes"])


def _apply_page(session: Session, city: City, area: Area, document: Document) -> None:
    kind = _PAGES[area]
    version = legal_page(city.id, kind).version + 1
    session.add(
        LegalPage(
            city_id=city.id,
            kind=kind,
            version=version,
            title=_written(document["title"]),
            body=_written(document["body"]),
            since=clock.now(),
        )
    )


def _all_of(known: Mapping[str, Any], document: Document) -> list[dict[str, Any]]:
    """The document's rows, and behind them as retired those that came after it was written."""
    named = {row["slug"] for row in document["items"]}
    return [*document["items"], *({"slug": slug, "retired": True} for slug in known if slug not in named)]


def _since(before: datetime | None, row: Mapping[str, Any]) -> datetime | None:
    return (before or clock.now()) if row["retired"] else None


def _written(text: Mapping[str, str]) -> Translated:
    return Translated({code: words for code, words in text.items() if words})


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    return row


_PAGES = {area: kind for kind, area in PAGE_AREAS.items()}
_WRITERS: Mapping[Area, Callable[[Session, City, Document], None]] = {
    Area.WELCOME: _apply_welcome,
    Area.DISTRICTS: _apply_districts,
    Area.PROMPTS: _apply_prompts,
    Area.WORDING: _apply_wording,
    Area.REASONS: _apply_reasons,
    Area.LANGUAGES: _apply_languages,
    Area.RESPONSIBLE: _apply_responsible,
    Area.HELP_LINES: _apply_help_lines,
    Area.MODERATION: _apply_moderation,
    Area.FIGURES: _apply_figures,
    Area.SHAPES: _apply_shapes,
}
