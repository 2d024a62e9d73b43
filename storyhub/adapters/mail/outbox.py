"""Letters as files in a folder: for the demo, and until a mail server is set."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from uuid_utils.compat import uuid7

from storyhub.adapters.mail import Letter
from storyhub.adapters.mail.message import as_message


class Outbox:
    def __init__(self, folder: Path, sender: str) -> None:
        self.folder, self.sender = folder, sender

    def send(self, letter: Letter) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{uuid7()}.eml").write_bytes(bytes(as_message(letter, self.sender)))

    def letters(self) -> Iterator[EmailMessage]:
        """What lies in the folder, newest first."""
        for path in sorted(self.folder.glob("*.eml"), reverse=True):
            yield message_from_bytes(path.read_bytes(), policy=policy.default)


def open_mailer(_where: str, sender: str, outbox: Path) -> Outbox:
    return Outbox(outbox, sender)
