"""The contract of a mailer; the outbox, and a mail server that listens for real."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from storyhub.adapters.mail import Letter, Mailer, open_mailer
from storyhub.adapters.mail.outbox import Outbox

SENDER = "storyhub@stories.example.org"
LETTER = Letter("nino@example.org", "თქვენი შესვლის ბმული", "გამარჯობა!\n\nhttps://example.org/x\n", "ka")


class Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to receive a letter."""

    def handle(self) -> None:
        self.say("220 here")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"EHLO":
                self.say("250-here\r\n250 8BITMIME")
            elif word == b"DATA":
                self.say("354 go on")
                self.server.letters.append(self.letter())  # type: ignore[attr-defined]
                self.say("250 kept")
            elif word == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 well")
        return None

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def letter(self) -> bytes:
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


@pytest.fixture
def mail_server() -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(params=["outbox", "smtp"])
def sent(
    request: pytest.FixtureRequest, tmp_path: Path, mail_server: socketserver.TCPServer
) -> tuple[Mailer, Callable[[], list[EmailMessage]]]:
    """A mailer, and what has arrived."""
    if request.param == "outbox":
        mailer = open_mailer("outbox", SENDER, tmp_path)
        return mailer, lambda: _read(path.read_bytes() for path in sorted(tmp_path.glob("*.eml")))
    where = f"smtp://127.0.0.1:{mail_server.server_address[1]}"
    return open_mailer(where, SENDER, tmp_path), lambda: _read(mail_server.letters)  # type: ignore[attr-defined]


def _read(letters: object) -> list[EmailMessage]:
    return [message_from_bytes(data, policy=policy.default) for data in letters]  # type: ignore[attr-defined, misc]


Sent = tuple[Mailer, Callable[[], list[EmailMessage]]]


def test_a_letter_arrives_as_it_was_written(sent: Sent) -> None:
    mailer, arrived = sent
    mailer.send(LETTER)
    (message,) = arrived()
    assert (message["To"], message["From"], message["Subject"]) == (LETTER.to, SENDER, LETTER.subject)
    assert message["Content-Language"] == "ka"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().replace("\r\n", "\n") == LETTER.body


def test_a_subject_cannot_bring_headers_of_its_own(sent: Sent) -> None:
    mailer, arrived = sent
    mailer.send(replace(LETTER, subject="Hello\r\nBcc: evil@example.org"))
    (message,) = arrived()
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: evil@example.org"


@pytest.mark.parametrize(
    "address", ["a@example.org\r\nBcc: evil@example.org", "a@example.org, b@example.org", "nobody"]
)
def test_an_address_is_one_address(sent: Sent, address: str) -> None:
    mailer, arrived = sent
    with pytest.raises(Exception):  # noqa: B017, PT011  (the standard library has several ways to refuse)
        mailer.send(replace(LETTER, to=address))
    assert arrived() == []


def test_a_letter_that_could_not_be_sent_is_an_error_so_that_it_is_tried_again(tmp_path: Path) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Conversation) as closed:
        port = closed.server_address[1]
    with pytest.raises(OSError, match="refused"):
        open_mailer(f"smtp://127.0.0.1:{port}", SENDER, tmp_path).send(LETTER)


def test_the_outbox_shows_the_newest_first(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path, SENDER)
    for number in range(3):
        outbox.send(replace(LETTER, subject=f"Letter {number}"))
    assert [str(letter["Subject"]) for letter in outbox.letters()] == ["Letter 2", "Letter 1", "Letter 0"]
