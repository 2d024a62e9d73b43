"""The desk's page about one story: what was said, what its teller allows, what was done. What to do stands in `desk_acts`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, request, url_for
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup

from storyhub.accounts import queries as accounts
from storyhub.cities import queries as cities
from storyhub.cities.wording import Wording
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Role
from storyhub.core.registry import Knot
from storyhub.stories.models import Report, ReviewEvent, State, Story
from storyhub.stories.policy import may_become, may_see
from storyhub.stories.queries import desk
from storyhub.stories.queries.contacts import gets_letters
from storyhub.stories.queries.trail import asks_for_two, readers_in, undoable
from storyhub.stories.queries.uses import knots_of_origins
from storyhub.stories.views import cards
from storyhub.stories.views.acts import act_name, consent_name, hide_reasons, reason_names, state_name
from storyhub.stories.views.alike import beside_desk
from storyhub.stories.views.choices import yes_or_no
from storyhub.stories.views.desk_parts import parts_of, photos_of
from storyhub.stories.views.reading import report_reasons
from storyhub.web.access import role, viewer
from storyhub.web.filters import ago, day, iso, moment
from storyhub.web.headers import keep_private
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("desk", __name__)

BADGES: tuple[tuple[Callable[[Story], bool], Any], ...] = (
    (lambda story: story.queue_mark == "many_from_one_place", lazy_gettext("Many from one place")),
    (lambda story: story.queue_mark == "looks_automatic", lazy_gettext("Looks automatic")),
    (lambda story: story.is_young, lazy_gettext("Young teller")),
    (lambda story: story.is_sensitive, lazy_gettext("Sensitive")),
    (lambda story: bool(story.photos), lazy_gettext("With photographs")),
    (lambda story: bool(story.behalf_who), lazy_gettext("Told on behalf")),
)


@blueprint.get("/<lang:lang>/<city>/desk/<code>")
@role(Role.MODERATOR)
def story(code: str) -> Response:
    """One story with everything a decision needs."""
    return story_page(code)


def story_page(
    code: str,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    problem: str = "",
    typed: Mapping[str, Any] | None = None,
) -> Response:
    """The page, or for HTMX its acts; `errors` by field and `typed` are of a form that was refused."""
    keep_private()
    found = desk.dossier(viewer(), g.city.id, code)
    said = errors or {}
    return page(
        "stories/desk_story.html",
        fragments=("acts",),
        status=status,
        story=found.story,
        title=cards.heading(found.story),
        state_name=state_name(found.story.state),
        waiting=ago(found.story.state_since),
        photos=photos_of(found.story),
        rows=_facts(found, cities.wording_for(current_language().code, g.city.id)),
        trail=_trail(found.trail),
        badges=story_badges(found.story),
        is_paused=not g.city.is_publishing,
        errors=said,
        summary=[{"text": line, "href": f"#{name}"} for name, line in said.items()],
        problem=problem,
        **_acts(found),
        **_hints(found),
        **beside_desk(viewer(), found.story, request.args.get("taken", "")),
        **parts_of(viewer(), g.city, found.story, typed or {}),
    )


def _acts(found: desk.Dossier) -> dict[str, Any]:
    """What the moderator may do now, and what has been said between team, teller and readers."""
    story, last = found.story, undoable(viewer(), found.trail)
    return {
        "may": {state.value: may_become(story.state, state) for state in State},
        "is_unread": story.unread_since is not None and story.state == State.PUBLISHED,
        "said": found.said,
        "hide_reasons": hide_reasons(g.city.id),
        "new_version": found.new_version,
        "reports": [report_row(report) for report in found.reports],
        "messages": _messages(found),
        "gets_letters": gets_letters(current_app.extensions["storyhub.keys"], story.id),
        "has_answer": any(one.is_tellers and one.read_at is None for one in found.messages),
        "undo": {"event": last.id, "what": act_name(last.act, last.details)} if last else None,
    }


def _hints(found: desk.Dossier) -> dict[str, Any]:
    """What a moderator may want to know before deciding; none of it is proof."""
    story, first = found.story, readers_in(found.trail)
    names = accounts.names_of([*first, *found.readers])
    return {
        "others_here": [names.get(one, gettext("A former colleague")) for one in found.readers],
        "needs_two": asks_for_two(story, found.trail),
        "first_readers": [names.get(one, gettext("A former colleague")) for one in sorted(first)],
        "look_alikes": [_look_alike(by, one) for by, one in found.look_alikes],
    }


def _look_alike(by: str, story: Story) -> dict[str, str]:
    return {
        "by": gettext("by a picture") if by == "picture" else gettext("by its words"),
        "title": cards.heading(story),
        "lang": story.language,
        "href": url_for("desk.story", code=story.code),
        "state": state_name(story.state),
        "told": day(story.told_at),
    }


def _messages(found: desk.Dossier) -> list[dict[str, Any]]:
    names = accounts.names_of([one.actor_id for one in found.messages if one.actor_id])
    return [
        {
            "who": gettext("The teller")
            if one.actor_id is None
            else names.get(one.actor_id, gettext("A former colleague")),
            "text": one.text,
            "iso": iso(one.at),
            "when": moment(one.at),
            "is_new": one.is_tellers and one.read_at is None,
            "lang": found.story.language if one.is_tellers else None,
        }
        for one in found.messages
    ]


def story_badges(story: Story) -> list[str]:
    """What sets a story apart, in a word each."""
    return [str(text) for holds, text in BADGES if holds(story)]


def report_row(report: Report) -> dict[str, Any]:
    """What a reader says is wrong."""
    reasons = {one["value"]: one["label"] for one in report_reasons()}
    return {
        "id": report.id,
        "reason": reasons.get(report.reason, report.reason),
        "text": report.text,
        "when": ago(report.at),
        "iso": iso(report.at),
    }


def _facts(found: desk.Dossier, wording: Wording) -> list[dict[str, str]]:
    """What the teller said beside the words, and each consent with its date."""
    story = found.story
    rows = [
        (gettext("Language"), LANGUAGES[story.language].own_name),
        (gettext("Name"), cards.teller_name(story)),
        (gettext("Where was it?"), cards.place_text(story)),
        (gettext("When was it?"), cards.when_text(story)),
        (gettext("What is it about?"), ", ".join(theme["label"] for theme in cards.themes_told(story))),
        (gettext("Told on behalf"), ": ".join(filter(None, (story.behalf_who, story.behalf_how)))),
        (gettext("It answers another story:"), _answered(story)),
        *((knot.note, _linked(knot)) for knot in knots_of_origins(viewer(), story.id)),
        *((consent_name(grant, wording), f"{yes_or_no(grant.is_given)} ({day(grant.at)})") for grant in found.consents),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _answered(story: Story) -> str:
    """The heading of the story that this one answers, if this moderator may see that one."""
    return cards.heading(story.answers) if story.answers and may_see(viewer(), story.answers) else ""


def _linked(knot: Knot) -> Markup:
    return Markup('<a href="{}" lang="{}" dir="auto">{}</a>').format(knot.href, knot.lang, knot.label)


def _trail(events: Sequence[ReviewEvent]) -> list[dict[str, Any]]:
    names = accounts.names_of([event.actor_id for event in events if event.actor_id])
    reasons = reason_names(g.city.id, (event.reason for event in events))
    return [_act(event, names, reasons) for event in events]


def _act(event: ReviewEvent, names: Mapping[UUID, str], reasons: Mapping[str, str]) -> dict[str, Any]:
    by_itself = event.act == "published_unread"
    nobody = gettext("By the town’s rule") if by_itself else gettext("The teller")
    return {
        "who": names.get(event.actor_id, gettext("A former colleague")) if event.actor_id else nobody,
        "what": act_name(event.act, event.details),
        "iso": iso(event.at),
        "when": moment(event.at),
        "note": reasons.get(event.reason),
    }
