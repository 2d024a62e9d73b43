"""Reading: the list with its filters, one story, a reader's concern."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.cities import queries as cities
from storyhub.core import text
from storyhub.core.errors import Invalid
from storyhub.core.paging import page_number
from storyhub.core.registry import FoundKind
from storyhub.stories.models import Story
from storyhub.stories.queries import reading
from storyhub.stories.queries.uses import knots_of_uses
from storyhub.stories.services import reporting
from storyhub.stories.views import cards
from storyhub.stories.views.alike import stories_like
from storyhub.stories.views.asked import Asked, asked_for
from storyhub.stories.views.facets import active_filters, facet_lists
from storyhub.stories.views.helping import examples
from storyhub.stories.views.kinds import kind_asked, page_of, tabs_for
from storyhub.stories.views.listing import found_card, instead, listing_for, orders
from storyhub.stories.views.offers import in_all_towns, named_so
from storyhub.stories.views.understood import reading_of
from storyhub.themes.models import ThemeKind
from storyhub.web.access import public, viewer
from storyhub.web.errors import sentence
from storyhub.web.htmx import go
from storyhub.web.render import page

blueprint = Blueprint("reading", __name__)


@blueprint.get("/<lang:lang>/<city>/stories")
@public
def stories(**_: Any) -> Response:
    """The town's stories, narrowed as the address says."""
    return _list(g.city.id)


@blueprint.get("/<lang:lang>/stories")
@public
def all_stories() -> Response:
    """The stories of all towns."""
    return _list(None)


def _list(city_id: UUID | None) -> Response:
    asked, number = asked_for(city_id), page_number(request.args.get("page"))
    if kind := kind_asked():
        return _list_of_another_kind(asked, *kind, number)
    listing = listing_for(asked, number)
    found, facets = listing.listed.page, listing.listed.facets
    return page(
        "stories/list.html",
        fragments=("results",),
        found=found,
        cards=[found_card(story, listing.question, with_town=city_id is None) for story in found.items],
        facets=facet_lists(facets, asked.filters, asked.choices, asked.address),
        active=active_filters(asked.filters, asked.choices, asked.address),
        orders=orders(asked),
        asked=asked,
        understood=reading_of(listing.question, asked.choices) if listing.question else [],
        is_all=listing.listed.is_all,
        is_away=listing.is_away,
        is_indexed=asked.is_plain and cards.may_be_indexed(found.items),
        help=examples(asked.address, asked.choices, max(facets.month, default="")),
        suggest_url=_suggest_url(asked),
        kinds=tabs_for(asked, listing),
        page_href=lambda number: asked.address.href(page=str(number)) if number else None,
        named=named_so(asked),
        elsewhere=in_all_towns(asked, listing),
        **instead(asked, listing),
    )


def _list_of_another_kind(asked: Asked, source: str, kind: FoundKind, number: int) -> Response:
    """What was found beside stories, each drawn by its own feature."""
    asked = asked.with_words_alone()
    listing, found = listing_for(asked, 1), page_of(source, asked, number)
    return page(
        "stories/list_found.html",
        fragments=("results",),
        found=found,
        cards=kind.cards(found.items, listing.question),
        card_template=kind.template,
        asked=asked,
        suggest_url=_suggest_url(asked),
        kinds=tabs_for(asked, listing, source),
        page_href=lambda number: asked.address.href(**{"in": source}, page=str(number)) if number else None,
    )


def _suggest_url(asked: Asked) -> str:
    return url_for("suggesting.suggest" if asked.filters.city_id else "suggesting.suggest_in_all")


@blueprint.get("/<lang:lang>/<city>/stories/<code>")
@public
def story(code: str) -> Response:
    """One story."""
    found = reading.story_for(viewer(), g.city.id, code)
    return _story_page("stories/story.html", found, alike=stories_like(viewer(), found))


