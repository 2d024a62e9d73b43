"""The server is killed while photographs arrive, again and again: what it acknowledged is there afterwards."""

import io
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from storyhub.core.sealing import Keys
from tests.adapters.images_samples import jpeg
from tests.support.faults import kill_group
from tests.support.serving import Server, serving
from tests.support.settings import SECRETS, environment_for

pytestmark = pytest.mark.slow

ROUNDS = 10
PHONES = 4
PHOTO = jpeg(160, 120)
FORM = "application/x-www-form-urlencoded"


@dataclass
class Crowd:
    """Phones that send one story with a photograph after another, and note which were acknowledged."""

    acknowledged: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    is_over: threading.Event = field(default_factory=threading.Event)

    def send_to(self, server: Server) -> None:
        while not self.is_over.is_set():
            key = f"killed-while-sending-{next(self.numbers):06}"
            try:
                status = self._send(server, key)
            except (OSError, HTTPException):
                continue
            if status == 303:
                self.acknowledged.append(key)

    def _send(self, server: Server, key: str) -> int:
        photo = FileStorage(io.BytesIO(PHOTO), "yard.jpg", "photos", "image/jpeg")
        kind, body = encode_multipart({"form_key": key, "body": words_of(key), "action": "send", "photos": photo})
        return post(server, "/en/rustavi/tell", body, f"multipart/form-data; boundary={kind}")[0]


def words_of(key: str) -> str:
    return f"The story of {key}, told while the lights went out."


def post(server: Server, path: str, body: bytes, kind: str) -> tuple[int, str]:
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    try:
        connection.request("POST", path, body, {"Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def crowd_and_data(tmp_path_factory: pytest.TempPathFactory) -> tuple[Crowd, Path]:
    """Ten times the server is started, and killed with all it started while it is at work."""
    data, crowd, dice = tmp_path_factory.mktemp("killed") / "data", Crowd(), random.Random(4711)
    storyhub(data, "migrate")
    for _round in range(ROUNDS):
        crowd.is_over.clear()
        with serving(data) as server:
            phones = [threading.Thread(target=crowd.send_to, args=(server,)) for _phone in range(PHONES)]
            for phone in phones:
                phone.start()
            time.sleep(dice.uniform(0.4, 1.6))
            kill_group(server.process.pid)
            crowd.is_over.set()
            for phone in phones:
                phone.join()
    return crowd, data


def storyhub(data: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "storyhub", *command],
        env=os.environ | environment_for(data),
        check=False,
        capture_output=True,
        text=True,
    )


def test_every_story_that_was_acknowledged_opens_with_its_receipt(crowd_and_data: tuple[Crowd, Path]) -> None:
    crowd, data = crowd_and_data
    assert len(crowd.acknowledged) > ROUNDS
    keys = Keys("", SECRETS["STORYHUB_RECEIPT_PEPPER"].encode(), b"")
    with serving(data) as server:
        for key in crowd.acknowledged:
            form = urlencode({"receipt": keys.receipt_for("rustavi", key)}).encode()
            status, page = post(server, "/en/my", form, FORM)
            assert status == 200, key
            assert words_of(key) in page


def test_every_photograph_has_its_files_and_the_check_is_content(crowd_and_data: tuple[Crowd, Path]) -> None:
    _crowd, data = crowd_and_data
    done = storyhub(data, "check", "--json")
    found = json.loads(done.stdout)
    assert found["missing_files"] == []
    assert found["ok"], found
    assert done.returncode == 0
