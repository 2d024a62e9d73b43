"""The contract of an index; every engine goes through it."""

import multiprocessing
import os
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from storyhub.adapters.index import Ask, Beginning, Document, Hits, Index, Phrase, Unusable, Word, open_index
from storyhub.core.columns import new_id

ENGINES = ["tantivy"]
ANYONE = frozenset({"for:anyone"})


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def index(engine: str, tmp_path: Path) -> Index:
    """An empty one."""
    made = open_index(engine, tmp_path / "index", "words 1")
    with made.rebuilding():
        pass
    return made


def document(
    title: str = "", body: str = "", *, id_: UUID | None = None, source: str = "story", **more: str
) -> Document:
    words = {"title": title.split(), "body": body.split(), "place": more.get("place", "").split()}
    return Document(source, id_ or new_id(), words, frozenset(more.get("terms", "for:anyone").split()))


def put(index: Index, *documents: Document) -> None:
    with index.writing() as writer:
        for one in documents:
            writer.put(one)


def ids(hits: Hits) -> list[UUID]:
    return [id_ for _, id_ in hits.found]


def asked(index: Index, *all_of: Word | Beginning | Phrase, most: int = 100) -> list[UUID]:
    return ids(index.search(Ask(("story",), all_of), most))


def test_a_word_is_found_in_every_field(index: Index) -> None:
    told = [document(title="water"), document(body="the water came"), document(place="water street")]
    put(index, *told, document(title="bus"))
    assert set(asked(index, Word(("water",)))) == {one.id for one in told}


def test_every_word_has_to_be_there(index: Index) -> None:
    both = document(title="water", body="bus")
    put(index, both, document(title="water"))
    assert asked(index, Word(("water",)), Word(("bus",))) == [both.id]


def test_a_word_has_several_forms(index: Index) -> None:
    put(index, document(body="istanbul"), document(body="ıstanbul"), document(body="stambul"))
    assert len(asked(index, Word(("istanbul", "ıstanbul")))) == 2


def test_a_beginning_finds_longer_words_and_the_whole_word_first(index: Index) -> None:
    longer, whole = document(body="waterfall"), document(body="water")
    put(index, longer, whole, document(body="wa"))
    assert asked(index, Beginning(("water",))) == [whole.id, longer.id]


def test_a_phrase_is_words_one_after_the_other_in_one_field(index: Index) -> None:
    told = document(body="no water today")
    put(index, told, document(body="today no water"), document(title="water", body="today"))
    assert asked(index, Phrase((("water", "today"),))) == [told.id]


def test_what_must_not_stand_there_leaves_a_thing_out(index: Index) -> None:
    dry = document(body="water pipes")
    put(index, dry, document(body="water bus"))
    assert ids(index.search(Ask(("story",), (Word(("water",)),), (Word(("bus",)),)), 10)) == [dry.id]
    assert ids(index.search(Ask(("story",), (), (Word(("bus",)),)), 10)) == [dry.id]


def test_a_title_counts_more_than_a_body(index: Index) -> None:
    in_body, in_title = document(title="bus", body="water"), document(title="water", body="bus")
    put(index, in_body, in_title)
    assert asked(index, Word(("water",))) == [in_title.id, in_body.id]


def test_of_each_set_of_terms_one_has_to_be_there(index: Index) -> None:
    mine = document(body="water", terms="city:a for:anyone")
    put(
        index,
        mine,
        document(body="water", terms="city:b for:anyone"),
        document(body="water", terms="city:a for:city:a"),
    )
    scope = (frozenset({"city:a", "city:c"}), ANYONE)
    assert ids(index.search(Ask(("story",), (Word(("water",)),), scope=scope), 10)) == [mine.id]


def test_one_index_holds_several_sources_and_tells_them_apart(index: Index) -> None:
    same = new_id()
    put(index, document(body="water", id_=same), document(body="water", id_=same, source="entry"))
    found = index.search(Ask(("story", "entry"), (Word(("water",)),)), 10)
    assert set(found.found) == {("story", same), ("entry", same)}
    assert index.search(Ask(("entry",), (Word(("water",)),)), 10).found == [("entry", same)]


def test_putting_again_replaces_and_forgetting_again_is_no_error(index: Index) -> None:
    told = document(body="water")
    put(index, told)
    put(index, document(body="bus", id_=told.id))
    assert (asked(index, Word(("water",))), index.count()) == ([], 1)
    for _ in range(2):
        with index.writing() as writer:
            writer.forget("story", told.id)
    assert index.count() == 0


def test_the_total_is_right_when_fewer_are_asked_for(index: Index) -> None:
    put(index, *(document(body="water") for _ in range(30)))
    found = index.search(Ask(("story",), (Word(("water",)),)), 7)
    assert (len(found.found), found.total) == (7, 30)


