"""The desk: what waits, one story whole, and what a moderator may do with it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts import queries as accounts
from storyhub.cities import queries as cities
from storyhub.cities.wording import Wording
from storyhub.core import clock
from storyhub.core.errors import Invalid
from storyhub.core.languages import LANGUAGES
from storyhub.core.paging import page_number
from storyhub.core.permissions import Role
from storyhub.stories.models import ReviewEvent, State, Story
from storyhub.stories.policy import may_see
from storyhub.stories.queries import desk
from storyhub.stories.services import photos, reporting, reviewing
from storyhub.stories.views import cards
from storyhub.stories.views.acts import act_name, consent_name, hide_reasons, state_name
from storyhub.stories.views.choices import yes_or_no
from storyhub.stories.views.reading import report_reasons
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import ago, day, moment
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page

blueprint = Blueprint("desk", __name__)

PROMISED = timedelta(days=3)
QUEUES = (State.WAITING, State.KEPT, State.HIDDEN, State.SPAM, State.PUBLISHED)


@blueprint.get("/<lang:lang>/<city>/desk/")
@role(Role.MODERATOR)
def queue() -> Response:
    """What waits, oldest first; or the stories of another state."""
    keep_private()
    state = State(request.args["state"]) if request.args.get("state") in set(QUEUES) else State.WAITING
    found = desk.queue(viewer(), g.city.id, state, page_number(request.args.get("page")))
    return page(
        "stories/desk_queue.html",
        fragments=("queue",),
        state=state,
        state_name=state_name(state),
        tabs_items=_tabs(state),
        found=found,
        items=[_item(story) for story in found.items],
        reports=[_report(report, story) for report, story in desk.open_reports(viewer(), g.city.id)],
        page_href=lambda n: url_for("desk.queue", state=state.value, page=n) if n else None,
    )


def _tabs(state: State) -> list[dict[str, Any]]:
    counts = desk.counts(viewer(), g.city.id)
    return [
        {
            "text": state_name(one),
            "href": url_for("desk.queue", state=one.value),
            "count": counts.get(one, 0),
            "current": one == state,
        }
        for one in QUEUES
    ]


def _item(story: Story) -> dict[str, Any]:
    waited = clock.now() - story.state_since
    badges = [
        (story.queue_mark == "many_from_one_place", gettext("Many from one place")),
        (story.queue_mark == "looks_automatic", gettext("Looks automatic")),
        (story.is_young, gettext("Young teller")),
        (story.is_sensitive, gettext("Sensitive")),
        (bool(story.photos), gettext("With photographs")),
        (bool(story.behalf_who), gettext("Told on behalf")),
    ]
    return {
        "href": url_for("desk.story", code=story.code),
        "code": story.code,
        "title": cards.heading(story),
        "lang": story.language,
        "excerpt": story.excerpt,
        "waiting_text": ago(story.state_since),
        "iso": story.state_since.isoformat(),
        "late": story.state == State.WAITING and waited > PROMISED,
        "badges": [text for holds, text in badges if holds],
    }


def _report(report: Any, story: Story) -> dict[str, Any]:
    reasons = {one["value"]: one["label"] for one in report_reasons()}
    return {
        "id": report.id,
        "reason": reasons.get(report.reason, report.reason),
        "text": report.text,
        "when": ago(report.at),
        "iso": report.at.isoformat(),
        "title": cards.heading(story),
        "href": url_for("desk.story", code=story.code),
    }


@blueprint.get("/<lang:lang>/<city>/desk/<code>")
@role(Role.MODERATOR)
def story(code: str) -> Response:
    """One story with everything a decision needs."""
    return _story_page(code)


def _story_page(code: str, *, status: int = 200, errors: dict[str, str] | None = None, problem: str = "") -> Response:
    keep_private()
    found = desk.dossier(viewer(), g.city.id, code)
    return page(
        "stories/desk_story.html",
        fragments=("acts",),
        status=status,
        story=found.story,
        title=cards.heading(found.story),
        state_name=state_name(found.story.state),
        waiting=ago(found.story.state_since),
        photos=[cards.photo_of(found.story, one) for one in found.story.photos],
        rows=_facts(found, cities.wording_for(current_language().code)),
        trail=_trail(found.trail),
        reports=[_report(report, found.story) for report in found.reports],
        hide_reasons=hide_reasons(),
        badges=_item(found.story)["badges"],
        is_paused=g.city.paused_at is not None,
        errors=errors or {},
        summary=[{"text": line, "href": f"#{name}"} for name, line in (errors or {}).items()],
        problem=problem,
    )


def _facts(found: desk.Dossier, wording: Wording) -> list[dict[str, str]]:
    """What the teller said beside the words, and each consent with its date."""
    story = found.story
    rows = [
        (gettext("Language"), LANGUAGES[story.language].own_name),
        (gettext("Name"), cards.teller_name(story)),
        (gettext("Where was it?"), cards.place_text(story)),
        (gettext("When was it?"), cards.when_text(story)),
        (gettext("What is it about?"), ", ".join(theme["label"] for theme in cards.themes_of(story))),
        (gettext("Told on behalf"), ": ".join(filter(None, (story.behalf_who, story.behalf_how)))),
        (gettext("It answers another story:"), _answered(story)),
        *((consent_name(grant, wording), f"{yes_or_no(grant.is_given)} ({day(grant.at)})") for grant in found.consents),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _answered(story: Story) -> str:
    """The heading of the story that this one answers, if this moderator may see that one."""
    return cards.heading(story.answers) if story.answers and may_see(viewer(), story.answers) else ""


def _trail(events: Any) -> list[dict[str, Any]]:
    names = accounts.names_of([event.actor_id for event in events if event.actor_id])
    return [_act(event, names) for event in events]


def _act(event: ReviewEvent, names: dict) -> dict[str, Any]:
    who = names.get(event.actor_id, gettext("A former colleague")) if event.actor_id else gettext("The teller")
    reasons = {one["value"]: one["label"] for one in hide_reasons()}
    return {
        "who": who,
        "what": act_name(event.act, event.details),
        "iso": event.at.isoformat(),
        "when": moment(event.at),
        "note": reasons.get(event.reason),
    }


@blueprint.post("/<lang:lang>/<city>/desk/<code>")
@role(Role.MODERATOR)
def decide(code: str) -> AnyResponse:
    """Publish, keep for the team, hide with a reason, or mark as sensitive: what the pressed button says."""
    found = desk.dossier(viewer(), g.city.id, code).story
    seen = request.form.get("seen", "")
    seen_state = State(seen) if seen in set(State) else found.state
    actor, act = viewer(), request.form.get("act", "")
    try:
        if act == "publish":
            reviewing.publish_story(actor, found.id, seen_state=seen_state)
        elif act == "keep":
            reviewing.keep_for_team(actor, found.id, seen_state=seen_state)
        elif act == "spam":
            reviewing.set_aside_as_spam(actor, found.id, seen_state=seen_state)
        elif act == "hide":
            reviewing.hide_story(actor, found.id, request.form.get("reason", ""), seen_state=seen_state)
        elif act in ("mark_sensitive", "unmark_sensitive"):
            reviewing.mark_sensitive(actor, found.id, sensitive=act == "mark_sensitive")
            return go(url_for("desk.story", code=code))
        else:
            raise Invalid({"act": "refused"})
    except Invalid as error:
        return _story_page(code, status=422, errors={name: sentence(key) for name, key in error.fields.items()})
    except (reviewing.AlreadyDecided, reviewing.PublishingPaused, reviewing.SecondPairOfEyes) as error:
        return _story_page(code, status=409, problem=sentence(error.key))
    return go(url_for("desk.queue"))


@blueprint.post("/<lang:lang>/<city>/desk/<code>/photos/<int(max=99):position>")
@role(Role.MODERATOR)
def photo(code: str, position: int) -> AnyResponse:
    """Leave a photograph out, or put it back."""
    found = desk.dossier(viewer(), g.city.id, code).story
    photos.leave_out_photo(viewer(), found.id, position, left_out=request.form.get("act") == "leave_out")
    return go(url_for("desk.story", code=code, _anchor="photos"))


@blueprint.post("/<lang:lang>/<city>/desk/reports/<uuid:report_id>")
@role(Role.MODERATOR)
def settle(report_id: Any) -> AnyResponse:
    """A reader's concern has been seen to."""
    reporting.settle_report(viewer(), report_id)
    return go(url_for("desk.queue", _anchor="reports"))
