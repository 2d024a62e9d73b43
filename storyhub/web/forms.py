"""Forms of the staff, which carry a session token. Tellers' forms are none of these: their origin and form key stand for it."""

from flask_wtf import FlaskForm
from wtforms import Form


class StaffForm(FlaskForm):
    """A form behind the sign-in, protected by Flask-WTF's token."""


def error_list(form: Form) -> list[dict[str, str]]:
    """What the error summary shows: each sentence, and the field it leads to."""
    return [
        {"text": str(errors[0]), "href": f"#{form[name].id}"} for name, errors in form.errors.items() if name and errors
    ]
