"""The contract of an index, what happens to its files: writers, readers, rebuilds, crashes, damage."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from storyhub.adapters.index import ENGINES, Ask, Index, Unusable, open_index
from storyhub.adapters.index.sums import Sums, Watched
from storyhub.core import clock
from storyhub.core.columns import new_id
from tests.support.index import MAKE, asked, document, put, word

WATER = word("water")
spawning = multiprocessing.get_context("forkserver")
spawning.set_forkserver_preload([__name__])  # each child is then a fork of a process that has imported all this


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def index(engine: str, tmp_path: Path) -> Index:
    """An empty one."""
    made = open_index(engine, tmp_path / "index", MAKE)
    with made.rebuilding():
        pass
    return made


def test_a_writer_that_fails_changes_nothing(index: Index, tmp_path: Path) -> None:
    told = document(body="water")
    put(index, told)
    with pytest.raises(KeyError), index.writing() as writer:
        writer.forget("story", told.id)
        raise KeyError("a fault of the caller")
    with pytest.raises(KeyError), index.rebuilding() as again:
        again.put(document(body="bus"))
        raise KeyError("a fault of the caller")
    assert asked(index) == [told.id]
    assert len(list((tmp_path / "index").glob("g-*"))) == 1
    put(index, document(body="bus"))
    assert index.count() == 2


def test_a_rebuild_replaces_everything_and_readers_keep_the_old_until_then(engine: str, tmp_path: Path) -> None:
    one, other = (open_index(engine, tmp_path, MAKE) for _ in range(2))
    with one.rebuilding() as writer:
        writer.put(document(body="old"))
    assert other.count() == 1
    with one.rebuilding() as writer:
        writer.put(document(body="new"))
        writer.put(document(body="new"))
        assert len(asked(other, word("old"))) == 1
    assert (asked(other, word("old")), len(asked(other, word("new")))) == ([], 2)


def test_another_reader_sees_what_was_written_at_once(engine: str, tmp_path: Path, index: Index) -> None:
    reader = open_index(engine, tmp_path / "index", MAKE)
    for number in range(1, 4):
        put(index, document(body="water"))
        assert reader.count() == number


def test_there_is_none_before_it_is_made(engine: str, tmp_path: Path) -> None:
    made = open_index(engine, tmp_path / "index", MAKE)
    for use in (made.count, lambda: made.search(Ask(("story",)), 1), lambda: made.writing().__enter__()):
        with pytest.raises(Unusable):
            use()


def test_an_index_of_another_make_or_engine_is_not_used(engine: str, tmp_path: Path, index: Index) -> None:
    other = next(one for one in ENGINES if one != engine)
    for newer in (open_index(engine, tmp_path / "index", "words 2"), open_index(other, tmp_path / "index", MAKE)):
        with pytest.raises(Unusable):
            newer.count()
    with newer.rebuilding() as writer:
        writer.put(document(body="water"))
    assert newer.count() == 1
    with pytest.raises(Unusable):
        index.count()


def test_distrust_lasts_until_the_rebuild(engine: str, tmp_path: Path, index: Index) -> None:
    assert not index.is_distrusted()
    open_index(engine, tmp_path / "index", MAKE).distrust()
    assert index.is_distrusted()
    with index.rebuilding():
        pass
    assert not index.is_distrusted()


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
    """Each file in turn: a reader either says that the index cannot be used, or still answers rightly."""
    made = open_index(engine, tmp_path, MAKE)
    with made.rebuilding() as writer:
        told = [document(f"story {n}", "water " * 20) for n in range(100)]
        for one in told:
            writer.put(one)
    files = [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.lower().endswith("lock")]
    readers = [open_index(engine, tmp_path, MAKE) for _ in files]
    if is_open:
        assert all(len(asked(reader, WATER, most=300)) == 100 for reader in readers)
        time.sleep(0.3)  # tantivy looks at its files once more, from a thread of its own, when it has opened them
    refused = set[str]()
    for path, reader in zip(files, readers, strict=True):
        whole, date = path.read_bytes(), path.stat().st_mtime_ns
        DAMAGE[damage](path)
        found = _answer(reader)
        assert found is None or set(found) == {one.id for one in told}
        refused |= {path.suffix} if found is None else set()
        path.write_bytes(whole)
        os.utime(path, ns=(date, date))
    assert len(files) > 2
    assert refused >= ({".json"} if is_open else {path.suffix for path in files if path.stat().st_size})
    with made.rebuilding() as writer:
        writer.put(told[0])
    assert asked(made, WATER) == [told[0].id]


def _answer(reader: Index) -> list[UUID] | None:
    """What it finds, or None when it says that it is damaged."""
    try:
        return asked(reader, WATER, most=300)
    except Unusable as unusable:
        return None if unusable.is_damage else []


def test_what_is_written_to_a_file_within_the_tick_of_its_making_is_noticed(tmp_path: Path) -> None:
    path, sums = tmp_path / "segment", Sums()
    tick = time.time_ns()
    path.write_bytes(b"water")
    os.utime(path, ns=(tick, tick))
    before = sums.settle(path)
    watched = Watched([path])
    assert sums.settle(path) == before
    watched.check()
    path.write_bytes(b"wafer")
    os.utime(path, ns=(tick, tick))
    with pytest.raises(Unusable):
        watched.check()
    assert not sums.agree(tmp_path, {"segment": before})


def _write_many(engine: str, folder: Path, number: int) -> None:
    index = open_index(engine, folder, MAKE)
    for _ in range(number):
        put(index, document(body="water"))


def test_writers_in_several_processes_wait_for_each_other(engine: str, tmp_path: Path, index: Index) -> None:
    writers = [spawning.Process(target=_write_many, args=(engine, tmp_path / "index", 4)) for _ in range(2)]
    for one in writers:
        one.start()
    for one in writers:
        one.join(60)
    assert [one.exitcode for one in writers] == [0, 0]
    assert index.count() == 8


def test_readers_go_on_while_somebody_writes(index: Index) -> None:
    put(index, document(body="water"))
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                found = index.search(Ask(("story",), WATER), 1000)
                if found.total < 1 or len(found.found) != found.total:
                    wrong.append(found)
            except Unusable as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for one in readers:
        one.start()
    for _ in range(12):
        put(index, document(body="water"))
    done.set()
    for one in readers:
        one.join()
    assert wrong == []
    assert index.count() == 13


def _write_until_killed(engine: str, folder: Path, said: Path) -> None:
    """Two documents belong together in each change; what is whole is written down by its number."""
    index = open_index(engine, folder, MAKE)
    for number in range(10_000):
        put(index, *(document(body=f"water n{number}") for _ in range(2)))
        with said.open("a") as file:
            file.write(f"{number}\n")


def test_a_writer_that_is_killed_leaves_nothing_half(engine: str, tmp_path: Path, index: Index) -> None:
    said = tmp_path / "said"
    for round_ in range(2):
        said.write_text("")
        writer = spawning.Process(target=_write_until_killed, args=(engine, tmp_path / "index", said))
        writer.start()
        while said.read_text().count("\n") < 2:
            assert writer.is_alive()
            time.sleep(0.01)
        time.sleep(0.03 * round_)
        assert writer.pid
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        whole = said.read_text().count("\n")
        for number in range(whole):
            assert len(asked(index, word(f"n{number}"))) == 2
        assert len(asked(index, WATER, most=9999)) in (2 * whole, 2 * whole + 2)
        put(index, document(body="bus"))
        assert len(list((tmp_path / "index").glob("g-*"))) == 1
        with index.rebuilding():
            pass


def _rebuild_until_killed(engine: str, folder: Path, told: list[UUID]) -> None:
    index = open_index(engine, folder, MAKE)
    with index.rebuilding() as writer:
        for id_ in told[:2]:
            writer.put(document(body="old", id_=id_))
        writer.keep("two")
        writer.put(document(body="lost", id_=told[2]))
        os.kill(os.getpid(), signal.SIGKILL)


def _kill_a_rebuild(engine: str, folder: Path) -> list[UUID]:
    told = [new_id() for _ in range(3)]
    killed = spawning.Process(target=_rebuild_until_killed, args=(engine, folder, told))
    killed.start()
    killed.join(60)
    assert killed.exitcode == -signal.SIGKILL
    return told


def test_a_rebuild_that_was_killed_goes_on_from_its_last_stage(engine: str, tmp_path: Path, index: Index) -> None:
    told = _kill_a_rebuild(engine, tmp_path / "index")
    assert index.count() == 0
    put(index, document(body="new", id_=told[1]))
    with index.rebuilding() as writer:
        assert (writer.resumed, writer.changed) == ("two", {("story", told[1])})
        writer.put(document(body="new", id_=told[1]))
        writer.put(document(body="new", id_=told[2]))
    assert set(asked(index, word("old"))) == {told[0]}
    assert set(asked(index, word("new"))) == set(told[1:])
    assert asked(index, word("lost")) == []
    with index.rebuilding() as writer:
        assert (writer.resumed, writer.changed) == ("", frozenset())
    assert len(list((tmp_path / "index").glob("g-*"))) == 1


def test_a_rebuild_begins_again_where_the_stage_is_old_damaged_or_of_another_make(engine: str, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    _kill_a_rebuild(engine, folder)
    with open_index(engine, folder, "words 2").rebuilding() as other:
        assert other.resumed == ""
    _kill_a_rebuild(engine, folder)
    with clock.at(clock.now().replace(year=clock.now().year + 1)):
        index = open_index(engine, folder, MAKE)
        with pytest.raises(KeyError), index.rebuilding() as old:
            assert old.resumed == ""
            raise KeyError
    for path in (path for path in folder.glob("g-*/[!.]*") if path.is_file()):
        path.write_bytes(path.read_bytes()[:-1])
    with open_index(engine, folder, MAKE).rebuilding() as damaged:
        assert damaged.resumed == ""
