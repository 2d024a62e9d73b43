"""Questions that mean to cost time are answered in bounded time, or refused."""

import time

import pytest

from storyhub.adapters.index import (
    ENGINES,
    All,
    Any,
    Ask,
    Beginning,
    Clause,
    Index,
    Near,
    Not,
    Phrase,
    TooMuch,
    Unusable,
    open_index,
)
from tests.support.index import MAKE, document, put, word

SECONDS = 2.0
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(params=ENGINES, scope="module")
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """4,000 different words that begin alike, in 400 documents."""
    made = open_index(request.param, tmp_path_factory.mktemp("hostile"), MAKE)
    words = [f"a{one}{two}{three}" for one in LETTERS for two in LETTERS for three in LETTERS[:6]][:4000]
    with made.rebuilding() as writer:
        for at in range(0, len(words), 10):
            writer.put(document(body=" ".join(words[at : at + 10])))
    return made


def nested(depth: int) -> Clause:
    clause: Clause = word("water")
    for _ in range(depth):
        clause = Not(All((clause, word("bus"))))
    return clause


@pytest.mark.parametrize(
    "clause",
    [
        pytest.param(Beginning(("a",)), id="one letter"),
        pytest.param(Beginning(tuple(f"a{one}" for one in LETTERS)), id="every letter"),
        pytest.param(Any(tuple(Near((f"a{one}bc",), 2) for one in LETTERS)), id="many slips"),
        pytest.param(Near(("aaaa", "a", ""), 9), id="more slips than there are"),
        pytest.param(Any(tuple(word(f"a{one}{two}a") for one in LETTERS for two in LETTERS)), id="many words"),
        pytest.param(Phrase((("aaa",) * 400,)), id="a long phrase"),
        pytest.param(word("x" * 100_000), id="a long word"),
        pytest.param(Beginning(("",)), id="nothing"),
        pytest.param(nested(15), id="deep"),
    ],
)
def test_it_is_answered_in_bounded_time(index: Index, clause: Clause) -> None:
    began = time.process_time()
    index.search(Ask(("story",), clause), 20)
    index.facets(Ask(("story",), clause))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "clause",
    [
        Any(tuple(word(str(n)) for n in range(10_000))),
        Phrase((("a",) * 10_000,)),
        nested(500),
        Beginning(("a",) * 2000),
    ],
    ids=["words", "phrase", "depth", "beginnings"],
)
def test_it_is_refused_and_the_index_is_not_blamed(index: Index, clause: Clause) -> None:
    for use in (lambda: index.search(Ask(("story",), clause), 20), lambda: index.facets(Ask(("story",), clause))):
        with pytest.raises(TooMuch):
            use()
    assert not issubclass(TooMuch, Unusable)
    put(index, document(body="water"))
    assert index.search(Ask(("story",), word("water")), 1).total >= 1
