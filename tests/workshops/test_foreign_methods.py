"""Methods that nobody here wrote: what such a file may say, and the pages once did not expect."""

from collections.abc import Callable

from flask.testing import FlaskClient

from storyhub.workshops.seen import Side
from tests.workshops.boards import Looking, shipped
from tests.workshops.desks import address, forms_on, press
from tests.workshops.room import Room

Opened = Callable[..., Room]


def test_what_no_exercise_brought_into_the_middle_is_laid_there_at_the_desk(
    workshop_of: Opened, desk: FlaskClient
) -> None:
    room = workshop_of(shipped("futures-wheel"))
    room.seats(3)
    room.advance()
    page = desk.get(address(room)).text
    at = next(number for number, form in enumerate(forms_on(page, "add_card")) if form.get("what") == "change:")
    press(desk, room, page, "add_card", at, **{"f-text": "The bus has stopped"})
    board = next(one for one in Looking(room).boards(Side.STAGE) if one.rings)
    assert board.centre == "The bus has stopped"
