"""What can go wrong in the domain, said as a key and its values; the web turns it into a sentence."""

from typing import Any


class DomainError(Exception):
    """A refusal with a reason: `key` names the sentence, `values` fill it."""

    status = 400
    key = "refused"

    def __init__(self, key: str | None = None, **values: Any) -> None:
        self.key = key or type(self).key
        self.values = values
        super().__init__(self.key)


class NotFound(DomainError):
    """It is not there, or not for this viewer: both look the same from outside."""

    status = 404
    key = "not_found"


class Gone(DomainError):
    """It was here and its teller took it back."""

    status = 410
    key = "gone"


class NotAllowed(DomainError):
    status = 403
    key = "not_allowed"


class Conflict(DomainError):
    """Somebody, or the same person twice, was faster."""

    status = 409
    key = "conflict"


class Invalid(DomainError):
    """Fields that cannot be taken: `fields` maps a field's name to the key of its sentence."""

    status = 422
    key = "invalid"

    def __init__(self, fields: dict[str, str] | None = None, key: str | None = None, **values: Any) -> None:
        self.fields = fields or {}
        super().__init__(key, **values)


class TooMany(DomainError):
    status = 429
    key = "too_many"


class Unavailable(DomainError):
    """Not now: the database is busy or the disk is full. Nothing was half-kept."""

    status = 503
    key = "unavailable"
