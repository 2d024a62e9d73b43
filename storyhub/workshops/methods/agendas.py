"""Paths as agendas: their exercises with the methods they name, and why they cannot be played."""

from collections.abc import Iterable, Iterator, Mapping

from storyhub.workshops.methods.joins import From, Given, Laid, Reason, makers_missing, problems_of_agenda
from storyhub.workshops.methods.loaded import Loaded
from storyhub.workshops.methods.problems import Fault, unless_known
from storyhub.workshops.methods.schema import Method, Path

REASONS = {
    Reason.UNKNOWN_INPUT: "the method has no such input",
    Reason.NO_EXERCISE: "there is no exercise {exercise!r} in this path",
    Reason.COMES_LATER: "must come from an exercise that stands before",
    Reason.NO_OUTPUT: "the exercise has no output {output!r}",
    Reason.OTHER_TYPE: "“{output}” of “{exercise}” is of a type that it does not take",
    Reason.TOO_FEW: "“{output}” of “{exercise}” gives at most {gives}; it needs {needs}",
    Reason.NO_WORDS: "must be <exercise>.<output>",
    Reason.UNFILLED: "is required, and nothing fills it",
}
"""For the author of a path; facilitators are told by the sentences of `workshops.messages`."""


def given_in(words: str) -> Given:
    """`scan.drivers` as an output of another exercise; what is not of this form is words."""
    exercise, dot, output = words.partition(".")
    return From(exercise, output) if dot and output else words


def agenda_of(path: Path, methods: Mapping[str, Loaded], language: str = "en") -> list[Laid]:
    """The exercises of a path whose methods are all there, in that language."""
    return [
        Laid(one.id, methods[one.method].in_language(language), {name: given_in(it) for name, it in one.inputs.items()})
        for one in path.exercise
    ]


def faults_of_path(path: Path, methods: Mapping[str, Loaded]) -> Iterator[Fault]:
    """Methods that are not there; days that run backwards; then what does not join."""
    unknown = [
        fault
        for one in path.exercise
        for fault in unless_known(f"exercise.{one.id}.method", one.method, methods, "method that can be used:")
    ]
    days = [one.day for one in path.exercise]
    if days != sorted(days):
        yield "exercise", f"the days must not run backwards: {', '.join(map(str, days))}"
    yield from unknown
    if not unknown:
        yield from _faults_of_joins(path, methods)


def _faults_of_joins(path: Path, methods: Mapping[str, Loaded]) -> Iterator[Fault]:
    for misfit in problems_of_agenda(agenda_of(path, methods)):
        exercise = path.exercise[misfit.position].id
        yield f"exercise.{exercise}.inputs.{misfit.input}", REASONS[misfit.reason].format(**misfit.values)


def types_made_by(methods: Iterable[Method]) -> set[str]:
    return {output.type for method in methods for output in method.output}


def faults_of_makers(method: Method, made: set[str]) -> Iterator[Fault]:
    """Inputs that no method there is could ever fill."""
    for one in makers_missing(method, made):
        yield (
            f"input.{one.id}",
            f"is required, and no method gives {one.type}; give it a fallback, or add such a method",
        )
