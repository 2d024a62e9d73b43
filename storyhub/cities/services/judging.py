"""What a settings document must hold whoever sends it; the forms say the same earlier and in more words."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from storyhub.cities.models import Area, Moderation
from storyhub.cities.queries import Document
from storyhub.cities.queries.missing import TRANSLATED
from storyhub.cities.shapes.rings import is_kept
from storyhub.core.errors import Invalid
from storyhub.core.languages import LANGUAGES
from storyhub.core.text import length

YEARS = range(2025, 2151)
AGES = range(13, 19)
COUNTED_YEARS = range(1990, 2151)
PARTS = ("district", "language", "age")
ROUNDING = 1
OPTIONAL = {"hint"}
MOST_ITEMS = 100
LONGEST_ATTRIBUTION = 200


def require_sound(area: Area, document: Document) -> None:
    """Raise Invalid with the key of a sentence for each field that cannot stand."""
    errors = _errors_in(area, document)
    if errors:
        raise Invalid(errors)


def _errors_in(area: Area, document: Document) -> dict[str, str]:
    errors: dict[str, str] = {}
    for row in document.get("items", [document]):
        errors |= _unwritten(area, row)
    if "items" in document:
        errors |= _errors_in_list(area, document["items"])
    match area:
        case Area.LANGUAGES:
            errors |= _errors_in_languages(document["languages"])
        case Area.MODERATION:
            errors |= _errors_in_moderation(document)
        case Area.PROMPTS:
            errors |= _errors_in_prompts(document["items"])
        case Area.FIGURES:
            errors |= _errors_in_figures(document)
        case Area.SHAPES:
            errors |= _errors_in_shapes(document)
    return errors


def _unwritten(area: Area, row: Mapping[str, Any]) -> dict[str, str]:
    """Texts that stand in no language at all."""
    wanted = (key for key in TRANSLATED.get(area, ()) if key not in OPTIONAL)
    return {key: "text_in_one_language" for key in wanted if not any(row.get(key, {}).values())}


def _errors_in_list(area: Area, items: list[dict[str, Any]]) -> dict[str, str]:
    key = TRANSLATED[area][0]
    current = [row for row in items if not row.get("retired")]
    said = Counter((code, text.casefold()) for row in current for code, text in row[key].items() if text)
    errors = {}
    if any(times > 1 for times in said.values()):
        errors[key] = "said_twice"
    if len({row["slug"] for row in items}) != len(items) or len(items) > MOST_ITEMS:
        errors[key] = "too_many_items"
    if not current and area in (Area.PROMPTS, Area.REASONS):
        errors[key] = "one_must_stay"
    return errors


def _errors_in_languages(codes: list[str]) -> dict[str, str]:
    if not codes or len(set(codes)) != len(codes) or not set(codes) <= set(LANGUAGES):
        return {"languages": "one_language_at_least"}
    return {}


def _errors_in_moderation(document: Document) -> dict[str, str]:
    errors = {}
    if document["min_age_alone"] not in AGES:
        errors["min_age_alone"] = "age_out_of_range"
    if document["moderation"] not in set(Moderation):
        errors["moderation"] = "choose_moderation"
    return errors


def _errors_in_prompts(items: list[dict[str, Any]]) -> dict[str, str]:
    for row in items:
        if (row["kind"] == "imagined") != (row["year"] in YEARS):
            return {"year": "year_out_of_range"}
    return {}


def _errors_in_figures(document: Document) -> dict[str, str]:
    """Percentages of the people, each kind together no more than all of them (and what rounding adds)."""
    errors: dict[str, str] = {}
    for part in PARTS:
        given = {key: value for key, value in document.items() if key.startswith(f"{part}-") and value is not None}
        errors |= {key: "figure_out_of_range" for key, value in given.items() if not 0 <= value <= 100}
        if given and not errors and sum(given.values()) > 100 + ROUNDING:
            errors[next(iter(given))] = "figures_too_many"
        if given and not document["source"]:
            errors["source"] = "figures_without_source"
    if document["year"] is not None and document["year"] not in COUNTED_YEARS:
        errors["year"] = "figures_year"
    return errors


def _errors_in_shapes(document: Document) -> dict[str, str]:
    errors = {}
    texts, shapes = document["attribution"].values(), document["shapes"]
    if shapes and not any(texts):
        errors["attribution"] = "shapes_without_source"
    if any(length(text) > LONGEST_ATTRIBUTION for text in texts):
        errors["attribution"] = "attribution_too_long"
    if len(shapes) > MOST_ITEMS or not all(map(is_kept, shapes.values())):
        errors["file"] = "shapes_not_geojson"
    return errors