@blueprint.get("/<lang:lang>/<city>/stories/<code>/print")
@public
def print_story(code: str) -> Response:
    """One story for paper: words, place and date, nothing around them."""
    return _story_page("stories/print.html", reading.story_for(viewer(), g.city.id, code))


def _story_page(
    template: str, found: Story, *, status: int = 200, alike: Sequence[Story] = (), **more: Any
) -> Response:
    answers = reading.answers_to(viewer(), found.id)
    answered = found.answers if found.answers and _may_link(found.answers) else None
    return page(
        template,
        status=status,
        story=found,
        title=cards.heading(found),
        url=cards.story_url(found),
        teller=cards.teller_name(found),
        place=cards.place_text(found),
        when=cards.when_text(found),
        photos=cards.photos_for_readers(found),
        themes=cards.themes_of(found),
        lens=cards.themes_told(found, ThemeKind.LENS),
        team_themes=cards.themes_added(found),
        translations=cards.translations_of(found),
        answered=cards.link(answered) if answered else None,
        answers=[cards.card(one) for one in answers],
        alike=[cards.card(one, with_town=one.city_id != found.city_id) for one in alike],
        is_indexed=cards.may_be_indexed([found, *answers, *alike, *([answered] if answered else [])]),
        knots=_knots(found, len(answers)),
        help_lines=cities.help_lines_of(found.city_id) if found.is_sensitive else [],
        reasons=report_reasons(),
        **{"errors": {}, "summary": [], "typed": "", "chosen": "", "is_open": False, **more},
    )


def _may_link(other: Story) -> bool:
    return reading.is_readable(viewer(), other.id)


def _knots(found: Story, answers: int) -> list[dict[str, Any]]:
    """Where the story came from and what came of it, so far."""
    knots: list[dict[str, Any]] = [{"label": gettext("Told"), "note": cards.day(found.told_at), "state": "done"}]
    if found.published_at:
        knots.append({"label": gettext("Read and published"), "note": cards.day(found.published_at), "state": "here"})
    knots += [{**theme, "state": "done"} for theme in cards.themes_told(found)]
    if answers:
        knots.append(
            {"label": gettext("Answered by other stories"), "href": "#answers", "note": str(answers), "state": "done"}
        )
    return knots + [asdict(knot) for knot in knots_of_uses(viewer(), found.id)]


@blueprint.post("/<lang:lang>/<city>/stories/<code>/report")
@public
def report(code: str) -> AnyResponse:
    """“Something is wrong here”: to the desk."""
    found = reading.story_for(viewer(), g.city.id, code)
    reason, words = request.form.get("reason", ""), text.clean(request.form.get("text", ""))
    try:
        reporting.report_story(viewer(), found.id, reason, words)
    except Invalid as error:
        said = {name: sentence(key) for name, key in error.fields.items()}
        summary = [{"text": line, "href": f"#{name}"} for name, line in said.items()]
        return _story_page(
            "stories/story.html",
            found,
            status=422,
            errors=said,
            summary=summary,
            chosen=reason,
            typed=words,
            is_open=True,
        )
    return go(url_for("reading.reported", code=code))


@blueprint.get("/<lang:lang>/<city>/stories/<code>/reported")
@public
def reported(code: str) -> Response:
    """Thank you, and what happens with it."""
    return page("stories/reported.html", url=url_for("reading.story", code=code))


def report_reasons() -> list[dict[str, str]]:
    """The reasons a reader may give, in the reader's language."""
    labels = {
        "about_me": gettext("It is about me, and I did not agree"),
        "names_someone": gettext("It names somebody or can be used to find them"),
        "hurts": gettext("It insults or threatens people"),
        "untrue": gettext("It is not true"),
        "picture": gettext("Something is wrong with a picture"),
        "other": gettext("Something else"),
    }
    return [{"value": key, "label": labels[key], "explanation": ""} for key in reporting.REPORT_REASONS]
