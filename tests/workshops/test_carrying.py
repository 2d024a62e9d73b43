"""What one exercise gives is what the next begins with: the Rustavi path, from a signal to an experiment."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from storyhub.core.db import db, transaction
from storyhub.stories.models import Use
from storyhub.workshops.methods.schema import Field, FieldType, Option
from storyhub.workshops.models import Card, Exercise, Workshop
from storyhub.workshops.queries.agenda import exercises_of
from storyhub.workshops.queries.outputs import cards_of_output
from storyhub.workshops.seen import BoardView, Side
from storyhub.workshops.services import clustering, evidence, placing, rating, settling, voting
from storyhub.workshops.services.cards import NewCard, add_card, add_card_at_desk
from storyhub.workshops.services.carrying import fitted
from storyhub.workshops.services.composing import save_sheet
from tests.support.stories import Told
from tests.workshops.boards import Looking, board_method
from tests.workshops.room import Room, a_key

SHORT = Field(id="text", type=FieldType.SHORT, label="Text")
NAME = Field(id="name", type=FieldType.SHORT, label="Name")
TONE = Field(
    id="tone",
    type=FieldType.CHOICE,
    label="Tone",
    options=(Option(id="good", label="Good"), Option(id="bad", label="Bad")),
)


def test_words_find_their_field_in_another_kind_of_card() -> None:
    assert fitted({"name": "Night town", "story": "…"}, (NAME,), (SHORT, TONE)) == {"text": "Night town"}
    assert fitted({"text": "It", "tone": "odd"}, (SHORT, TONE), (SHORT, TONE)) == {"text": "It"}
    assert fitted({"text": "It", "tone": "bad"}, (SHORT, TONE), (TONE, SHORT)) == {"tone": "bad", "text": "It"}
    assert fitted({}, (SHORT,), (NAME,)) == {}


def test_the_rustavi_path_carries_stories_from_signals_to_an_experiment(
    workshop_of: Callable[..., Room], tell: Callable[..., Told]
) -> None:
    told = tell(state="published", uses={Use.WORKSHOPS, Use.QUOTATION})
    room = workshop_of("rustavi")
    seats = room.seats(4)
    look = Looking(room)
    with room.inside():
        evidence.put_story_on_table(room.facilitator, room.id, told.id, key=a_key())

    room.play_to("notice")
    signals = [look.write(seat, f"Signal {number}", "nature") for number, seat in enumerate(seats)]
    look.act(evidence.back_card, seats[0], signals[0], told.id)
    room.play_to("gather")
    drivers = [
        look.act(clustering.name_alone, seat, card, f"Driver {number}")
        for number, (seat, card) in enumerate(zip(seats, signals, strict=True))
    ]
    room.play_to("choose")
    for seat, driver in ((seats[0], drivers[0]), (seats[0], drivers[2]), (seats[1], drivers[2])):
        _vote(look, seat, driver)

    room.play_to("judge", 2)
    bench = look.zone(Side.STAGE, "bench")
    assert [card.text for card in bench.cards][:2] == ["Driver 2", "Driver 0"], "in the order of the votes"
    assert {card.text: card.voices for card in bench.cards}["Driver 0"] == 1
    assert [card.text for card in look.zone(Side.STAGE, "signs").cards] == [f"Signal {number}" for number in range(4)]
    carried = {look.row(card.id).origin_id: card.id for card in bench.cards}
    for seat in seats:
        for driver in drivers[:3]:
            look.act(rating.rate, seat, carried[driver], {"impact": 5, "uncertainty": 4})
        look.act(rating.rate, seat, carried[drivers[3]], {"impact": 5, "uncertainty": 1})
    room.play_to("settle")
    assert [card.text for card in look.zone(Side.STAGE, "givens").cards] == ["Driver 3"]
    look.act(placing.move_card, room.facilitator, carried[drivers[1]], zone="watch")

    room.play_to("ends", 3)
    assert {card.text for card in look.zone(Side.STAGE, "open_drivers").cards} == {"Driver 0", "Driver 2"}
    assert {card.text for card in look.zone(Side.STAGE, "givens").cards} == {"Driver 3"}
    zero = next(card for card in look.zone(Side.STAGE, "open_drivers").cards if card.text == "Driver 0")
    exercise_id, step = room.here
    assert exercise_id is not None
    ends = {"text": "Water", "low": "None", "high": "Enough"}
    spectrum = look.act(add_card, seats[0], NewCard(exercise_id, step, "ends", ends, parent_id=zero.id))
    assert look.card(seats[0], spectrum).voices == 1, "the ends of an open question rest on what it rests on"

    here = room.play_to("write", 3)
    world = look.task(seats[0]).zones[0].id
    name = {"name": "Night town", "story": "A day"}
    look.act(save_sheet, seats[0], *here, name, seen_revision=0, zone=world)
    room.play_to("write", 4)
    assert look.texts(Side.STAGE, "spurs") == ["Night town"]
    look.write(seats[0], "Open the market at night", "ideas")
    room.play_to("heap", 4)
    idea = look.zone(seats[0], "ideas").cards[0].id
    look.act(clustering.name_alone, seats[0], idea, "A night market")

    room.play_to("judge", 5)
    tunnel = next(board for board in look.boards(Side.STAGE) if board.id == "tunnel")
    assert [(cell.row.text, cell.column.text) for cell in tunnel.cells] == [("A night market", "Night town")]
    cell = tunnel.cells[0]
    look.act(rating.rate, seats[0], cell.row.id, {"fit": 2}, other_id=cell.column.id, said="People come")
    assert next(board for board in look.boards(Side.DESK) if board.id == "tunnel").cells[0].ratings == []
    room.play_to("verdict")
    tunnel = next(board for board in look.boards(Side.STAGE) if board.id == "tunnel")
    assert (tunnel.cells[0].notes, tunnel.cells[0].ratings[0].median) == (["People come"], 2)
    assert tunnel.row_cards[0].verdict == "no_regret"

    room.play_to("write", 6)
    assert look.texts(Side.STAGE, "options") == ["A night market"]
    assert [card.text for card in look.task(seats[0]).dealt] == ["A night market"], "what this table tries"
    with room.inside():
        option = db.session.scalars(select(Card).where(Card.exercise_id == room.here[0], Card.kind == "option")).one()
        chain = [option.fields["text"]]
        while option.origin_id:
            option = db.session.get_one(Card, option.origin_id)
            chain.append(option.fields["text"])
    assert chain == ["A night market"] * 3, "each card remembers the one it was"


def test_laying_out_again_changes_nothing_and_words_stand_in_the_middle(workshop_of: Callable[..., Room]) -> None:
    wheel = board_method(
        {"id": "ring", "do": "collect", "board": "wheel", "zones": ["ring1"], "card": "effect", "who": "group"}
    )
    room = workshop_of(wheel)
    room.seats(3)
    look = Looking(room)
    first = room.exercises[0].id
    with room.inside(), transaction() as session:
        session.get_one(Exercise, first).inputs = {"middle": {"text": "The bus has stopped"}}
    room.advance()
    assert _wheel(look).centre == "The bus has stopped"
    with room.inside(), transaction() as session:
        settling.open_exercise(session, session.get_one(Workshop, room.id), session.get_one(Exercise, first))
    assert _wheel(look).centre == "The bus has stopped"
    with room.inside():
        add_card_at_desk(room.facilitator, room.id, "change", "", {"text": "Another change"}, key=a_key())
    assert _wheel(look).centre == "The bus has stopped · Another change"


def test_an_output_takes_what_is_in_play_in_its_order(workshop_of: Callable[..., Room]) -> None:
    collect = {"id": "write", "do": "collect", "board": "table", "zones": ["ideas", "odd"], "card": "idea"}
    vote = {"id": "vote", "do": "vote", "vote": "best", "board": "table", "keep_top": 2}
    output = {"label": "Out", "type": "card:idea", "order": ["-votes.best", "position"]}
    room = workshop_of(
        board_method(
            collect,
            vote,
            output=[
                output | {"id": "all", "where": {"kind": ["idea"]}},
                output | {"id": "odd", "where": {"zone": ["odd"]}},
                output | {"id": "voted", "where": {"min_votes": {"best": 2}}, "top": 1},
            ],
        )
    )
    ana, ben = room.seats(2)
    look = Looking(room)
    room.advance()
    one, two, three = look.write(ana, "One"), look.write(ana, "Two", "odd"), look.write(ana, "Three")
    room.advance()
    for seat, card in ((ana, three), (ben, three), (ana, two), (ben, two)):
        _vote(look, seat, card)
    room.play_through()
    assert _out(room, "all") == [two, three]
    assert _out(room, "odd") == [two]
    assert _out(room, "voted") == [two]
    assert _out(room, "unknown") == []
    assert not look.row(one).is_kept


def _vote(look: Looking, seat: UUID, card: UUID) -> None:
    look.act(voting.give_points, seat, card)


def _out(room: Room, output: str) -> list[UUID]:
    with room.inside():
        exercise = exercises_of(room.id)[0]
        return [card.id for card in cards_of_output(exercise, output)]


def _wheel(look: Looking) -> BoardView:
    return next(board for board in look.boards(Side.STAGE) if board.id == "wheel")
