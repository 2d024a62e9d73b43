"""The child process from outside: limits, deaths, lies, and the two places it may take on a machine."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from storyhub.adapters.images import (
    CleanedPhoto,
    PhotoRefused,
    PhotoServiceBroken,
    PhotoServiceBusy,
    clean_photos,
    darkroom,
)
from storyhub.adapters.images.plain_webp import plain_webp_size
from storyhub.adapters.images.protocol import ProtocolError, receive, receive_answer, send_job
from storyhub.adapters.images.slots import slot
from tests.adapters.images_samples import exif, jpeg, saved, slow_jpeg, upright

ROOT = Path(__file__).parents[2]
Holder = tuple[subprocess.Popen[str], int]
HOLDER = """
import subprocess, sys
from pathlib import Path
from storyhub.adapters.images.slots import slot
with slot(5, Path(sys.argv[1])) as place:
    child = subprocess.Popen(["sleep", "30"], pass_fds=(place,)) if sys.argv[2] == "with-child" else None
    print(child.pid if child else 0, flush=True)
    sys.stdin.read()
"""


def children_developing() -> list[int]:
    # The child is a session leader of its own, so its parent is what shows that it is ours.
    return [pid for pid in running() if parent_of(pid) == os.getpid() and b"images.child" in command_of(pid)]


def running() -> list[int]:
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_for_work(seconds: float) -> int:
    """The child, once it has spent `seconds` of CPU: by then it sits over the slow photo."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for pid in children_developing():
            if cpu_seconds(pid) >= seconds:
                return pid
        time.sleep(0.02)
    raise AssertionError("no child came to work")


@contextmanager
def another_process_holding(folder: Path, with_child: str = "alone") -> Iterator[Holder]:
    command = [sys.executable, "-c", HOLDER, str(folder), with_child]
    holder = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with holder:
        grandchild = int(holder.stdout.readline())
        yield holder, grandchild
        holder.kill()


@pytest.mark.parametrize(
    ("sent", "reason"),
    [(signal.SIGKILL, "too_slow"), (signal.SIGXCPU, "too_slow"), (signal.SIGSEGV, "damaged")],
)
def test_a_child_killed_over_one_photo_leaves_the_others(sent, reason):
    with ThreadPoolExecutor(1) as pool:
        story = pool.submit(clean_photos, [jpeg(), slow_jpeg(), jpeg()])
        os.kill(wait_for_work(0.6), sent)
        first, second, third = story.result(timeout=30)
    assert isinstance(first, CleanedPhoto)
    assert second.reason == reason
    assert isinstance(third, CleanedPhoto)


def test_a_photo_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(darkroom, "WALL_SECONDS", 0.8)
    slow, good = clean_photos([slow_jpeg(), jpeg()])
    assert slow.reason == "too_slow"
    assert isinstance(good, CleanedPhoto)
    assert not children_developing()


def in_a_limited_child(script: str) -> subprocess.CompletedProcess[bytes]:
    setting = "import os, resource, sys; from storyhub.adapters.images import child; "
    return subprocess.run(
        [sys.executable, "-c", setting + script],
        cwd=ROOT,
        check=False,
        input=framed(saved_24_megapixels()),
        capture_output=True,
    )


def framed(photo: bytes) -> bytes:
    target = io.BytesIO()
    send_job(target, photo)
    return target.getvalue()


def saved_24_megapixels() -> bytes:
    return saved(Image.new("RGB", (6000, 4000)), "PNG", compress_level=1)


def test_more_cpu_than_allowed_ends_the_child():
    ended = in_a_limited_child("child.limit_cpu(0)\nwhile True: pass")
    assert ended.returncode == -signal.SIGXCPU


def test_more_memory_than_allowed_is_a_refusal_and_not_an_end():
    ended = in_a_limited_child(
        "resource.setrlimit(resource.RLIMIT_AS, (150_000_000,) * 2); child.serve(sys.stdin.buffer, sys.stdout.buffer)"
    )
    assert receive_answer(io.BytesIO(ended.stdout)) == ("too_slow",)


def test_the_child_can_write_no_file(tmp_path):
    target = f"os.open({str(tmp_path / 'x')!r}, os.O_CREAT | os.O_WRONLY)"
    ended = in_a_limited_child(f"child.limit_process(); os.write({target}, b'x')")
    assert ended.returncode == 1
    assert b"File too large" in ended.stderr


