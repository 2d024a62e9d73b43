"""What people type is read as they mean it, in any language, and nothing they type is an error."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhub.adapters.index import All, Any, Beginning, Between, Clause, Held, Near, Not, Phrase, Weighted, Word
from storyhub.adapters.index.asking import measure
from storyhub.archive.query import MOST_CHARACTERS, MOST_CLAUSES, Piece, Question, read_question
from storyhub.archive.query.names import FIELDS, OR
from storyhub.archive.query.values import NamesByWord, Value, days_of
from storyhub.core.languages import LANGUAGES

NAMES = NamesByWord(
    themes={
        name: Value("theme", "water", frozenset({"theme:water"})) for name in ("water", "вода и канализация", "წყალი")
    },
    districts={"centre": Value("place", "centre", frozenset({"district:centre"}))},
    cities={"poti": Value("city", "poti", frozenset({"city:1"}))},
)


def shown(clause: Clause | None) -> str:
    """A clause as a line: the first form of each word, brackets for what belongs together."""
    line = ""
    match clause:
        case Word(forms):
            line = forms.surface[0]
        case Beginning(forms):
            line = f"{forms[0]}*"
        case Near(forms, edits):
            line = f"{forms[0]}~{edits}"
        case Phrase(rows):
            line = f'"{" ".join(rows[0])}"'
        case Held(terms):
            line = "|".join(sorted(terms))
        case Not(what):
            line = f"-{shown(what)}"
        case All(of):
            line = f"({' '.join(map(shown, of))})"
        case Weighted(inner):
            line = shown(inner)
        case Any(of):
            line = f"({' OR '.join(map(shown, of))})"
    return line


def read(typed: str) -> str:
    return shown(read_question(typed, "en", NAMES).what)


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("water bus", "(water (bus OR bus*))"),
        ("w", "w"),
        ('"no water" bus', '("no water" (bus OR bus*))'),
        ('bus "no water"', '(bus "no water")'),
        ("«წყალი არ მოდის»", '"წყალი არ მოდის"'),
        ("„apa nu vine”", '"apa nu vine"'),
        ("“old bus”", '"old bus"'),
        ('"water"', "water"),
        ("water -bus", "(water -bus)"),
        ("water −bus", "(water -bus)"),
        ("water NOT bus", "(water -bus)"),
        ('water -"old bus"', '(water -"old bus")'),
        ("-bus", "-bus"),
        ("four-floor", "(four (floor OR floor*))"),
        ('"no water', '"no water"'),
        ("bus OR tram.", "(bus OR (tram OR tram*))"),
        ("bus AND train tram", "(bus train (tram OR tram*))"),
        ("(bus OR tram) stop!", "((bus OR tram) (stop OR stop*))"),
        ("bus OR -tram x", "((bus OR -tram) x)"),
        ("tra*", "tra*"),
        ("tra* bus~", "(tra* (bus OR bus~1))"),
        ("tramway~2 x", "((tramway OR tramway~2) x)"),
        ("bus~9 x", "((bus OR bus~1) x)"),
        ("5 - 6", "(5 6)"),
        ("how is the water in town", "(water (town OR town*))"),
        ("(bus", "(bus OR bus*)"),
        ("bus)", "bus"),
        ("OR", "(or OR or*)"),
    ],
)
def test_a_question_is_read(typed: str, what: str) -> None:
    assert read(typed) == what


@pytest.mark.parametrize("typed", ["", " ", "-", '""', "🙂 !!! (((", "()", "- -", "*", "~", ":", "\x00", "«»"])
def test_what_holds_no_word_asks_nothing(typed: str) -> None:
    assert read_question(typed).is_empty


@pytest.mark.parametrize("language", LANGUAGES)
def test_or_has_a_name_in_every_language(language: str) -> None:
    for name in OR[language]:
        assert read(f"bus {name} tram x") == "((bus OR tram) x)"


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_has_a_name_in_every_language(field: str) -> None:
    values = {"theme": "Water", "place": "centre", "lang": "ქართული", "city": "Poti", "kind": "lived"}
    expected = read_question(f"{field}:{values.get(field, '2024-05')}", names=NAMES)
    assert not expected.is_empty
    assert set(FIELDS[field]) == set(LANGUAGES)
    for names in FIELDS[field].values():
        for name in names:
            question = read_question(f"{name.capitalize()}: {values.get(field, '2024-05')}", names=NAMES)
            assert (question.narrowed, question.span) == (expected.narrowed, expected.span), name


@pytest.mark.parametrize(
    ("typed", "narrowed"),
    [
        ("theme:water", {"theme": {"theme:water"}}),
        ('тема:"Вода и канализация"', {"theme": {"theme:water"}}),
        ("თემა:წყალი lang:ka", {"theme": {"theme:water"}, "lang": {"lang:ka"}}),
        ("язык:украинский", {"lang": {"lang:uk"}}),
        ("dil:Azərbaycanca", {"lang": {"lang:az"}}),
        ("lang:gürcü", {"lang": {"lang:ka"}}),
        ("kind:Воображаемое", {"kind": {"kind:imagined"}}),
        ("place:Centre city:poti", {"district": {"district:centre"}, "city": {"city:1"}}),
    ],
)
def test_a_field_takes_names_in_any_language(typed: str, narrowed: dict[str, set[str]]) -> None:
    question = read_question(typed, "en", NAMES)
    assert question.narrowed == narrowed
    assert question.what is None


def test_a_second_value_and_one_beside_or_are_part_of_what_is_asked() -> None:
    twice = read_question("lang:ka lang:en water", names=NAMES)
    assert (twice.narrowed, shown(twice.what)) == ({"lang": {"lang:ka"}}, "((water OR water*) lang:en)")
    assert read("theme:(water OR bus) x") == "((theme:water OR bus) x)"
    assert read("-lang:ka bus x") == "(bus x -lang:ka)"


def test_what_stands_beside_a_question_narrows_it_and_takes_nothing_from_it() -> None:
    question = read_question("theme:water from:2024", names=NAMES)
    narrowed = {"theme": frozenset({"theme:housing"}), "lang": frozenset({"lang:ka"})}
    further = question.within(narrowed, Between(None, date(2025, 1, 1).toordinal()))
    assert further.narrowed == narrowed
    assert further.span == Between(None, date(2025, 1, 1).toordinal())
    since = Between(date(2024, 1, 1).toordinal(), None)
    assert further.musts == (Held(frozenset({"theme:water"})), since)
    assert question.everything == All(further.musts)


def test_a_place_in_tellers_own_words_is_looked_for_word_by_word() -> None:
    question = read_question('place:"tram depot"')
    held = [clause.terms for clause in question.musts if isinstance(clause, Held)]
    assert [any(word in terms for terms in held) for word in ("place:tram", "place:depot")] == [True, True]
    assert question.understood == (Piece("place", "tram depot"),)


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("from:2024", date(2024, 1, 1), None),
        ("to:2024-02", None, date(2024, 2, 29)),
        ("from:2024-05-03 to:2024-05-03", date(2024, 5, 3), date(2024, 5, 3)),
        ("from:2024 from:2025 to:2026", date(2025, 1, 1), date(2026, 12, 31)),
    ],
)
def test_days_make_a_span(typed: str, since: date | None, until: date | None) -> None:
    ends = [day.toordinal() if day else None for day in (since, until)]
    assert read_question(typed).span == Between(*ends)


@pytest.mark.parametrize("typed", ["2024-13", "2024-02-30", "20245", "1066", "yesterday", "", "٢٠٢٤-01-99"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert days_of(typed) is None


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("water bus", (Piece("words", "water bus"),)),
        ('"old bus" -tram', (Piece("phrase", "old bus"), Piece("not", of=(Piece("words", "tram"),)))),
        ("bus OR tram", (Piece("or", of=(Piece("words", "bus"), Piece("words", "tram"))),)),
        ("theme:Water tra*", (Piece("theme", "water"), Piece("beginning", "tra"))),
        ("from:2024-05 lang:Русский", (Piece("from", "2024-05"), Piece("lang", "ru"))),
        ("theme:elephants", (Piece("unknown_field", "theme:elephants"), Piece("words", "elephants"))),
        ("colour:red", (Piece("unknown_field", "colour"), Piece("words", "colour red"))),
        ("https://example.org x", (Piece("words", "https://example.org x"),)),
        ("(" * 21 + "bus", (Piece("plain", "(" * 21 + "bus"),)),
    ],
)
def test_it_is_said_how_a_question_was_understood(typed: str, understood: tuple[Piece, ...]) -> None:
    assert read_question(typed, "en", NAMES).understood == understood


def test_brackets_too_deep_are_read_as_plain_words_before_anything_recurses() -> None:
    deep = read_question("(" * 200 + "theme:bus" + ")" * 200)
    assert deep.is_plain
    assert shown(deep.what) == "(theme bus)"
    assert not read_question("(" * 20 + "bus" + ")" * 20).is_plain


def test_a_very_long_question_is_cut_and_stays_within_what_an_index_takes() -> None:
    many = read_question("ab " * 5000)
    assert len(many.words) == MOST_CLAUSES
    assert read_question("x" * MOST_CHARACTERS + " water") == read_question("x" * MOST_CHARACTERS)
    for typed in ("saxli " * 80, '"' + "saxli " * 80 + '"', "saxli~2 " * 60, "saxl* " * 80):
        question = read_question(typed)
        assert measure(All((All(question.words), *question.relaxed[:1]))) < 1000


SIGNS = st.sampled_from(
    """( ) " « » „ - − * ~ ~2 : OR AND NOT или ან theme: lang:ka from:2024 to: place: city:poti kind:lived water წყალი
    м’ята İ | ^2 [a TO b] { \\ ' ` #f[x] *:* r"x" 🙂 1 -1 7:40 e\u0301 \0""".split(" ")
)


def _is_sound(typed: str) -> Question:
    began = time.perf_counter()
    question = read_question(typed, "en", NAMES)
    assert time.perf_counter() - began < 2
    assert len(question.words) <= MOST_CLAUSES
    if question.what:
        measure(All((question.what, *question.relaxed[:1])))
    return question


@given(st.text(max_size=600))
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    _is_sound(typed)


@settings(max_examples=300)
@given(st.lists(SIGNS, max_size=60), st.sampled_from(["", " "]))
def test_nothing_that_is_made_of_the_grammar_is_an_error(parts: list[str], between: str) -> None:
    _is_sound(between.join(parts))
