"""What the pages about themes share: whose themes they are, and that the pages exist for those alone who may change them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, g, url_for

from storyhub.admin.forms import chosen_languages
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.themes import queries
from storyhub.themes.models import Theme, ThemeKind
from storyhub.themes.policy import may_change
from storyhub.web.access import staff, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.locale import current_language

blueprint = Blueprint("theming", __name__)

TOWN, NETWORK = "/<lang:lang>/<city>/settings/themes", "/<lang:lang>/network/themes"


@dataclass(frozen=True)
class Scope:
    """Whose themes a page is about: a town's own, or (None) the network's."""

    city_id: UUID | None

    def url(self, view: str = "themes", **values: Any) -> str:
        if self.city_id:
            return url_for(f"theming.town_{view}", city=g.city.slug, **values)
        return url_for(f"theming.network_{view}", **values)

    @property
    def prefix(self) -> str:
        """What the addresses of the town's own themes begin with."""
        return f"{g.city.slug}-" if self.city_id else ""


def both(rule: str, **options: Any) -> Any:
    """The same view in a town's settings and for the network."""

    def mark(view: Any) -> Any:
        view = staff(view)
        blueprint.add_url_rule(TOWN + rule, f"town_{view.__name__}", view, **options)
        blueprint.add_url_rule(NETWORK + rule, f"network_{view.__name__}", view, **options)
        return view

    return mark


def current_scope() -> Scope:
    """Whose themes these are; to those who may not change them the page does not exist."""
    keep_private()
    scope = Scope(g.city.id if g.get("city") is not None else None)
    if not may_change(viewer(), scope.city_id):
        raise NotFound()
    return scope


def theme_of(scope: Scope, slug: str) -> Theme:
    """A theme that may be changed here, with all that is said of it."""
    found = queries.theme_explained(slug, scope.city_id)
    if found is None or found.city_id != scope.city_id or found.merged_into_id is not None:
        raise NotFound()
    return found


def languages() -> list[Any]:
    codes = g.city.languages if g.get("city") is not None else list(LANGUAGES)
    return chosen_languages(codes, current_language().code)


def list_href(found: Theme) -> str:
    word = "lens" if found.kind == ThemeKind.LENS else "theme"
    endpoint = "reading.stories" if g.get("city") is not None else "reading.all_stories"
    return f"{url_for(endpoint)}?{word}={found.slug}"


def problem_of(error: Invalid | Conflict | None) -> str:
    """What was refused, where no field can say it."""
    fields = getattr(error, "fields", {})
    said = next((sentence(key) for key in fields.values()), "")
    return said or (sentence(error.key) if isinstance(error, Conflict) else "")
