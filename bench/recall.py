"""How many inflected forms are found by their dictionary word, language by language: `python -m bench.recall`.

The forms are those of `tests/archive/language/forms/`: *tune* were looked at while the rules were written, *held* were
not. `--misses` names the forms of *tune* that are not found; those of *held* stay unread, or they would be tuned on.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from storyhub.archive.language import asked_forms, words_in
from storyhub.archive.language.lemma_table import make_table, table_in
from storyhub.archive.language.lemmas import LEMMAS

ROOT = Path(__file__).parent.parent
FORMS = ROOT / "tests" / "archive" / "language" / "forms"


class Pair(NamedTuple):
    form: str
    word: str
    part: str


def pairs_of(language: str) -> list[Pair]:
    with (FORMS / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file, delimiter="\t")]


def is_found(word: str, form: str, language: str) -> bool:
    """Whether a text that has the form is found by whoever types the word."""
    asked, text = asked_forms(word), words_in(form, language)
    return any(
        not set(one).isdisjoint(other)
        for one, other in ((asked.surface, text.surface), (asked.lemma, text.lemma), (asked.stem, text.stem))
    )


def recall_of(language: str, part: str) -> float:
    wanted = [pair for pair in pairs_of(language) if pair.part == part]
    return sum(is_found(pair.word, pair.form, language) for pair in wanted) / len(wanted)


def misses(language: str, part: str) -> Iterator[Pair]:
    return (one for one in pairs_of(language) if one.part == part and not is_found(one.word, one.form, language))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--stems-alone", action="store_true", help="without the table of lemmas")
    given = parser.parse_args()
    if not given.stems_alone:
        make_table(table_in(ROOT / ".cache"))
        LEMMAS.read_from(table_in(ROOT / ".cache"))
    print("language  forms   tune    held")
    for path in sorted(FORMS.glob("*.tsv")):
        code = path.stem
        print(f"{code:8}  {len(pairs_of(code)):5}  {recall_of(code, 'tune'):6.1%}  {recall_of(code, 'held'):6.1%}")
        if given.misses:
            for pair in misses(code, "tune"):
                print(f"          {pair.word} · {pair.form}")


if __name__ == "__main__":
    main()
