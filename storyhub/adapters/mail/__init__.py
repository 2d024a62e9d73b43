"""Letters to people who asked for them and to staff."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Letter:
    """One mail to one person: plain text, in the language it is written in."""

    to: str
    subject: str
    body: str
    language: str


class Mailer(Protocol):
    def send(self, letter: Letter) -> None:
        """Hand the letter over; raise if it could not be, so that the job is tried again."""
        ...


def open_mailer(where: str, sender: str, outbox: Path) -> Mailer:
    """The mailer a setting names: an smtp(s):// address, or the outbox folder."""
    engine = "smtp" if where.startswith("smtp") else "outbox"
    return import_module(f"storyhub.adapters.mail.{engine}").open_mailer(where, sender, outbox)
