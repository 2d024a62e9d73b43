"""Questions as people ask them, and the stories of the demonstration that should come first: nDCG@10 by language.

    python -m bench.relevance [-v] [FOLDER]

FOLDER holds the table of lemmas (a data folder does); without one the stems alone serve.

The public stories of `storyhub/demo/stories` are indexed in a folder of their own; no database is needed. The questions
stand in tests/archive/relevance, one file a language; `tests/archive/test_relevance.py` holds the floor.
Gain 3 for a story that should come first and 1 for one that belongs there too, over log2 of the rank (Järvelin and
Kekäläinen 2002).
"""

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from storyhub.adapters.index import Document, open_index
from storyhub.archive.language import MAKE, words_in
from storyhub.archive.language.lemma_table import table_in
from storyhub.archive.language.lemmas import LEMMAS
from storyhub.archive.queries.searching import found_in
from storyhub.archive.queries.sight import Sight
from storyhub.archive.query import read_question
from storyhub.core.columns import new_id
from storyhub.core.permissions import ANONYMOUS

STORIES = Path(__file__).parent.parent / "storyhub" / "demo" / "stories"
FOLDER = Path(__file__).parent.parent / "tests" / "archive" / "relevance"
FIRST, ALSO = 3.0, 1.0
DEEP = 10


@dataclass(frozen=True)
class Judged:
    """A question, and what each story is worth as an answer to it, by its ref."""

    question: str
    worth: dict[str, float]


def questions() -> dict[str, list[Judged]]:
    """By language."""
    return {path.stem: [_judged(line) for line in _lines(path)] for path in sorted(FOLDER.glob("*.tsv"))}


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:]


def _judged(line: str) -> Judged:
    question, first, also, *_ = [*line.split("\t"), ""]
    return Judged(question, dict.fromkeys(also.split(), ALSO) | dict.fromkeys(first.split(), FIRST))


def ndcg(found: Sequence[str], worth: dict[str, float]) -> float:
    """How much of what could be gained is, 1 for the best order there is."""
    best = sorted(worth.values(), reverse=True)[:DEEP]
    return _gain([worth.get(ref, 0.0) for ref in found[:DEEP]]) / _gain(best)


def _gain(worths: Sequence[float]) -> float:
    return sum(worth / math.log2(rank + 2) for rank, worth in enumerate(worths))


def measured(find: Callable[[str], Sequence[str]]) -> dict[str, list[tuple[Judged, Sequence[str], float]]]:
    """For each language its questions with the refs that `find` gives and how good that is."""
    return {
        language: [(one, found := find(one.question), ndcg(found, one.worth)) for one in rows]
        for language, rows in questions().items()
    }


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def demo_archive(folder: Path) -> Callable[[str], list[str]]:
    """Searching the stories that the demonstration publishes for everyone, by ref, as an index in this folder finds them."""
    index, refs = open_index("tantivy", folder, MAKE), {}
    with index.rebuilding() as writer:
        for story in _stories():
            refs[id_ := new_id()] = story["ref"]
            writer.put(_document(id_, story))
    sight = Sight(index, ANONYMOUS, ("story",), (), frozenset())
    return lambda question: [refs[id_] for id_ in found_in(sight, read_question(question), DEEP).ids]


def _stories() -> Iterator[dict[str, Any]]:
    for path in sorted(STORIES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            story = json.loads(line)
            if (story.get("state", "published"), story.get("audience", "public")) == ("published", "public"):
                yield story


def _document(id_: UUID, story: dict[str, Any]) -> Document:
    parts = {"title": story["title"], "body": story["body"], "place": story.get("place") or ""}
    told = date.fromisoformat(story["told_on"]).toordinal() if story.get("told_on") else None
    words = {name: words_in(text, story["language"]) for name, text in parts.items()}
    return Document("story", id_, words, at=(told or 0) * 86_400, since=told, until=told)


def main() -> None:
    if folders := [word for word in sys.argv[1:] if word != "-v"]:
        LEMMAS.read_from(table_in(Path(folders[0])))
    with TemporaryDirectory() as folder:
        results = measured(demo_archive(Path(folder)))
    for language, rows in results.items():
        print(f"{language}  {mean([score for *_, score in rows]):.3f}  ({len(rows)} questions)")
        for one, found, score in rows if "-v" in sys.argv else ():
            if score < 1:
                print(f"    {score:.2f}  {one.question}  →  {' '.join(found[:5])}  (wanted {' '.join(one.worth)})")
    print(f"all {mean([score for rows in results.values() for *_, score in rows]):.3f}")


if __name__ == "__main__":
    main()
