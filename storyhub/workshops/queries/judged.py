"""What the room judged or gave points to last, so that it can stand on the stage again in any later step."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from storyhub.core.db import db
from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Method, Step, Verb
from storyhub.workshops.models import Exercise, Rating, Vote, Workshop
from storyhub.workshops.playing import OBJECTION
from storyhub.workshops.queries.agenda import exercises_of, steps_of
from storyhub.workshops.queries.laid import may_tell_rating, may_tell_vote
from storyhub.workshops.queries.sight import steps_over
from storyhub.workshops.queries.standing import method_of
from storyhub.workshops.seen import Standing


@dataclass(frozen=True)
class Judged:
    """A vote or a rating that has ended, of this exercise or of one before it."""

    exercise: Exercise
    method: Method
    step: Step


def last_judged(workshop: Workshop, standing: Standing, language: str) -> Judged | None:
    """The latest that may be told and in which somebody said something; None before there is one."""
    for exercise in reversed(exercises_of(workshop.id)[: standing.exercise_number]):
        method = method_of(exercise, language)
        over = steps_over(method, standing, exercise.id)
        for step in reversed(steps_of(exercise, method)):
            if step.id in over and _may_tell(method, step, over) and _is_said(exercise, step):
                return Judged(exercise, method, step)
    return None


def _may_tell(method: Method, step: Step, over: frozenset[str]) -> bool:
    if step.do == Verb.VOTE:
        return may_tell_vote(method, by_name(method.vote)[step.vote], over)
    return step.do == Verb.RATE and may_tell_rating(method, by_name(method.rating)[step.rating], over)


def _is_said(exercise: Exercise, step: Step) -> bool:
    given = exists().where(Vote.exercise_id == exercise.id, Vote.vote == step.vote)
    said = exists().where(Rating.exercise_id == exercise.id, Rating.rating == step.rating, Rating.dim != OBJECTION)
    return bool(db.session.scalar(select(given if step.do == Verb.VOTE else said)))
