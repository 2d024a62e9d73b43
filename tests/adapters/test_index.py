"""The contract of an index, what it answers; every engine goes through it."""

from dataclasses import replace
from pathlib import Path

import pytest

from storyhub.adapters.index import (
    ENGINES,
    All,
    Any,
    Ask,
    Beginning,
    Between,
    Clause,
    Forms,
    Grams,
    Held,
    Index,
    Near,
    Not,
    Order,
    Phrase,
    Weighted,
    Word,
    open_index,
)
from storyhub.archive.language import asked_forms, words_in
from storyhub.core.columns import new_id
from tests.support.index import ANYONE, MAKE, asked, document, ids, phrase, put, word

WATER = word("water")


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """An empty one."""
    made = open_index(request.param, tmp_path / "index", MAKE)
    with made.rebuilding():
        pass
    return made


def test_words_are_found_in_every_field_and_every_layer_in_any_of_their_forms(index: Index) -> None:
    told = [
        document("water"),
        document(body="the water came"),
        document(place="water street"),
        document(body="watered", lemma="water"),
        document(body="watering", stem="wat"),
        document("bus", "ıstanbul"),
    ]
    put(index, *told)
    assert set(asked(index, WATER)) == {one.id for one in told[:3]}
    assert set(asked(index, word("water", lemma="water", stem="wat"))) == {one.id for one in told[:5]}
    assert asked(index, word("istanbul", "ıstanbul")) == [told[5].id]
    assert asked(index, All((WATER, word("came")))) == [told[1].id]
    assert asked(index, word("bu")) == []


def test_the_word_itself_outranks_its_lemma_and_that_its_stem_and_a_title_a_place_and_that_a_body(index: Index) -> None:
    stem = document(body="wats a b", lemma="wat a b", stem="wate a b")
    lemma = document(body="waters a b", lemma="water a b", stem="wate a b")
    itself = document(body="water a b", lemma="water a b", stem="wate a b")
    place, title = document(place="water", body="a b c"), document("water", body="a b c")
    put(index, *(document("bus", "d e f", place="hill") for _ in range(5)))
    put(index, title, itself, place, stem, lemma)
    assert asked(index, word("water", lemma="water", stem="wate")) == [title.id, itself.id, place.id, lemma.id, stem.id]
    assert asked(index, WATER)[0] == title.id


def test_of_what_fits_alike_the_newer_comes_first_and_a_long_text_gains_nothing_by_its_length(index: Index) -> None:
    year = 31_556_952
    old, new = document(body="water bus", at=52 * year), document(body="water bus", at=56 * year)
    long = document(body="water " + "bus " * 300, at=56 * year)
    put(index, new, long, old)
    assert asked(index, WATER) == [new.id, old.id, long.id]


def test_clauses_stand_in_each_other(index: Index) -> None:
    both, wet, dry = document("water", "bus"), document("water", "tram"), document("hill", "bus")
    put(index, both, wet, dry)
    cases: list[tuple[Clause | None, set[object]]] = [
        (None, {both.id, wet.id, dry.id}),
        (All((WATER, Not(word("bus")))), {wet.id}),
        (Not(word("bus")), {wet.id}),
        (All((Not(word("bus")),)), {wet.id}),
        (Not(Any((WATER, word("hill")))), set()),
        (Any((word("tram"), word("hill"))), {wet.id, dry.id}),
        (Any((WATER, word("bus"), word("tram")), least=2), {both.id, wet.id}),
        (Any((WATER, word("bus"), word("tram")), least=3), set()),
        (All(()), {both.id, wet.id, dry.id}),
        (Any(()), set()),
        (word(), set()),
        (All((Any((WATER, word("hill"))), Not(All((WATER, word("bus")))))), {wet.id, dry.id}),
    ]
    for clause, expected in cases:
        assert set(asked(index, clause)) == expected, clause


def test_a_weight_says_what_counts_more(index: Index) -> None:
    wet, dry = document(body="water"), document(body="bus")
    put(index, wet, dry)
    for weights, first in (((5.0, 1.0), wet), ((1.0, 5.0), dry)):
        like = Any((Weighted(WATER, weights[0]), Weighted(word("bus"), weights[1])))
        assert asked(index, like)[0] == first.id


def test_a_phrase_is_words_one_after_the_other_in_one_field(index: Index) -> None:
    told = document(body="no water today")
    put(index, told, document(body="today no water"), document("water", "today"))
    assert asked(index, phrase("water today")) == [told.id]
    assert asked(index, Phrase((("hill", "water"), ("no", "water", "today")))) == [told.id]
    assert asked(index, phrase("water tomorrow")) == []
    assert len(asked(index, phrase("water"))) == 3


def test_a_beginning_finds_longer_words_and_the_whole_word_first(index: Index) -> None:
    longer, whole = document(body="waterfall"), document(body="water")
    put(index, longer, whole, document(body="wa"), document(body="bus"))
    assert asked(index, Beginning(("water",))) == [whole.id, longer.id]
    assert len(asked(index, Beginning(("w", "b")))) == 4


