"""Beginning a play of any methods, ending it with all that leaves the room, and what is wrong with it then."""

import re
from collections.abc import Iterator, Sequence
from random import Random

from flask import Flask, g
from sqlalchemy import func, select

from storyhub.core.db import db, transaction
from storyhub.core.permissions import Viewer
from storyhub.workshops.methods import rules
from storyhub.workshops.methods.joins import fits
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Input, Method, Verb, Who
from storyhub.workshops.methods.shaping import shape
from storyhub.workshops.models import Exercise, Vote, Workshop
from storyhub.workshops.queries.agenda import exercises_of, loaded_of
from storyhub.workshops.rehearsal.secrecy import leaks
from storyhub.workshops.report.gathering import gather
from storyhub.workshops.services.exercises import DoesNotJoin
from storyhub.workshops.services.opening import publish_results
from storyhub.workshops.tasks.papers import written
from tests.support.methods import Tables
from tests.workshops.plays import Play
from tests.workshops.room import Room, drafted

ALWAYS = {Verb.COLLECT: "add-card", Verb.COMPOSE: "sheet", Verb.REFLECT: "reflect"}
"""What somebody can always do in a step, whatever came before it."""
PAGES = ("", "/desk", "/results", "/stage", "/agenda")
FILES = ("pptx", "xlsx", "csv")


def accepted(tables: Tables) -> Method | None:
    """The method that the loader would make of such a file; None where it refuses it."""
    method, faults = shape(tables, Method)
    if method is None or faults:
        return None
    return None if list(rules.faults_of_ids(method)) or list(rules.faults_of(method)) else method


def play(app: Flask, facilitator: Viewer, methods: Sequence[Method], seed: int, people: int = 0) -> Play | None:
    """From the draft to the files; None where the agenda does not join, which the facilitator is told."""
    chance = Random(seed)
    room = drafted(app, facilitator, *methods)
    _prepare(room, chance)
    try:
        room.open()
    except DoesNotJoin:
        return None
    found = Play(app, room, chance)
    found.sit_down(people or chance.choice((1, 2, 2, 3)))
    found.run(*([chance.randint(1, 4)] if chance.random() < 0.12 else []))
    found.answer()
    room.close()
    _leave(found)
    return found


def faults_of(found: Play) -> list[str]:
    """What may be true of no play."""
    early = () if found.moves_people else leaks(found.record, found.methods, found.tables, list(found.record.posts))
    return [*found.faults, *found.record.broken, *early, *_overdrawn(found.room), *_idle(found)]


def _prepare(room: Room, chance: Random) -> None:
    """What a method takes in comes from one before it, or is words; the workshop is as strict as chance has it."""
    with room.inside(), transaction() as session:
        workshop = session.get_one(Workshop, room.id)
        workshop.holds_cards, workshop.shows_names = chance.random() < 0.15, chance.random() < 0.5
        exercises = exercises_of(room.id)
        for place, exercise in enumerate(exercises):
            inputs = loaded_of(exercise).method.input
            given = {one.id: _given(one, exercises[:place], chance) for one in inputs}
            exercise.inputs = {name: source for name, source in given.items() if source}


def _given(one: Input, before: Sequence[Exercise], chance: Random) -> dict[str, str]:
    offers = [(each, output) for each in before for output in loaded_of(each).method.output if fits(output.type, one)]
    if offers:
        exercise, output = chance.choice(offers)
        return {"exercise": str(exercise.id), "output": output.id}
    return {"text": "How do we keep the water?"} if "text" in one.type and chance.random() < 0.6 else {}


def _leave(found: Play) -> None:
    """The pages that stay, and the files."""
    room, chance = found.room, found.chance
    with room.inside():
        publish_results(room.facilitator, room.id)
    found.look()
    at = f"/{chance.choice(('en', 'ka'))}/rustavi/workshops/{room.code}"
    pages = [found.desk.get(at + page) for page in PAGES]
    there = set(re.findall(r'href="(/\w\w/rustavi/workshops/[^"#?]+)"', pages[2].text))
    pages += [found.desk.get(href) for href in sorted(there)[:3]]
    found.faults += [
        f"{page.request.path} was answered with {page.status_code}" for page in pages if page.status_code >= 400
    ]
    with room.inside():
        workshop = db.session.get_one(Workshop, room.id, populate_existing=True)
        db.session.refresh(workshop, ["city"])
        report = gather(workshop, chance.choice(("en", "ka", "hy")), with_owners=chance.random() < 0.5)
        g.lang, g.city = report.language, workshop.city_id
        for wanted in (*FILES, *(["pdf"] if chance.random() < 0.1 else [])):
            if len(written(report, wanted)) < 200:
                found.faults.append(f"there is nothing in the {wanted}")


def _overdrawn(room: Room) -> Iterator[str]:
    with room.inside():
        for exercise in exercises_of(room.id):
            votes = by_name(loaded_of(exercise).method.vote)
            given = select(Vote.vote, func.sum(Vote.points), func.max(Vote.points)).group_by(Vote.seat_id, Vote.vote)
            for vote, points, most in db.session.execute(given.where(Vote.exercise_id == exercise.id)):
                if points > votes[vote].budget or most > votes[vote].max_per_item:
                    yield f"vote {vote} is overdrawn"


def _idle(found: Play) -> Iterator[str]:
    """Steps in which somebody was to do something, and nobody was let."""
    for now, offered in found.offered:
        assert now.step is not None
        wanted = ALWAYS.get(now.step.do)
        if wanted and now.step.who != Who.FACILITATOR and wanted not in offered:
            yield f"nobody could {now.step.do} in step {now.step.id}"
