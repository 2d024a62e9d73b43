"""A backup is good to the last byte, or a sentence says what is wrong with it."""

from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner

from storyhub.operations.cli import verify
from storyhub.operations.services import Refused
from storyhub.operations.services.backing_up import Backup
from storyhub.operations.services.verifying import verify_backup
from tests.operations.conftest import CANARY, Place, rows_of
from tests.support.stories import Told


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """A recipient, and the file with its private key."""
    return _new_key(tmp_path / "key.txt")


def _new_key(path: Path) -> tuple[str, Path]:
    identity = pyrage.x25519.Identity.generate()
    path.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public()), path


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_a_whole_one_is_good(canary: Told, make_backup: Callable[..., Backup]) -> None:
    made = make_backup()
    assert verify_backup(made.path, None).counts["story"] == 1
    assert CliRunner().invoke(verify, [str(made.path)]).exit_code == 0


@pytest.mark.parametrize("what", ["database", "photos/", "tombstones.log", "manifest.json", "manifest.sha256"])
def test_one_changed_bit_is_found_in_every_part(what: str, canary: Told, make_backup: Callable[..., Backup]) -> None:
    made = make_backup()
    header = made.path.read_bytes().rindex(f"{what}".encode())
    if what != "tombstones.log":
        flip(made.path, header - header % 512 + 512 + 40)
    flip(made.path, header)
    with pytest.raises(Refused, match="damaged"):
        verify_backup(made.path, None)


@pytest.mark.parametrize("part", ["database", "manifest.json", "manifest.sha256"])
def test_one_changed_bit_inside_a_file_is_found(part: str, canary: Told, make_backup: Callable[..., Backup]) -> None:
    made = make_backup()
    data = made.path.read_bytes()
    header = data.rindex(part.encode() + b"\0")
    flip(made.path, header + 512 + 20)
    result = CliRunner().invoke(verify, [str(made.path)])
    assert result.exit_code == 1
    assert "damaged or changed" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.99])
@pytest.mark.parametrize("sealed", [False, True])
def test_one_that_was_cut_off_is_refused(
    sealed: bool, share: float, canary: Told, make_backup: Callable[..., Backup], key: tuple[str, Path]
) -> None:
    made = make_backup(recipient=key[0] if sealed else "")
    data = made.path.read_bytes()
    made.path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Refused):
        verify_backup(made.path, key[1])


def test_an_encrypted_one_comes_back_with_its_key_alone(
    canary: Told, make_backup: Callable[..., Backup], key: tuple[str, Path], tmp_path: Path, elsewhere: Place
) -> None:
    made = make_backup(recipient=key[0])
    assert made.path.name.endswith(".tar.age")
    assert CANARY.encode() not in made.path.read_bytes()
    with pytest.raises(Refused, match="is encrypted"):
        verify_backup(made.path, None)
    with pytest.raises(Refused, match="This key does not open"):
        verify_backup(made.path, _new_key(tmp_path / "other.txt")[1])
    elsewhere.restore(made.path, identity=key[1])
    assert CANARY in str(rows_of(elsewhere.app)["story"])


@pytest.mark.parametrize("at", [10, 150, 5000, -20])
def test_one_changed_bit_of_an_encrypted_one_is_found(
    at: int, canary: Told, make_backup: Callable[..., Backup], key: tuple[str, Path]
) -> None:
    made = make_backup(recipient=key[0])
    flip(made.path, at)
    with pytest.raises(Refused):
        verify_backup(made.path, key[1])


def test_what_is_no_backup_or_no_key_is_said_in_a_sentence(
    make_backup: Callable[..., Backup], key: tuple[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("Dear neighbours")
    with pytest.raises(Refused, match="no backup of Storyhub"):
        verify_backup(tmp_path / "letter.txt", None)
    made = make_backup(recipient=key[0])
    with pytest.raises(Refused, match="holds no age identity"):
        verify_backup(made.path, tmp_path / "letter.txt")