def test_a_word_with_slips_finds_what_was_meant_and_the_nearest_first(index: Index) -> None:
    exact, one, swapped, two = (document(body=text) for text in ("water", "watter", "wtaer", "watterx"))
    put(index, two, exact, one, swapped, document(body="wagon"))
    assert asked(index, Near(("water",), 0)) == [exact.id]
    found = asked(index, Near(("water",), 1))
    assert (found[0], set(found)) == (exact.id, {exact.id, one.id, swapped.id})
    found = asked(index, Near(("water",), 2))
    assert (found[0], found[-1], len(found)) == (exact.id, two.id, 4)


def test_a_slip_is_found_in_the_layer_that_is_named(index: Index) -> None:
    ending = document(body="watersides", stem="water")
    put(index, ending, document(body="bus"))
    assert asked(index, Near(("watr",), 1)) == []
    assert asked(index, Near(("watr",), 1, "stem")) == [ending.id]


def test_pieces_of_words_find_the_nearest_title(index: Index) -> None:
    near, far = document(grams=["wat", "ate", "ter", "er_"]), document(grams=["wat", "bus", "hil"])
    put(index, near, far)
    assert asked(index, Grams(("wat", "ate", "tar"), 0.6)) == [near.id]
    assert asked(index, Grams(("wat", "ate", "tar"), 0.3)) == [near.id, far.id]


def test_terms_and_days_narrow(index: Index) -> None:
    mine = document(body="water", terms="city:a for:anyone theme:water", since=100, until=120)
    other = document(body="water", terms="city:b for:anyone", since=130, until=130)
    undated = document(body="water", terms="city:a for:city:a")
    put(index, mine, other, undated)
    assert asked(index, WATER, scope=(frozenset({"city:a", "city:c"}), ANYONE)) == [mine.id]
    assert asked(index, WATER, scope=(frozenset({"city:nowhere"}),)) == []
    assert set(asked(index, Held(frozenset({"theme:water", "city:b"})))) == {mine.id, other.id}
    assert set(asked(index, Held(frozenset(f"city:{n}" for n in "abcdefghijkl")))) == {mine.id, other.id, undated.id}
    for span, expected in (
        ((None, 110), {mine.id}), ((120, 129), {mine.id}), ((121, None), {other.id}), ((90, 200), {mine.id, other.id}),
        ((131, None), set()), ((None, None), {mine.id, other.id, undated.id}),
    ):  # fmt: skip
        assert set(asked(index, All((WATER, Between(*span))))) == expected, span


def test_one_index_holds_several_sources_and_tells_them_apart(index: Index) -> None:
    same = new_id()
    put(index, document(body="water", id_=same), document(body="water", id_=same, source="entry"))
    assert set(index.search(Ask(("story", "entry"), WATER), 10).found) == {("story", same), ("entry", same)}
    assert index.search(Ask(("entry",), WATER), 10).found == [("entry", same)]
    assert (index.count(), index.count("entry"), index.count("answer")) == (2, 1, 0)


def test_putting_again_replaces_and_forgetting_again_is_no_error(index: Index) -> None:
    told = document(body="water")
    put(index, told, told)
    put(index, document(body="tram", id_=told.id), document(body="bus", id_=told.id))
    assert (asked(index, WATER), asked(index, word("bus")), index.count()) == ([], [told.id], 1)
    for _ in range(2):
        with index.writing() as writer:
            writer.forget("story", told.id)
    assert (index.count(), index.facets(Ask(("story",)))) == (0, {})


def test_pages_in_every_order_follow_each_other_without_a_gap(index: Index) -> None:
    told = [document(body="water", at=n * 86_400, heard=n % 3) for n in range(11)]
    put(index, *told)
    newest = [one.id for one in reversed(told)]
    least = [one.id for one in sorted(told, key=lambda one: (one.heard, -one.at))]
    for order, expected in (
        (Order.NEWEST, newest),
        (Order.OLDEST, newest[::-1]),
        (Order.LEAST_HEARD, least),
        (Order.BEST, None),
    ):
        pages = [asked(index, WATER, most=4, offset=at, order=order) for at in (0, 4, 8, 12)]
        assert [len(page) for page in pages] == [4, 4, 3, 0]
        assert {id_ for page in pages for id_ in page} == set(newest)
        assert expected is None or [id_ for page in pages for id_ in page] == expected
    assert index.search(Ask(("story",), WATER), 0).total == 11


