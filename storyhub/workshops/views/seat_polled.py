"""What a poll brings a phone that has not seen it yet: the room and its table, and sometimes the task, drawn and packed once."""

from uuid import uuid4

from flask import Response, current_app, render_template, request
from werkzeug.datastructures import Headers

from storyhub.web.locale import current_language
from storyhub.workshops.models import Workshop
from storyhub.workshops.queries.held import name_waits
from storyhub.workshops.queries.sight import looks_alike_from_tables, steps_over
from storyhub.workshops.queries.sitting import Sitting
from storyhub.workshops.queries.standing import standing
from storyhub.workshops.seen import Standing
from storyhub.workshops.views.drawn import Board, Drawn
from storyhub.workshops.views.polling import EXTENSION, SeatPolls, takes_gzip
from storyhub.workshops.views.room import holds_voices, is_for_seats, room_of, step_name, table_of
from storyhub.workshops.views.seat_answers import Answer
from storyhub.workshops.views.seat_task import listening, shown_task


def polled(sitting: Sitting) -> Response:
    """Nothing when the phone has seen it, else what is new.

    A phone that shows another step than the one that runs is brought its own task too. What holds voices is drawn for
    each phone: their tellers may take them back between one answer and the next.
    """
    workshop, language = sitting.workshop, current_language().code
    stands = standing(workshop, language)
    left = Headers({"Seconds-Left": "" if stands.seconds_left is None else str(stands.seconds_left)})
    if request.args.get("seen") == str(sitting.sequence):
        return Response(status=204, headers=left)
    board, may_keep = _board(sitting, stands, language)
    lies = board.for_who_shows(request.args.get("board", ""))
    step = step_name(stands) if is_for_seats(stands) else ""
    brings_own = step != "" and request.args.get("step", "") not in ("", step)
    own = _own(sitting, stands, board.name, brings_own=brings_own)
    if may_keep and not brings_own:
        ways = (Drawn(sitting.sequence, step, since, each.then(own)) for since, each in board.ways())
        _polls().keep((workshop.id, sitting.seat.group_id, language), tuple(ways))
    left["Vary"] = "Accept-Encoding"
    if not takes_gzip(request.headers.get("Accept-Encoding", "")):
        return Response(lies.html + own, headers=left)
    left["Content-Encoding"] = "gzip"
    return Response(lies.then(own), headers=left)


def _polls() -> SeatPolls:
    found: SeatPolls = current_app.extensions[EXTENSION]
    return found


def _board(sitting: Sitting, stands: Standing, language: str) -> tuple[Board, bool]:
    """What lies on the table, and whether it may be kept. Where it looks the same from each it is drawn once for all.

    Whoever comes while it is being drawn waits for it: when a step begins, all of a hall come within two seconds.
    """
    workshop, polls = sitting.workshop, _polls()
    at = workshop.id, language, workshop.sequence
    kept = polls.shared_at(*at)
    if kept is not None:
        return kept, True
    if not _is_alike(workshop, stands):
        html, may_keep = _draw(sitting, stands, language)
        return Board.of_a_table(workshop.sequence, html), may_keep
    with polls.sharing:
        kept = polls.shared_at(*at)
        if kept is not None:
            return kept, True
        html, may_keep = _draw(sitting, stands, language)
        return polls.share(*at, html) if may_keep else Board.of_a_table(workshop.sequence, html), may_keep


def _draw(sitting: Sitting, stands: Standing, language: str) -> tuple[bytes, bool]:
    lies = table_of(sitting, stands, language)
    html = render_template("workshops/_table.html", table=lies, is_polled=True)
    return html.encode(), not holds_voices(lies)


def _is_alike(workshop: Workshop, stands: Standing) -> bool:
    method, step = stands.method, stands.step
    if method is None or step is None or workshop.exercise_id is None:
        return False
    return looks_alike_from_tables(method, step, steps_over(method, stands)) and not name_waits(workshop.exercise_id)


def _own(sitting: Sitting, stands: Standing, board: str, *, brings_own: bool) -> bytes:
    """The room, with the task when everybody listens, for then it is the same for all, or with this seat's own."""
    is_for_all = not is_for_seats(stands)
    task = shown_task(sitting, stands, Answer()) if brings_own else {"task": listening(stands) if is_for_all else None}
    return render_template(
        "workshops/seat_polled.html",
        code=sitting.workshop.code,
        room=room_of(sitting, stands, board=board),
        sitting=sitting,
        standing=stands,
        answer=Answer(),
        is_polled=True,
        brings_task=brings_own or is_for_all,
        new_key=lambda: str(uuid4()),
        **task,
    ).encode()
