"""What a rehearsal found, for people and for programs."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from storyhub.workshops.methods.rules.names import by_name
from storyhub.workshops.methods.schema import Method, Reveal
from storyhub.workshops.rehearsal.record import STAGE, Record

MS = 1000


@dataclass(frozen=True)
class Figures:
    """How many, and the median and the 95th percentile."""

    n: int
    p50: float
    p95: float


@dataclass(frozen=True)
class Report:
    """`broken` says what does not hold and how often; empty when all is well. Times are milliseconds."""

    people: int
    steps: int
    seconds: float
    taken: Mapping[str, int]
    refused: Mapping[str, int]
    slips: Mapping[str, int]
    answers: Mapping[str, Figures]
    age_of_steps: Mapping[str, Figures]
    age_of_cards: Mapping[str, Figures]
    age_on_phones: Mapping[str, Figures]
    """Of each step, in the order in which they were played."""
    bytes_per_step: Figures
    lag_ms: float
    methods: Sequence[str] = ()
    broken: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return not self.broken

    def as_dict(self) -> dict[str, object]:
        return {"ok": self.is_well, **asdict(self)}

    def lines(self, tell: Callable[[str], str] = str) -> list[str]:
        """In English; `tell` puts what does not hold into words."""
        taken, refused = sum(self.taken.values()), sum(self.refused.values())
        return [
            f"{self.people} people played {self.steps} steps of {', '.join(self.methods)} in {self.seconds:.0f} s.",
            f"Taken: {taken} ({_counts(self.taken)}). Refused, as it should be: {refused} ({_counts(self.refused)}).",
            f"Badly behaved: {_counts(self.slips) or 'nobody'}.",
            *(f"{name}: {one.n} answers, p50 {one.p50} ms, p95 {one.p95} ms" for name, one in self.answers.items()),
            *(f"A new step on {who}: p50 {one.p50} ms, p95 {one.p95} ms" for who, one in self.age_of_steps.items()),
            *(f"A new card on {who}: p50 {one.p50} ms, p95 {one.p95} ms" for who, one in self.age_of_cards.items()),
            f"Bytes on a phone in a step: p50 {self.bytes_per_step.p50:.0f}, p95 {self.bytes_per_step.p95:.0f}.",
            f"The rehearsal itself was late by {self.lag_ms:.0f} ms at worst.",
            *(f"BROKEN ({number}): {tell(what)}" for what, number in self.broken.items()),
            "All is well." if self.is_well else "Something is broken.",
        ]


def report_on(
    record: Record, broken: Counter[str], methods: Mapping[str, Method], people: int, steps: int, seconds: float
) -> Report:
    posts = [post for post in record.posts.values() if post.statuses]
    refused = (f"{post.act} {post.statuses[-1]}" for post in posts if not post.is_taken)
    return Report(
        people=people,
        steps=steps,
        seconds=round(seconds, 1),
        taken=dict(Counter(post.act for post in posts if post.is_taken).most_common()),
        refused=dict(Counter(refused).most_common()),
        slips=dict(record.slips),
        answers=_answers(record),
        age_of_steps=_of_both(_ages_of_steps(record)),
        age_of_cards=_of_both(_ages_of_cards(record, methods)),
        age_on_phones=_by_step(record),
        bytes_per_step=figures(_bytes_of_steps(record), 1),
        lag_ms=round(record.lag * MS),
        methods=[one.method.id for one in methods.values()],
        broken=dict(broken),
    )


def figures(values: list[float], times: float = MS) -> Figures:
    ordered = sorted(values) or [0.0]
    middle, high = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Figures(len(values), round(middle * times, 1), round(high * times, 1))


def _answers(record: Record) -> dict[str, Figures]:
    groups: dict[str, list[float]] = {"polls of seats": [], "polls of the stage": [], "pages": [], "commands": []}
    for kind, took in record.took.items():
        where = "commands" if kind.startswith("POST") else "pages"
        groups[{"GET poll": "polls of seats", "GET stage poll": "polls of the stage"}.get(kind, where)] += took
    return {name: figures(values) for name, values in groups.items() if values}


def _of_both(ages: Iterable[tuple[int, float]]) -> dict[str, Figures]:
    found: dict[str, list[float]] = {"the stage": [], "phones": []}
    for reader, age in ages:
        found["the stage" if reader == STAGE else "phones"].append(max(age, 0.0))
    return {who: figures(values) for who, values in found.items() if values}


def _ages_of_steps(record: Record) -> Iterable[tuple[int, float]]:
    """From the facilitator's move being done to the phone's having heard of it."""
    return ((reader, age) for reader, _step, age in _arrivals(record))


def _by_step(record: Record) -> dict[str, Figures]:
    found: dict[str, list[float]] = {place: [] for place in record.moved}
    for reader, place, age in _arrivals(record):
        if reader != STAGE:
            found[place].append(age)
    return {place.partition(".")[2] or place: figures(ages) for place, ages in found.items() if ages}


def _arrivals(record: Record) -> Iterable[tuple[int, str, float]]:
    for (reader, step), at in record.arrived.items():
        if step in record.moved and record.joined.get(reader, 0) < record.moved[step]:
            yield reader, step, max(at - record.moved[step], 0.0)


def _bytes_of_steps(record: Record) -> list[float]:
    """Of each phone in each step, headers too, however it was packed."""
    return [size for (reader, step), size in record.bytes.items() if reader != STAGE and "." in step]


def _ages_of_cards(record: Record, methods: Mapping[str, Method]) -> Iterable[tuple[int, float]]:
    """Of cards that everybody sees at once, from being taken to being in somebody else's bytes, within their step."""
    for (reader, marker), at in record.seen.items():
        post = record.by_marker.get(marker)
        if post is None or post.act != "add-card" or reader == post.phone or post.exercise not in methods:
            continue
        step = by_name(methods[post.exercise].step)[post.step]
        ended = record.ended.get((post.exercise, post.step), 0)
        joined = record.joined.get(reader, 0)
        if step.reveal == Reveal.LIVE and joined < post.at < ended and at < ended:
            yield reader, at - post.at


def _counts(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in numbers.items())