def test_facets_count_what_is_found_and_nothing_that_is_not(index: Index) -> None:
    def told(body: str, facets: str, terms: str = "for:anyone") -> object:
        return document(body=body, facets=frozenset(facets.split()), terms=f"{terms} {facets}")

    documents = [
        told("water", "theme:a lang:ka"),
        told("water", "theme:a theme:b lang:ka"),
        told("bus", "theme:a lang:ru"),
        told("water", "theme:secret", "for:city:x"),
    ]
    put(index, *documents)  # type: ignore[arg-type]
    ask = Ask(("story",), WATER, (ANYONE,))
    assert index.facets(ask) == {"theme:a": 2, "theme:b": 1, "lang:ka": 2}
    gone = frozenset({("story", documents[1].id)})  # type: ignore[attr-defined]
    assert index.facets(Ask(("story",), WATER, (ANYONE,), gone)) == {"theme:a": 1, "lang:ka": 1}
    assert index.search(Ask(("story",), WATER, (ANYONE,), gone), 10).total == 1
    assert index.facets(Ask(("story",), word("nothing"))) == {}


def test_totals_count_each_source_by_itself(index: Index) -> None:
    told = [document(body="water"), document(body="water"), document(body="bus")]
    learned = [replace(document(body=body), source="entry") for body in ("water", "bus")]
    unseen = replace(document(body="water", terms="for:city:x"), source="answer")
    put(index, *told, *learned, unseen)
    every = ("story", "entry", "answer")
    assert index.totals(Ask(every, WATER, (ANYONE,))) == {"story": 2, "entry": 1}
    assert index.totals(Ask(every, None, (ANYONE,))) == {"story": 3, "entry": 2}
    assert index.totals(Ask(("entry",), WATER, (ANYONE,))) == {"entry": 1}
    gone = frozenset({("story", told[0].id), ("entry", learned[0].id)})
    assert index.totals(Ask(every, WATER, (ANYONE,), gone)) == {"story": 1}
    assert index.totals(Ask(every, word("nothing"))) == {}


def test_what_waits_is_neither_found_nor_counted_however_much_it_is(index: Index) -> None:
    told = [document(body="water") for _ in range(30)]
    put(index, *told)
    waits = frozenset(("story", one.id) for one in told[5:]) | {("story", new_id()) for _ in range(200)}
    found = index.search(Ask(("story",), WATER, without=waits), 3)
    assert (found.total, len(found.found)) == (5, 3)
    assert set(ids(index.search(Ask(("story",), None, without=waits), 30))) == {one.id for one in told[:5]}


def test_how_frequent_a_word_is(index: Index) -> None:
    put(index, document(body="water bus"), document("tram", "water"), document(body="watery", lemma="water"))
    assert index.frequency(["water", "tram", "hill"]) == {"water": 2, "tram": 1, "hill": 0}


WORDS = {
    "en": "water", "hy": "ջուր", "ka": "წყალი", "ro": "apă", "uk": "м'ята", "az": "işıq", "ru": "вода",
}  # fmt: skip


def test_every_script_is_found_whole_begun_and_with_a_slip(index: Index) -> None:
    told = {language: document(f"x {text} y", grams=[text[:3]]) for language, text in WORDS.items()}
    put(index, *told.values())
    for language, text in WORDS.items():
        slip = f"{text[:-1]}q"
        clauses = (word(text), Beginning((text[:2],)), Near((slip,), 1), phrase(f"x {text}"), Grams((text[:3],), 1.0))
        for clause in clauses:
            assert asked(index, clause)[:1] == [told[language].id], (language, clause)


TOLD = {
    "en": ("The buckets stood in our yard.", "BUCKET"),
    "hy": ("Ջրերը գալիս են շաբաթը երկու անգամ։", "ջրեր"),
    "ka": ("ჩვენს ეზოში ვედროები დგას.", "ვედრო"),
    "ro": ("Găleţile stau în curte.", "găleți"),
    "uk": ("У дворі стояли відра з м’ятою.", "М'ЯТА"),
    "az": ("Vedrələr həyətdə İSTİ suyla dolu idi.", "vedrə"),
    "ru": ("Мы носили вёдра на четвёртый этаж.", "ведра"),
}


def test_what_people_told_is_found_in_each_language_by_another_form_of_a_word(index: Index) -> None:
    told = {language: document() for language in TOLD}
    put(
        index,
        *(
            replace(one, words={"body": words_in(TOLD[language][0], language)}, terms=ANYONE)
            for language, one in told.items()
        ),
    )
    for language, (_, typed) in TOLD.items():
        assert asked(index, Word(asked_forms(typed, language)))[:1] == [told[language].id], language


def test_words_that_no_engine_should_read_as_its_own_language(index: Index) -> None:
    odd = ['"', "+a", "-a", "a*", "title:a", "a:b", "\\", "a^2", "AND", "'", "(", "\u200d", "🙂", "x" * 60]
    told = [document(body=text, terms=f"for:anyone code:{text}") for text in odd]
    put(index, *told)
    for text, one in zip(odd, told, strict=True):
        for clause in (Word(Forms((text,))), Phrase(((text,),)), Held(frozenset({f"code:{text}"}))):
            assert asked(index, clause) == [one.id], (text, clause)
        assert one.id in asked(index, Beginning((text,)))
