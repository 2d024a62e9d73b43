"""Sitting down: joined by six letters, brought back by four words, named or not, ready or not, and left again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storyhub.core import buckets, clock
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.errors import Conflict, Invalid, TooMany
from storyhub.core.languages import is_known
from storyhub.core.sealing import Keys
from storyhub.core.text import clean_line
from storyhub.workshops.models import Ready, Seat, Workshop, WorkshopState
from storyhub.workshops.phrases import numbers_in, phrase_for
from storyhub.workshops.queries.unused import count_used, is_lost
from storyhub.workshops.queries.workshops import workshop_by_join_code
from storyhub.workshops.services.clearing import give_way
from storyhub.workshops.services.dealing import seat_late
from storyhub.workshops.services.desk import NotOpen, Place, place_of
from storyhub.workshops.services.happening import JOINED, WorkshopMoved, happened_already, locked_room, note
from storyhub.workshops.services.seat_tokens import phrase_hash, phrase_numbers, token_for

MOST_SEATS = 400
"""People who sit in one workshop. All of a hall come from one address, so nothing is counted by address: in a full one a
seat that nobody uses gives way (`services.clearing`)."""
MOST_USED = 1600
"""Seats of one workshop from which something was ever done, left ones too."""
LONGEST_NAME = 60
LONGEST_KEY = 80
WRONG_PHRASES = 60
WRONG_PHRASES_PER = timedelta(minutes=10)
"""For each workshop, before it is guarded. The right words open a lost seat all the same, or whoever guesses would keep
out those who know: what is guarded are the seats whose phones are here, and every seat once the workshop is over. There
is one seat in ten million guesses to be found, that of somebody who has gone."""
ATTEMPTS = 20


class WorkshopFull(Conflict):
    key = "workshop_full"


@dataclass(frozen=True)
class Seated:
    """What a phone is given. The token goes into its cookie, the phrase is shown to be written down."""

    workshop_id: UUID
    seat_id: UUID
    token: str
    phrase: str


def join_workshop(keys: Keys, join_code: str, language: str, *, key: str) -> Seated:
    """Sit down in an open workshop. The same key is given the same seat, token and phrase again.

    Raises NotFound for letters of no workshop, NotOpen before and after it is open, WorkshopFull, Invalid.
    """
    if not is_known(language) or not 0 < len(key) <= LONGEST_KEY:
        raise Invalid({"language": "seat_language"})
    workshop_id = workshop_by_join_code(join_code).id
    with transaction() as session:
        workshop = session.get_one(Workshop, workshop_id, with_for_update=True)
        if workshop.state != WorkshopState.OPEN or workshop.discarded_at is not None:
            raise NotOpen()
        before = happened_already(session, workshop, key, JOINED, by=None)
        seat = session.get(Seat, before.seat_id) if before and before.seat_id else None
        if seat is None:
            seat = _new_seat(session, keys, workshop, language)
            seat_late(session, workshop, seat)
            note(session, workshop, JOINED, key=key, seat=seat, groups=[seat.group_id])
        _come_back(session, workshop, seat)
        return _seated(keys, seat)


def resume_seat(keys: Keys, join_code: str, phrase: str) -> Seated:
    """The seat of four words, on another phone; in a workshop that is closed too, to read what came of it.

    Raises NotFound, Invalid for words of no seat there; TooMany after many wrong ones came to this workshop, for another
    wrong one, and for the words of a seat that is not lost.
    """
    found = workshop_by_join_code(join_code)
    workshop_id = found.id
    hashes = [phrase_hash(keys, workshop_id, numbers) for numbers in numbers_in(phrase)]
    mine = (Seat.workshop_id == workshop_id, Seat.phrase_hmac.in_(hashes))
    seat = db.session.scalar(select(Seat).where(*mine).limit(1))
    _guard(found, seat)
    if seat is None:
        raise Invalid({"phrase": "seat_phrase_unknown"})
    seat_id = seat.id
    with transaction() as session:
        # By its id alone: what is read again before the lock stays as old as it was then.
        workshop = session.get_one(Workshop, workshop_id, with_for_update=True)
        seat = session.get_one(Seat, seat_id)
        if seat.phrase_hmac not in hashes:
            raise Invalid({"phrase": "seat_phrase_unknown"})  # the seats were erased in this very moment
        if workshop.state == WorkshopState.OPEN:
            _come_back(session, workshop, seat)
        return _seated(keys, seat)


def _come_back(session: Session, workshop: Workshop, seat: Seat) -> None:
    """Somebody who had left, or was counted out, sits there again."""
    if seat.left_at is not None:
        seat_late(session, workshop, seat)
        seat.left_at = None
        note(session, workshop, "came_back", seat=seat, groups=[seat.group_id])


def _guard(workshop: Workshop, seat: Seat | None) -> None:
    """Count a wrong phrase; refuse what might be guessed while too many wrong ones come. Raises TooMany."""
    bucket = f"seat-phrase-{workshop.id.hex}"
    is_over = buckets.level(bucket, capacity=WRONG_PHRASES, per=WRONG_PHRASES_PER) < 1
    if is_over and (seat is None or workshop.state != WorkshopState.OPEN or not is_lost(seat)):
        raise TooMany("seat_phrase_too_many")
    if seat is None:
        buckets.take(bucket, capacity=WRONG_PHRASES, per=WRONG_PHRASES_PER)


def phrase_of(keys: Keys, seat: Seat, language: str) -> str:
    """A seat's four words in a language, to show them again; empty once they were erased."""
    for attempt in range(ATTEMPTS):
        numbers = phrase_numbers(keys, seat.id, attempt)
        if phrase_hash(keys, seat.workshop_id, numbers) == seat.phrase_hmac:
            return phrase_for(numbers, language)
    return ""