def test_a_writer_that_fails_changes_nothing(index: Index) -> None:
    told = document(body="water")
    put(index, told)
    with pytest.raises(KeyError), index.writing() as writer:
        writer.forget("story", told.id)
        raise KeyError("a fault of the caller")
    assert index.count() == 1
    with pytest.raises(KeyError), index.rebuilding():
        raise KeyError("a fault of the caller")
    assert index.count() == 1
    put(index, document(body="bus"))
    assert index.count() == 2


def test_a_rebuild_replaces_everything_and_readers_keep_the_old_until_then(engine: str, tmp_path: Path) -> None:
    one, other = (open_index(engine, tmp_path, "words 1") for _ in range(2))
    with one.rebuilding() as writer:
        writer.put(document(body="old"))
    assert other.count() == 1
    with one.rebuilding() as writer:
        writer.put(document(body="new"))
        writer.put(document(body="new"))
        assert len(asked(other, Word(("old",)))) == 1
    assert (asked(other, Word(("old",))), len(asked(other, Word(("new",))))) == ([], 2)


def test_another_reader_sees_what_was_written_at_once(engine: str, tmp_path: Path, index: Index) -> None:
    reader = open_index(engine, tmp_path / "index", "words 1")
    for number in range(1, 4):
        put(index, document(body="water"))
        assert reader.count() == number


def test_there_is_none_before_it_is_made(engine: str, tmp_path: Path) -> None:
    made = open_index(engine, tmp_path / "index", "words 1")
    for use in (made.count, lambda: made.search(Ask(("story",)), 1), lambda: made.writing().__enter__()):
        with pytest.raises(Unusable):
            use()


def test_an_index_of_another_make_is_not_used(engine: str, tmp_path: Path, index: Index) -> None:
    newer = open_index(engine, tmp_path / "index", "words 2")
    with pytest.raises(Unusable):
        newer.count()
    with newer.rebuilding() as writer:
        writer.put(document(body="water"))
    assert newer.count() == 1
    with pytest.raises(Unusable):
        index.count()


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock"))


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "deleted": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: os.truncate(path, path.stat().st_size // 2),
    "flipped": _flip,
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("is_open", [True, False])
def test_whatever_happens_to_a_file_no_wrong_answer_is_given(
    engine: str, tmp_path: Path, damage: str, is_open: bool
) -> None:
    """Each file in turn: the reader either says that the index cannot be used, or still answers rightly."""
    told = [document(title=f"story {n}", body="water " * 20) for n in range(200)]
    refused = set[str]()
    for number in range(40):
        folder = tmp_path / str(number)
        reader = open_index(engine, folder, "words 1")
        with reader.rebuilding() as writer:
            for one in told:
                writer.put(one)
        if is_open:
            assert len(asked(reader, Word(("water",)), most=300)) == 200
        present = files(folder)
        if number >= len(present):
            break
        DAMAGE[damage](present[number])
        found = _answer(reader)
        assert found is None or set(found) == {one.id for one in told}
        if found is None:
            refused.add(present[number].suffix)
        with reader.rebuilding() as writer:
            for one in told:
                writer.put(one)
        assert len(asked(reader, Word(("water",)), most=300)) == 200
    else:
        pytest.fail("more files than were looked at")
    assert refused >= {".json"}


def _answer(reader: Index) -> list[UUID] | None:
    """What it finds, or None when it says that it is damaged."""
    try:
        return asked(reader, Word(("water",)), most=300)
    except Unusable as unusable:
        return None if unusable.is_damage else []


def test_distrust_lasts_until_the_rebuild(engine: str, tmp_path: Path, index: Index) -> None:
    assert not index.is_distrusted()
    open_index(engine, tmp_path / "index", "words 1").distrust()
    assert index.is_distrusted()
    with index.rebuilding():
        pass
    assert not index.is_distrusted()


def _write_many(engine: str, folder: Path, number: int) -> None:
    index = open_index(engine, folder, "words 1")
    for _ in range(number):
        put(index, document(body="water"))


def test_writers_in_several_processes_wait_for_each_other(engine: str, tmp_path: Path, index: Index) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(engine, tmp_path / "index", 6)) for _ in range(3)]
    for one in writers:
        one.start()
    for one in writers:
        one.join(60)
    assert [one.exitcode for one in writers] == [0, 0, 0]
    assert index.count() == 18


def test_readers_go_on_while_somebody_writes(index: Index) -> None:
    put(index, document(body="water"))
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                found = index.search(Ask(("story",), (Word(("water",)),)), 1000)
                if found.total < 1 or len(found.found) != found.total:
                    wrong.append(found)
            except Unusable as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for one in readers:
        one.start()
    for _ in range(25):
        put(index, document(body="water"))
    done.set()
    for one in readers:
        one.join()
    assert wrong == []
    assert index.count() == 26