def test_the_child_sees_nothing_of_our_environment(monkeypatch):
    monkeypatch.setenv("STORYHUB_SECRET_KEY", "canary")
    with ThreadPoolExecutor(1) as pool:
        story = pool.submit(clean_photos, [slow_jpeg()])
        pid = wait_for_work(0.3)
        seen = Path(f"/proc/{pid}/environ").read_bytes()
        os.kill(pid, signal.SIGKILL)
        story.result(timeout=30)
    assert b"STORYHUB" not in seen


SAY_READY = "import os, sys, struct; say = lambda f: os.write(1, struct.pack('>I', len(f)) + f); say(b'ready'); "


@pytest.mark.parametrize(
    "lie",
    [
        "say(b'Ryour photo is fine')",
        "say(b'C' + bytes(15)); [say(b'<script>') for _ in range(3)]",
        "os.write(1, b'\\xff' * 99)",
        "say(b'')",
        "os.write(1, b'\\0')",
        "pass",
    ],
)
def test_a_child_that_lies_is_not_believed(monkeypatch, lie):
    monkeypatch.setattr(darkroom, "_BOOT", SAY_READY + lie)
    results = clean_photos([jpeg(), jpeg()])
    assert [result.reason for result in results] == ["damaged", "damaged"]


def test_a_child_that_cannot_start_is_our_fault_and_not_the_photos(monkeypatch):
    monkeypatch.setattr(darkroom, "_BOOT", "raise SystemExit(3)")
    with pytest.raises(PhotoServiceBroken, match="ended with 3"):
        clean_photos([jpeg()])


def test_a_frame_longer_than_expected_is_not_read():
    with pytest.raises(ProtocolError):
        receive(io.BytesIO(b"\xff\xff\xff\xff"), at_most=10)


def test_a_webp_with_anything_but_a_picture_is_not_plain():
    picture = upright(40, 30)
    plain = saved(picture, "WEBP")
    assert plain_webp_size(plain) == (40, 30)
    with_exif = saved(picture, "WEBP", exif=exif(6))
    lossless = saved(picture, "WEBP", lossless=True)
    for other in (with_exif, lossless, plain + b"EXIF\2\0\0\0hi", plain[:-2], b"", saved(picture, "PNG")):
        with pytest.raises(ValueError, match=r"plain|chunk|frame"):
            plain_webp_size(other)


def test_two_processes_take_both_places_and_the_third_waits(tmp_path):
    with another_process_holding(tmp_path) as (first, _), another_process_holding(tmp_path):
        with pytest.raises(PhotoServiceBusy):
            clean_photos([jpeg()], wait_seconds=0.2, slot_folder=tmp_path)
        first.kill()
        (photo,) = clean_photos([jpeg()], wait_seconds=5, slot_folder=tmp_path)
        assert isinstance(photo, CleanedPhoto)


def test_the_child_of_a_killed_worker_still_holds_its_place(tmp_path):
    with (
        another_process_holding(tmp_path, "with-child") as (worker, orphan),
        another_process_holding(tmp_path),
    ):
        worker.kill()
        worker.wait()
        with pytest.raises(PhotoServiceBusy), slot(0.2, tmp_path):
            pass
        os.kill(orphan, signal.SIGKILL)
        with slot(5, tmp_path):
            pass


def test_threads_of_one_process_share_the_two_places(tmp_path):
    with slot(0, tmp_path), slot(0, tmp_path), pytest.raises(PhotoServiceBusy), slot(0, tmp_path):
        pass


def test_files_refused_at_the_door_wait_for_nobody(tmp_path):
    with slot(0, tmp_path), slot(0, tmp_path):
        (result,) = clean_photos([b"GIF89a"], wait_seconds=0, slot_folder=tmp_path)
    assert isinstance(result, PhotoRefused)


def test_a_folder_that_cannot_be_used_is_said_plainly(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PhotoServiceBroken, match="file"), slot(0, tmp_path / "file"):
        pass
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(PhotoServiceBroken, match="not a folder of this user"), slot(0, tmp_path / "link"):
        pass
