"""The desk's queue: what waits and for how long, narrowed as a moderator likes; and the lists of what was decided."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, g, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts import queries as accounts
from storyhub.core import clock, languages, text
from storyhub.core.languages import LANGUAGES
from storyhub.core.paging import Page, page_number
from storyhub.core.permissions import Role
from storyhub.stories.models import State, Story
from storyhub.stories.queries import desk
from storyhub.stories.queries.answered import answered_share
from storyhub.stories.queries.queue import Queue, Show, Waiting, Why, desk_queue, waiting_rows
from storyhub.stories.services import presence
from storyhub.stories.views import cards
from storyhub.stories.views.acts import act_name, state_name
from storyhub.stories.views.desk import blueprint, story_badges
from storyhub.web.access import role, viewer
from storyhub.web.filters import ago, iso
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.render import page

PROMISED = timedelta(days=3)
QUEUES = (State.WAITING, State.KEPT, State.HIDDEN, State.SPAM, State.PUBLISHED)

REASONS = {
    Why.UNREAD: lazy_gettext("Not read yet"),
    Why.VERSION: lazy_gettext("New words"),
    Why.ANSWER: lazy_gettext("Answered"),
    Why.REPORT: lazy_gettext("Reported"),
    Why.OBJECTION: lazy_gettext("The teller objects"),
}


@blueprint.get("/<lang:lang>/<city>/desk/")
@role(Role.MODERATOR)
def queue() -> Response:
    """What waits, oldest first; or the stories of another state."""
    keep_private()
    state = State(request.args["state"]) if request.args.get("state") in set(QUEUES) else State.WAITING
    if state == State.WAITING:
        return _waiting()
    found = desk.stories_in(viewer(), g.city.id, state, page_number(request.args.get("page")))
    return page(
        "stories/desk_spam.html" if state == State.SPAM else "stories/desk_queue.html",
        fragments=("queue",),
        state=state,
        state_name=state_name(state),
        tabs_items=_tabs(state, len(waiting_rows(viewer(), g.city.id))),
        found=found,
        items=[_decided(story) for story in found.items],
        page_href=lambda n: url_for("desk.queue", state=state.value, page=n) if n else None,
        after=_after(),
        share=answered_share(viewer(), g.city.id),
        rows_endpoint="answered.rows",
    )


def _waiting() -> Response:
    asked = request.args
    show = Show(asked["show"]) if asked.get("show") in set(Show) else Show.ALL
    language = asked["language"] if languages.is_known(asked.get("language", "")) else ""
    found = desk_queue(viewer(), g.city.id, show, language)
    rows = _paged(found, page_number(asked.get("page")))
    chosen: dict[str, Any] = {"show": show.value if show != Show.ALL else None, "language": language or None}
    return page(
        "stories/desk_queue.html",
        fragments=("queue",),
        state=State.WAITING,
        state_name=state_name(State.WAITING),
        tabs_items=_tabs(State.WAITING, found.total),
        found=rows,
        items=_items(rows, found.readers),
        shows=_shows(found, show, language),
        languages_offered=_languages(found, show, language),
        is_narrowed=show != Show.ALL or bool(language),
        page_href=lambda n: url_for("desk.queue", page=n, **chosen) if n else None,
        after=_after(),
        share=answered_share(viewer(), g.city.id),
        rows_endpoint="answered.rows",
        nothing_left="none" in asked.getlist("taken"),
    )


@blueprint.post("/<lang:lang>/<city>/desk/next")
@role(Role.MODERATOR)
def take_next() -> AnyResponse:
    """The story to be read next; everybody sees from now on who reads it."""
    code = presence.take_next(viewer(), g.city.id, leaving=text.clean_line(request.form.get("leaving", "")))
    return go(url_for("desk.story", code=code) if code else url_for("desk.queue", taken="none"))


def _paged(found: Queue, number: int) -> Page[Waiting]:
    number = min(number, max(1, -(-len(found.rows) // desk.PER_PAGE)))
    first = (number - 1) * desk.PER_PAGE
    return Page(found.rows[first : first + desk.PER_PAGE], number, desk.PER_PAGE, len(found.rows))


def _tabs(state: State, waiting: int) -> list[dict[str, Any]]:
    counts = desk.counts(viewer(), g.city.id) | {State.WAITING: waiting}
    return [
        {
            "text": state_name(one),
            "href": url_for("desk.queue", state=one.value),
            "count": counts.get(one, 0),
            "current": one == state,
        }
        for one in QUEUES
    ]


def _shows(found: Queue, show: Show, language: str) -> list[dict[str, Any]]:
    """The ways to narrow that lead somewhere, and the chosen one."""
    names = {
        Show.ALL: gettext("All"),
        Show.MINE: gettext("I am reading"),
        Show.UNREAD: gettext("To be read after publishing"),
        Show.VERSIONS: gettext("New words of the teller"),
        Show.ANSWERED: gettext("The teller answered"),
        Show.ASKED: gettext("Waiting for the teller"),
        Show.CARE: gettext("Young or sensitive"),
        Show.PHOTOS: gettext("With photographs"),
        Show.REPORTED: gettext("Reported by readers"),
        Show.OBJECTIONS: gettext("The teller objects"),
    }
    return [
        {
            "text": names[one],
            "href": url_for("desk.queue", show=one.value, language=language or None),
            "count": found.shown[one],
            "current": one == show,
        }
        for one in Show
        if found.shown[one] or one in (Show.ALL, show)
    ]


def _languages(found: Queue, show: Show, language: str) -> list[dict[str, Any]]:
    """The languages that what waits was told in; nothing to choose where there is one."""
    counts = {code: found.languages.get(code, 0) for code in LANGUAGES}
    offered = [code for code, count in counts.items() if count or code == language]
    if len(offered) < 2 and not language:
        return []
    every = {"text": gettext("All languages"), "code": "", "count": sum(counts.values())}
    rows = [every, *({"text": LANGUAGES[one].own_name, "code": one, "count": counts[one]} for one in offered)]
    return [
        row
        | {
            "href": url_for("desk.queue", show=show.value, language=row["code"] or None),
            "current": row["code"] == language,
        }
        for row in rows
    ]


def _items(rows: Page[Waiting], readers: Mapping[UUID, Any]) -> list[dict[str, Any]]:
    """One page of the queue, with who reads what now."""
    by_id = {row.id: row for row in rows.items}
    alike = desk.with_look_alikes(by_id)
    others = {story_id: set(readers.get(story_id, ())) - {viewer().person_id} for story_id in by_id}
    names = accounts.names_of([one for there in others.values() for one in there])
    return [
        _item(story, by_id[story.id], story.id in alike, [names[one] for one in others[story.id] if one in names])
        for story in desk.stories_by_id(viewer(), g.city.id, list(by_id))
    ]


def _item(story: Story, row: Waiting, is_alike: bool, reading: list[str]) -> dict[str, Any]:
    late = clock.now() - row.since > PROMISED and not row.waits_for_teller
    here = [gettext("%(name)s is reading this now", name=name) for name in sorted(reading)]
    badges = [*here, *_reasons(row, is_alike=is_alike), *story_badges(story)]
    return _drawn(story) | {
        "waiting_text": ago(row.since),
        "iso": iso(row.since),
        "late": late,
        "badges": badges,
    }


def _reasons(row: Waiting, *, is_alike: bool) -> list[str]:
    """Why it stands in the queue, where that is more than being new."""
    reasons = [str(REASONS[why]) for why in REASONS if why in row.why]
    asked = [gettext("Waiting for the teller")] if row.waits_for_teller else []
    alike = [gettext("Looks like another story")] if is_alike else []
    return [*reasons, *asked, *alike]


def _decided(story: Story) -> dict[str, Any]:
    return _drawn(story) | {
        "waiting_text": ago(story.state_since),
        "iso": iso(story.state_since),
        "late": False,
        "badges": story_badges(story),
    }


def _drawn(story: Story) -> dict[str, Any]:
    return {
        "href": url_for("desk.story", code=story.code),
        "code": story.code,
        "title": cards.heading(story),
        "lang": story.language,
        "excerpt": story.excerpt,
    }


def _after() -> dict[str, Any] | None:
    """What was done a moment ago, for the notice above the list."""
    code = text.clean_line(request.args.get("after", ""))
    found = desk.my_last_act(viewer(), g.city.id, code) if code else None
    if found is None:
        return None
    story, event, may_undo = found
    return {
        "title": cards.heading(story),
        "lang": story.language,
        "href": url_for("desk.story", code=story.code),
        "code": story.code,
        "what": act_name(event.act, event.details),
        "event": event.id if may_undo else None,
    }
