"""The network host's table: every town in numbers, each number a link to the rows it counts, and adding a town."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import format_percent, get_locale, lazy_gettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from storyhub.accounts.queries import reach_of
from storyhub.admin.fields import TranslatedField, one_line
from storyhub.admin.forms import chosen_languages
from storyhub.cities import queries as cities
from storyhub.cities import services
from storyhub.cities.models import City
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.languages import LANGUAGES, sorted_by
from storyhub.core.paging import page_number
from storyhub.stories.queries.hosting import Figure, Town, rows_behind, towns_of
from storyhub.stories.views import cards
from storyhub.web.access import staff, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import ago, day, iso, tr
from storyhub.web.forms import StaffForm, error_list
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("hosting", __name__, url_prefix="/<lang:lang>/network")

ZONES = {
    "GE": "Asia/Tbilisi",
    "AM": "Asia/Yerevan",
    "MD": "Europe/Chisinau",
    "UA": "Europe/Kyiv",
    "AZ": "Asia/Baku",
}
"""Of the five countries, each of which has one."""
COUNTRIES = ("AM", "AZ", "GE", "MD", "UA")


def countries() -> list[tuple[str, str]]:
    """Each with its name in the reader's language."""
    names = get_locale().territories
    return [(code, names.get(code, code)) for code in COUNTRIES]


def zones() -> list[tuple[str, str]]:
    """Each by its country, in the reader's language; beside it what a machine calls it."""
    names = get_locale().territories
    return [(zone, f"{names.get(code, code)} ({zone})") for code, zone in ZONES.items()]


class TownForm(StaffForm):
    """A new town, as far as it must be known before its own admins prepare it."""

    names = TranslatedField(lazy_gettext("Name of the town"), most=60)
    slug = StringField(
        lazy_gettext("Address"),
        description=lazy_gettext(
            "Small Latin letters, digits and hyphens. It stays for good: it is printed on posters."
        ),
        filters=[one_line],
    )
    country = SelectField(lazy_gettext("Country"), choices=countries, validate_choice=False)
    time_zone = SelectField(lazy_gettext("Time zone"), choices=zones, validate_choice=False)
    languages = SelectMultipleField(
        lazy_gettext("Languages"),
        description=lazy_gettext("In which the town keeps its texts."),
        choices=[(code, row.own_name) for code, row in LANGUAGES.items()],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@blueprint.before_request
def private() -> None:
    keep_private()


@blueprint.get("")
@staff
def towns() -> Response:
    """Every town in numbers."""
    mine = _hosted()
    figures = towns_of(viewer(), [city.id for city in mine])
    rows = [_row(city, figures.get(city.id, Town())) for city in mine]
    return page("admin/network.html", network=cities.the_network(), rows=rows)


@blueprint.get("/<town>/<any(waiting, answered, unanswered, reported):figure>")
@staff
def rows(town: str, figure: str) -> Response:
    """The rows behind a number. Words only where this viewer may read them."""
    city = next((one for one in _hosted() if one.slug == town), None)
    if city is None:
        raise NotFound()
    found = rows_behind(viewer(), city.id, Figure(figure), page_number(request.args.get("page")))
    return page(
        "admin/network_rows.html",
        town=city,
        title=_title(Figure(figure)),
        found=found,
        rows=[
            {
                "when": ago(one.since),
                "iso": iso(one.since),
                "language": get_locale().languages.get(one.language, one.language),
                "story": cards.link(one.story) if one.story else None,
            }
            for one in found.items
        ],
        page_href=lambda n: url_for("hosting.rows", town=town, figure=figure, page=n) if n else None,
    )


@blueprint.route("/add", methods=["GET", "POST"])
@staff
def add() -> AnyResponse:
    """Add a town. Its admins are invited next, prepare it and open it."""
    _hosted()
    form = TownForm()
    if request.method == "GET":
        return _add_page(form)
    if not form.names.validate(form):
        return _add_page(form, 422)
    try:
        slug = _added(form)
    except Invalid as error:
        for name, key in error.fields.items():
            form[name].errors = [sentence(key)]
        return _add_page(form, error.status)
    flash(_("The town is here. Invite its admins: they prepare it, and then they open it."))
    return go(url_for("accounts.people", _anchor=slug))


def _added(form: TownForm) -> str:
    network = cities.the_network()
    if network is None:
        raise NotFound()
    services.add_city(
        viewer(),
        network.id,
        slug=form.slug.data or "",
        names=form.names.data,
        country=form.country.data or "",
        time_zone=form.time_zone.data or "",
        languages=form.languages.data or [],
    )
    return form.slug.data or ""


def _add_page(form: TownForm, status: int = 200) -> Response:
    return page(
        "admin/network_add.html",
        status=status,
        form=form,
        languages=chosen_languages(list(LANGUAGES), current_language().code),
        errors=error_list(form),
    )


def _hosted() -> Sequence[City]:
    """The towns this viewer hosts, by name; to anybody else the pages do not exist."""
    who = viewer()
    reach = reach_of(who)
    if not (who.hosted or who.is_site_admin):
        raise NotFound()
    mine = [city for city in cities.all_cities() if city.network_id in reach.networks]
    return [city for _name, city in sorted_by(((tr(one.name), one) for one in mine), current_language().code)]  # type: ignore[misc]


def _row(city: City, town: Town) -> dict[str, Any]:
    def href(figure: Figure) -> str:
        return url_for("hosting.rows", town=city.slug, figure=figure.value)

    return {
        "name": tr(city.name),
        "href": url_for("home.town", city=city.slug),
        "is_open": city.opened_at is not None,
        "is_paused": city.paused_at is not None,
        "readable": town.readable,
        "readable_href": url_for("reading.stories", city=city.slug),
        "waiting": town.waiting,
        "waiting_href": href(Figure.WAITING),
        "oldest": day(town.oldest) if town.oldest else "",
        "share": format_percent(town.share) if town.share is not None else "",
        "answered": town.answered,
        "answered_href": href(Figure.ANSWERED),
        "unanswered": town.unanswered,
        "unanswered_href": href(Figure.UNANSWERED),
        "reported": town.reported,
        "reported_href": href(Figure.REPORTED),
    }


def _title(figure: Figure) -> str:
    return {
        Figure.WAITING: _("Waiting to be read"),
        Figure.ANSWERED: _("Their tellers were answered"),
        Figure.UNANSWERED: _("Their tellers were not answered yet"),
        Figure.REPORTED: _("With an open report"),
    }[figure]
