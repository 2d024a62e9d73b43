"""Whether the exercises of an agenda join: what one gives out is what a later one takes in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from storyhub.workshops.methods.rules.frame import types_of
from storyhub.workshops.methods.schema import Fallback, Input, Method, Output

TEXT, STORY = "text", "story"


@dataclass(frozen=True)
class From:
    """An output of another exercise of the agenda."""

    exercise: str
    output: str


Given = From | str
"""What an input is given: an earlier output, or words; no words leave it to the facilitator, in the room."""


@dataclass(frozen=True)
class Laid:
    """An exercise of an agenda. `id` is unique there; `method` may be in any language, and its labels go into the reasons."""

    id: str
    method: Method
    inputs: Mapping[str, Given] = field(default_factory=dict)

    def output(self, name: str) -> Output | None:
        return next((one for one in self.method.output if one.id == name), None)

    def input(self, name: str) -> Input | None:
        return next((one for one in self.method.input if one.id == name), None)


class Reason(StrEnum):
    """Why an input is not filled as it should be. Its sentence stands under this key in `workshops.messages`."""

    UNKNOWN_INPUT = "join_unknown_input"
    NO_EXERCISE = "join_no_exercise"
    COMES_LATER = "join_comes_later"
    NO_OUTPUT = "join_no_output"
    OTHER_TYPE = "join_other_type"
    TOO_FEW = "join_too_few"
    NO_WORDS = "join_no_words"
    UNFILLED = "join_unfilled"


class Misfit(NamedTuple):
    """Which exercise (counted from 0), which of its inputs, and why; `values` fill the sentence."""

    position: int
    input: str
    reason: Reason
    values: dict[str, str | int]


class Offer(NamedTuple):
    """An output that could feed an input."""

    position: int
    exercise: str
    output: Output


def fits(output_type: str, one: Input) -> bool:
    """Whether an input takes what has this type."""
    return output_type in types_of(one)


def problems_of_agenda(agenda: Sequence[Laid]) -> list[Misfit]:
    """Everything that does not join, in the order of the agenda. An empty list says that it can be played."""
    return [misfit for position in range(len(agenda)) for misfit in _misfits(agenda, position)]


def offers(agenda: Sequence[Laid], position: int, one: Input) -> list[Offer]:
    """What earlier exercises give that this input would take; the nearest exercise first."""
    return [
        Offer(earlier, agenda[earlier].id, output)
        for earlier in range(position - 1, -1, -1)
        for output in agenda[earlier].method.output
        if fits(output.type, one) and not _is_too_few(output, one)
    ]


def makers_missing(method: Method, made: set[str]) -> Iterator[Input]:
    """Inputs that it needs and that nothing could ever fill, where `made` are the types of all outputs there are."""
    for one in method.input:
        if _must_be_joined(one) and not any(name in made for name in types_of(one)):
            yield one


def _must_be_joined(one: Input) -> bool:
    """Stories are in the town's archive; where the facilitator stands in, nothing is missing."""
    return one.required and one.fallback == Fallback.NONE and STORY not in types_of(one)


def _misfits(agenda: Sequence[Laid], position: int) -> Iterator[Misfit]:
    laid = agenda[position]
    for name, given in laid.inputs.items():
        one = laid.input(name)
        if one is None:
            yield Misfit(position, name, Reason.UNKNOWN_INPUT, {"input": name})
        elif isinstance(given, str):
            yield from _misfits_of_words(position, one, given)
        else:
            yield from _misfits_of_join(agenda, position, one, given)
    for one in laid.method.input:
        if one.id not in laid.inputs and _must_be_joined(one):
            yield Misfit(position, one.id, Reason.UNFILLED, {"input": one.label})


def _misfits_of_words(position: int, one: Input, words: str) -> Iterator[Misfit]:
    if one.fallback == Fallback.FACILITATOR:
        return
    if words and TEXT not in types_of(one):
        yield Misfit(position, one.id, Reason.NO_WORDS, {"input": one.label})
    elif not words and _must_be_joined(one):
        yield Misfit(position, one.id, Reason.UNFILLED, {"input": one.label})


def _misfits_of_join(agenda: Sequence[Laid], position: int, one: Input, given: From) -> Iterator[Misfit]:
    places = {laid.id: place for place, laid in enumerate(agenda)}
    place = places.get(given.exercise)
    if place is None:
        yield Misfit(position, one.id, Reason.NO_EXERCISE, {"input": one.label, "exercise": given.exercise})
        return
    giver = agenda[place]
    title, output = giver.method.method.title, giver.output(given.output)
    if output is None:
        values: dict[str, str | int] = {"input": one.label, "exercise": title, "output": given.output}
        yield Misfit(position, one.id, Reason.NO_OUTPUT, values)
        return
    values = {"input": one.label, "exercise": title, "output": output.label}
    if place >= position:
        yield Misfit(position, one.id, Reason.COMES_LATER, values)
    if not fits(output.type, one):
        yield Misfit(position, one.id, Reason.OTHER_TYPE, values)
    elif _is_too_few(output, one):
        yield Misfit(position, one.id, Reason.TOO_FEW, values | {"gives": output.top, "needs": one.min})


def _is_too_few(output: Output, one: Input) -> bool:
    """Whether even the most that it gives is less than what is needed."""
    return 0 < output.top < one.min