def say_name(seat_id: UUID, name: str, *, may_show: bool = False, key: str) -> None:
    """A name or none, and that its owner has read what happens with cards and names and agrees. Raises Invalid."""
    name = clean_line(name)
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": "too_long"})

    def say(_session: Session, _workshop: Workshop, seat: Seat) -> None:
        seat.name, seat.may_show_name = name, may_show and bool(name)
        seat.agreed_at = seat.agreed_at or clock.now()

    _at_seat(seat_id, key, "named", say)


def speak(seat_id: UUID, language: str, *, key: str) -> None:
    """Read and write in another language from now on. Raises Invalid."""
    if not is_known(language):
        raise Invalid({"language": "seat_language"})

    def change(_session: Session, _workshop: Workshop, seat: Seat) -> None:
        seat.language = language

    _at_seat(seat_id, key, "language_changed", change)


def leave_seat(seat_id: UUID, *, key: str) -> None:
    """Go home. What was written stays; the four words bring the seat back."""

    def leave(_session: Session, _workshop: Workshop, seat: Seat) -> None:
        seat.left_at, seat.is_host = clock.now(), False

    _at_seat(seat_id, key, "left", leave)


def mark_ready(seat_id: UUID, *, seen: Place, key: str) -> None:
    """Done with the step that the page shows. Raises WorkshopMoved when the room is elsewhere by now."""

    def mark(session: Session, workshop: Workshop, seat: Seat) -> None:
        exercise_id, step = _still_at(workshop, seen)
        if session.get(Ready, (seat.id, exercise_id, step)) is None:
            session.add(Ready(seat_id=seat.id, exercise_id=exercise_id, step=step, at=clock.now()))

    _at_seat(seat_id, key, "ready", mark)


def unmark_ready(seat_id: UUID, *, seen: Place, key: str) -> None:
    """Not done after all. Raises WorkshopMoved."""

    def unmark(session: Session, workshop: Workshop, seat: Seat) -> None:
        ready = session.get(Ready, (seat.id, *_still_at(workshop, seen)))
        if ready is not None:
            session.delete(ready)

    _at_seat(seat_id, key, "not_ready", unmark)


def _new_seat(session: Session, keys: Keys, workshop: Workshop, language: str) -> Seat:
    mine, now = Seat.workshop_id == workshop.id, clock.now()
    last = session.scalar(select(func.max(Seat.number)).where(mine)) or 0
    present = session.scalar(select(func.count()).select_from(Seat).where(mine, Seat.left_at.is_(None))) or 0
    if present >= MOST_SEATS:
        present -= give_way(session, workshop)
    if present >= MOST_SEATS or (last >= MOST_USED and count_used(workshop.id) >= MOST_USED):
        raise WorkshopFull()
    seat = Seat(id=new_id(), workshop_id=workshop.id, number=last + 1, language=language, joined_at=now, seen_at=now)
    seat.phrase_hmac = _free_phrase(session, keys, seat)
    session.add(seat)
    session.flush()
    return seat


def _free_phrase(session: Session, keys: Keys, seat: Seat) -> bytes | None:
    """That nobody in the room has."""
    for attempt in range(ATTEMPTS):
        mine = phrase_hash(keys, seat.workshop_id, phrase_numbers(keys, seat.id, attempt))
        taken = select(Seat.id).where(Seat.workshop_id == seat.workshop_id, Seat.phrase_hmac == mine)
        if session.scalar(taken) is None:
            return mine
    return None


def _seated(keys: Keys, seat: Seat) -> Seated:
    return Seated(seat.workshop_id, seat.id, token_for(keys, seat.id), phrase_of(keys, seat, seat.language))


def _still_at(workshop: Workshop, seen: Place) -> tuple[UUID, str]:
    exercise_id, step = seen
    if exercise_id is None or seen != place_of(workshop):
        raise WorkshopMoved()
    return exercise_id, step


def _at_seat(seat_id: UUID, key: str, kind: str, change: Callable[[Session, Workshop, Seat], None]) -> None:
    with transaction() as session:
        workshop, seat = locked_room(session, seat_id)
        if happened_already(session, workshop, key, kind, by=seat.id) is None:
            change(session, workshop, seat)
            note(session, workshop, kind, key=key, seat=seat, groups=[seat.group_id])
