"""The port behind which Flask-Security keeps authenticator secrets and recovery codes."""

from typing import Protocol

from storyhub.accounts.models import Person


class Factors(Protocol):
    """What services need of second factors. Changes the row it is given; the caller's transaction keeps it."""

    def begin_authenticator(self, person: Person) -> None:
        """Give the person a new secret that does not count until `confirm_authenticator`."""
        ...

    def confirm_authenticator(self, person: Person) -> None: ...

    def forget_all(self, person: Person) -> None:
        """Take away authenticator and recovery codes."""
        ...

    def takes_code(self, person: Person, code: str) -> bool:
        """Whether the authenticator shows this code now and it was not used before; marks it as used."""
        ...

    def new_recovery_codes(self, person: Person) -> list[str]:
        """Fresh codes in place of the old ones, in the clear: to be shown once."""
        ...

    def takes_recovery_code(self, person: Person, code: str) -> bool:
        """Whether this is one of the person's codes; it is gone afterwards."""
        ...
