"""What one exercise gives is what a later one takes; the reasons have sentences."""

import string
from dataclasses import replace

import pytest
from flask_babel import LazyString

from storyhub.workshops.messages import MESSAGES
from storyhub.workshops.methods.agendas import REASONS, agenda_of
from storyhub.workshops.methods.joins import From, Given, Laid, Reason, fits, offers, problems_of_agenda
from storyhub.workshops.methods.library import Library, read_library
from storyhub.workshops.methods.schema import Input


@pytest.fixture(scope="module")
def found() -> Library:
    return read_library()


def laid(found: Library, method: str, name: str = "", **inputs: Given) -> Laid:
    return Laid(name or method, found.methods[method].method, inputs)


def test_an_input_takes_any_of_its_types() -> None:
    one = Input(id="change", type="card:driver|card:signal | text", label="Change")
    assert fits("card:driver", one)
    assert fits("text", one)
    assert fits("card:signal", one)
    assert not fits("card:sign", one)


def test_every_join_of_the_shipped_paths_fits(found: Library) -> None:
    assert found.problems == ()
    assert {"rustavi", "street", "empty"} <= set(found.paths)
    for one in found.paths.values():
        assert problems_of_agenda(agenda_of(one.path, found.methods)) == []


def test_every_shipped_method_can_be_reached(found: Library) -> None:
    """Alone on an agenda it can be played, or what it needs is offered by another method."""
    for name, one in found.methods.items():
        for misfit in problems_of_agenda([laid(found, name)]):
            lacking = next(each for each in one.method.input if each.id == misfit.input)
            others = [laid(found, other) for other in found.methods if other != name]
            assert offers([*others, laid(found, name)], len(others), lacking), f"{name}.{misfit.input}"


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"worlds": From("worlds", "scenarios"), "wind": From("scan", "drivers")}, Reason.UNKNOWN_INPUT),
        ({"worlds": From("gone", "scenarios")}, Reason.NO_EXERCISE),
        ({"worlds": From("later", "scenarios")}, Reason.COMES_LATER),
        ({"worlds": From("worlds", "scenario")}, Reason.NO_OUTPUT),
        ({"worlds": From("scan", "drivers")}, Reason.OTHER_TYPE),
        ({"worlds": "Four worlds"}, Reason.NO_WORDS),
        ({"worlds": ""}, Reason.UNFILLED),
        ({}, Reason.UNFILLED),
    ],
)
def test_a_join_that_does_not_fit_is_refused_with_its_reason(
    found: Library, inputs: dict[str, Given], reason: Reason
) -> None:
    agenda = [
        laid(found, "steep-scan", "scan"),
        laid(found, "scenarios-2x2", "worlds", critical=From("scan", "drivers")),
        laid(found, "wind-tunnel", "tunnel", **inputs),
        laid(found, "scenarios-2x2", "later"),
    ]
    problems = problems_of_agenda(agenda)
    assert [(one.position, one.reason) for one in problems] == [(2, reason)]
    assert str(MESSAGES[reason]) % problems[0].values
    assert REASONS[reason].format(**problems[0].values)


def test_an_exercise_does_not_feed_itself(found: Library) -> None:
    problems = problems_of_agenda([laid(found, "driver-map", "one", drivers=From("one", "critical"))])
    assert [one.reason for one in problems] == [Reason.COMES_LATER]


def test_moving_an_exercise_before_what_feeds_it_is_noticed(found: Library) -> None:
    agenda = agenda_of(found.paths["rustavi"].path, found.methods)
    agenda[0], agenda[1] = agenda[1], agenda[0]
    assert {(one.position, one.reason) for one in problems_of_agenda(agenda)} == {(0, Reason.COMES_LATER)}


def test_an_output_of_too_few_cards_is_refused_and_not_offered(found: Library) -> None:
    wheel = laid(found, "futures-wheel", "wheel", change=From("postcards", "pictures"))
    change = replace_input(wheel, min=7)
    agenda = [laid(found, "postcards"), change]
    problem = problems_of_agenda(agenda)[0]
    assert (problem.reason, problem.values["gives"], problem.values["needs"]) == (Reason.TOO_FEW, 6, 7)
    assert [one.output.id for one in offers(agenda, 1, change.method.input[0])] == ["postcards"]


def replace_input(one: Laid, **values: int) -> Laid:
    first, *others = one.method.input
    changed = type(first)(**{name: getattr(first, name) for name in first.__struct_fields__} | values)
    fields = {name: getattr(one.method, name) for name in one.method.__struct_fields__}
    return replace(one, method=type(one.method)(**fields | {"input": (changed, *others)}))


def test_earlier_outputs_are_offered_the_nearest_first(found: Library) -> None:
    agenda = agenda_of(found.paths["rustavi"].path, found.methods)
    worlds = agenda[2]
    critical = next(one for one in worlds.method.input if one.id == "critical")
    found_offers = offers(agenda, 2, critical)
    assert found_offers[0].exercise == "drivers"
    assert ("scan", "drivers") in [(one.exercise, one.output.id) for one in found_offers]
    assert all(one.position < 2 and one.output.type == "card:driver" for one in found_offers)
    assert offers(agenda, 0, critical) == []


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    assert isinstance(MESSAGES[reason], LazyString)
    assert {name for _, name, _, _ in string.Formatter().parse(REASONS[reason]) if name} <= {
        "exercise",
        "output",
        "gives",
        "needs",
    }
