"""The contract of a store; every engine goes through it."""

import time
from pathlib import Path

import pytest

from storyhub.adapters.storage import Store, open_store
from storyhub.core.errors import Unavailable

NAME = "0190f3c2-7b1e-960.webp"


@pytest.fixture(params=["disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return open_store({"disk": str(tmp_path / "photos")}[request.param])


def test_what_was_put_is_there(store: Store) -> None:
    store.put(NAME, b"\x00\xff" * 1000)
    assert store.get(NAME) == b"\x00\xff" * 1000


def test_putting_again_replaces(store: Store) -> None:
    store.put(NAME, b"first")
    store.put(NAME, b"second")
    assert store.get(NAME) == b"second"
    assert [name for name, _ in store.names()] == [NAME]


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.get(NAME) is None


def test_what_was_deleted_is_gone_and_again_is_no_error(store: Store) -> None:
    store.put(NAME, b"x")
    store.delete(NAME)
    store.delete(NAME)
    assert store.get(NAME) is None
    assert list(store.names()) == []


def test_an_empty_file_is_a_file(store: Store) -> None:
    store.put(NAME, b"")
    assert store.get(NAME) == b""


def test_names_come_with_their_time(store: Store) -> None:
    for name in ("a-320.webp", "a-960.webp", "b-320.webp"):
        store.put(name, b"x")
    found = dict(store.names())
    assert set(found) == {"a-320.webp", "a-960.webp", "b-320.webp"}
    assert all(abs(written - time.time()) < 60 for written in found.values())


def test_two_stores_over_one_place_see_the_same(tmp_path: Path) -> None:
    open_store(str(tmp_path)).put(NAME, b"x")
    assert open_store(str(tmp_path)).get(NAME) == b"x"


def test_a_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    store = open_store(str(tmp_path / "photos"))
    for name in ("../secret", "/../secret", "a/../../secret"):
        try:
            found = store.get(name)
        except Exception as error:  # noqa: BLE001  (any refusal will do, the bytes will not)
            found = type(error)
        assert found != b"x"


def test_a_place_that_cannot_be_written_is_said_as_unavailable(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "photos"))
    (tmp_path / "photos").rmdir()
    (tmp_path / "photos").write_text("where the folder was")
    with pytest.raises(Unavailable):
        store.put(NAME, b"x")
