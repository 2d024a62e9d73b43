"""Reading: the list with its filters, one story, a reader's concern."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.archive.query import read_question
from storyhub.archive.snippets import marked, snippet
from storyhub.cities import queries as cities
from storyhub.core import text
from storyhub.core.errors import Invalid
from storyhub.core.paging import page_number
from storyhub.stories.models import Story
from storyhub.stories.queries import reading
from storyhub.stories.queries.uses import knots_of_uses
from storyhub.stories.services import reporting
from storyhub.stories.views import cards
from storyhub.stories.views.asked import Asked, asked_for
from storyhub.stories.views.facets import active_filters, facet_lists, kept_words, list_href
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
    asked = asked_for(city_id)
    found = reading.stories_for(viewer(), asked.filters, page_number(request.args.get("page")))
    facets = reading.facets_for(viewer(), asked.filters)
    return page(
        "stories/list.html",
        fragments=("results",),
        found=found,
        cards=[_found_card(story, asked, with_town=city_id is None) for story in found.items],
        facets=facet_lists(facets, asked.filters, asked.choices),
        active=active_filters(asked.filters, asked.choices),
        asked=asked,
        is_indexed=asked.is_plain and all(story.may_be_indexed for story in found.items),
        kept=kept_words("q"),
        page_href=_page_href,
    )


def _found_card(story: Story, asked: Asked, *, with_town: bool) -> dict[str, Any]:
    """A story's card; after a search with what was looked for marked, and the words around it for an excerpt."""
    card = cards.card(story, with_town=with_town)
    if not asked.filters.words:
        return card
    question = read_question(asked.filters.words)
    return card | {
        "title_pieces": marked(question, card["title"], story.language),
        "pieces": snippet(question, story.body, story.language),
    }


def _page_href(number: int | None) -> str | None:
    return list_href(page=str(number)) if number else None


@blueprint.get("/<lang:lang>/<city>/stories/<code>")
@public
def story(code: str) -> Response:
    """One story."""
    return _story_page("stories/story.html", reading.story_for(viewer(), g.city.id, code))


@blueprint.get("/<lang:lang>/<city>/stories/<code>/print")
@public
def print_story(code: str) -> Response:
    """One story for paper: words, place and date, nothing around them."""
    return _story_page("stories/print.html", reading.story_for(viewer(), g.city.id, code))


def _story_page(template: str, found: Story, *, status: int = 200, **more: Any) -> Response:
    answers = reading.answers_to(viewer(), found.id)
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
        answered=cards.link(found.answers) if found.answers and _may_link(found.answers) else None,
        answers=[cards.card(one) for one in answers],
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
