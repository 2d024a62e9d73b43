"""The way around: what stands in the masthead and at the foot of every page, and is asked for only where one is drawn."""

from flask import Flask, g, request, url_for
from flask_babel import gettext

from storyhub.cities.queries import all_cities
from storyhub.cities.views import about_links
from storyhub.core.permissions import Role
from storyhub.core.registry import REGISTRY
from storyhub.web.access import viewer


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(main_links=main_links, foot_links=foot_links)
    app.extensions["storyhub.staff_home"] = staff_home


def staff_home() -> str:
    """Where staff arrive after signing in: a moderator at a desk, everybody else at their account."""
    moderated = viewer().cities_with(Role.MODERATOR)
    desk = next((city.slug for city in all_cities() if city.id in moderated), None)
    return url_for("desk.queue", city=desk) if desk else url_for("accounts.account")


def main_links() -> list[dict[str, object]]:
    """Of the masthead; none where not even the language is known."""
    if not g.get("lang"):
        return []
    return _network_nav() if g.get("city") is None else _town_nav()


def foot_links() -> list[dict[str, str]]:
    """Of the foot: who is responsible, what one reads about stories rather than of them, and the way of the team."""
    if not g.get("lang"):
        return []
    if g.get("city") is None:
        return [{"text": gettext("Themes"), "href": url_for("vocabulary.network_themes")}, _staff_link()]
    return [*about_links(), *_reading_links(), _staff_link()]


def _reading_links() -> list[dict[str, str]]:
    return [
        {"text": gettext("What we heard"), "href": url_for("heard.heard")},
        {"text": gettext("Themes"), "href": url_for("vocabulary.town_themes")},
        {"text": gettext("The town in numbers"), "href": url_for("numbers.town")},
    ]


def _town_nav() -> list[dict[str, object]]:
    items = [
        _item("reading.stories", gettext("Stories")),
        _item("tell.form", gettext("Tell a story")) | {"primary": True},
        _item("my.my", gettext("My story")),
    ]
    mine = [one for one in REGISTRY.staff_pages if any(viewer().has(role, g.city.id) for role in one.roles)]
    return items + [_item(one.endpoint, str(one.label)) for one in mine]


def _network_nav() -> list[dict[str, object]]:
    return [
        _item("home.network", gettext("Towns")),
        _item("reading.all_stories", gettext("Stories")),
        _item("my.my", gettext("My story")),
        *([_item("hosting.towns", gettext("The network"))] if viewer().hosted or viewer().is_site_admin else []),
    ]


def _item(endpoint: str, text: str) -> dict[str, object]:
    return {"text": text, "href": url_for(endpoint), "current": request.endpoint == endpoint}


def _staff_link() -> dict[str, str]:
    if viewer().is_staff:
        return {"text": gettext("My account"), "href": url_for("accounts.account")}
    return {"text": gettext("For the team"), "href": url_for("accounts.sign_in")}
