"""What the templates of the verbs draw beside the task itself: choices made of cards, the one to judge now, the tray."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from storyhub.core.text import excerpt
from storyhub.web.locale import current_language
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Verb, Who
from storyhub.workshops.playing import link_of, longest_name
from storyhub.workshops.queries.at_hand import stories_at_hand
from storyhub.workshops.queries.sitting import Sitting
from storyhub.workshops.queries.task import task_for
from storyhub.workshops.seen import Audience, CardView, Side, Standing, Task
from storyhub.workshops.views.room import is_for_seats
from storyhub.workshops.views.seat_answers import Answer

Choice = dict[str, Any]

TYPED = "field-"
"""Before the name of a field of a card."""


def shown_task(sitting: Sitting, standing: Standing, answer: Answer) -> dict[str, Any]:
    """The task of this seat with everything that its template needs."""
    audience = Audience(Side.SEAT, current_language().code, sitting.seat.group_id, sitting.seat.id)
    task = task_for(sitting.workshop, standing, audience) if is_for_seats(standing) else listening(standing)
    more = _BY_VERB[task.step.do](task, standing, answer) if task and task.step.do in _BY_VERB else {}
    tray = _tray(sitting, audience.language) if task and task.step.tray and task.fields else []
    return {
        "task": task,
        "tray": tray,
        "may_ready": is_for_seats(standing),
        "is_live": task is not None and _hangs_on_others(task),
        "letters": _letters(standing),
        **more,
    }


def _letters(standing: Standing) -> dict[str, str]:
    """Of each zone, as the stage shows it: counted on its own board."""
    zones = standing.method.zone if standing.method else ()
    boards = {one.board for one in zones}
    return {
        zone.id: ascii_uppercase[place % len(ascii_uppercase)]
        for board in boards
        for place, zone in enumerate(one for one in zones if one.board == board)
    }


def _hangs_on_others(task: Task) -> bool:
    """Whether what others do changes what stands in this task, so that a phone fetches it again."""
    if task.dealt:
        return True  # a table that people come to works on other cards
    if task.step.do == Verb.COLLECT:
        return task.step.who == Who.GROUP or bool(task.beside)
    if task.step.do == Verb.DISCUSS:
        return task.step.deal is not None
    return task.step.do in (Verb.CLUSTER, Verb.PLACE, Verb.LINK, Verb.COMPOSE)


def listening(standing: Standing) -> Task | None:
    """The task of a step that asks nobody to do anything: the same for all, so that it comes with a poll."""
    return Task(step=standing.step) if standing.step else None


def choice(card: CardView) -> Choice:
    """A card as one of several to choose from."""
    return {"value": str(card.id), "label": excerpt(card.text, 80), "lang": card.language}


def _collect(task: Task, _standing: Standing, answer: Answer) -> dict[str, Any]:
    changing = next((one for one in task.mine if one.may_change and _is_meant(one, answer)), None)
    if changing is not None and not answer.said:
        answer.said.update({TYPED + name: words for name, words in changing.fields.items()})
    return {
        "changing": changing,
        "parents": [{"value": "", "label": _("Choose a card")}, *map(choice, task.beside)] if task.beside else [],
        "zone_options": _zones(task),
        "more_open": any(answer.said.get(TYPED + field.id) for field in task.fields if not field.required),
    }


def _is_meant(card: CardView, answer: Answer) -> bool:
    """By the link that leads here, or by the form that was sent and could not be kept."""
    return card.code == answer.change or ("revision" in answer.said and answer.said.get("card") == str(card.id))


def _zones(task: Task) -> list[Choice]:
    return [{"value": zone.id, "label": zone.label} for zone in task.zones]


def _cluster(task: Task, standing: Standing, _answer: Answer) -> dict[str, Any]:
    heaps = [cluster for zone in task.zones for cluster in zone.clusters]
    kept = [card for zone in task.zones for card in zone.cards if card.kind == task.card_kind]
    names = [
        {
            "value": str(one.id),
            "label": one.name or excerpt(one.cards[0].text, 60),
            "lang": one.language if one.name else one.cards[0].language,
        }
        for one in heaps
    ]
    return {
        "heaps": heaps,
        "loose": kept,
        "heap_options": [{"value": "", "label": _("A new heap")}, *names],
        "longest": longest_name(standing.method, task.step.makes) if standing.method else 0,
    }


def _place(task: Task, _standing: Standing, _answer: Answer) -> dict[str, Any]:
    return {"cards": task.beside, "places": {zone.id: zone.label for zone in task.zones}, "axes": task.axes}


def _link(task: Task, standing: Standing, _answer: Answer) -> dict[str, Any]:
    by_code = {card.code: card for card in task.beside}
    named = [link_of(standing.method, kind) for kind in task.step.links] if standing.method else []
    kinds = [one for one in named if one]
    lines = [
        {"kind": one.kind, "label": one.label, "start": by_code[one.from_code], "end": by_code[one.to_code]}
        for one in task.lines
        if one.from_code in by_code and one.to_code in by_code
    ]
    return {
        "starts": _to_choose(task.beside, {kind for one in kinds for kind in one.from_}),
        "ends": _to_choose(task.beside, {kind for one in kinds for kind in one.to}),
        "kinds": [{"value": one.kind, "label": one.label} for one in kinds],
        "lines": lines,
    }


def _to_choose(cards: Sequence[CardView], kinds: set[str]) -> list[dict[str, str]]:
    """Those of these kinds; nothing to choose without any."""
    offered = [choice(card) for card in cards if card.kind in kinds]
    return [{"value": "", "label": _("Choose a card")}, *offered] if offered else []


def _rate(task: Task, standing: Standing, answer: Answer) -> dict[str, Any]:
    """The card that was asked for, else the first that was not judged yet; none when the rating ended before its step."""
    total = len(task.to_rate)
    waiting = [number for number, one in enumerate(task.to_rate) if not one.said]
    is_asked = answer.at is not None and answer.at < total
    at = answer.at if is_asked else waiting[0] if waiting else None
    has_ended = standing.is_revealed
    if has_ended:
        at = None
    ratings = by_name(standing.method.rating) if standing.method else {}
    return {
        "rating": {
            "one": task.to_rate[at] if at is not None else None,
            "at": at,
            "total": total,
            "done": total - len(waiting),
            "next_href": _here(at=(at or 0) + 1),
            "back_href": _here(at=(total if at is None else at) - 1) if at != 0 and not has_ended else "",
            "objection": task.step.rating in ratings and ratings[task.step.rating].objection,
        }
    }


def _here(**more: Any) -> str:
    place = {name: value for name, value in (request.view_args or {}).items() if name != "act"}
    return url_for("seat.seat", **place | more)


def _compose(task: Task, _standing: Standing, answer: Answer) -> dict[str, Any]:
    """One sheet at a time, where a table fills several: the one that was asked for, or the first."""
    zones = {zone.id: zone for zone in task.zones}
    chosen = answer.zone if answer.zone in zones else next(iter(zones), "")
    sheet = task.sheets.get(chosen)
    if sheet is not None and not answer.said:
        answer.said.update({TYPED + name: words for name, words in sheet.fields.items()})
    tabs = [{"text": zone.label, "href": _here(zone=zone.id), "current": zone.id == chosen} for zone in task.zones]
    return {"sheet": sheet, "sheet_zone": chosen, "sheet_tabs": tabs}


def _reflect(task: Task, _standing: Standing, _answer: Answer) -> dict[str, Any]:
    return {"answers": dict(task.mine[0].fields) if task.mine else {}}


def _tray(sitting: Sitting, language: str) -> list[Choice]:
    """The stories on the table, by title and place; by place and month where they may not be quoted."""
    found = [
        {
            "value": str(story.id),
            "label": " · ".join(filter(None, (story.title or story.month, story.place))),
            "lang": story.language if story.title else "",
        }
        for story in stories_at_hand(sitting.workshop.id, language)
    ]
    return [{"value": "", "label": _("None of them")}, *found] if found else []


_BY_VERB = {
    Verb.COLLECT: _collect,
    Verb.CLUSTER: _cluster,
    Verb.PLACE: _place,
    Verb.LINK: _link,
    Verb.RATE: _rate,
    Verb.COMPOSE: _compose,
    Verb.REFLECT: _reflect,
}
