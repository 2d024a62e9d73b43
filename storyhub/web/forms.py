"""Forms: staff forms carry a session token, tellers' forms carry none (their origin and form key stand for it)."""

from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.i18n import DummyTranslations


class TellerForm(Form):
    """A form without session or cookie. Every message is ours, so that seven languages are complete."""

    class Meta:
        def get_translations(self, _form: Form) -> DummyTranslations:
            return DummyTranslations()


class StaffForm(FlaskForm):
    """A form behind the sign-in, protected by Flask-WTF's token."""


def error_list(form: Form) -> list[dict[str, str]]:
    """What the error summary shows: each sentence, and the field it leads to."""
    return [
        {"text": str(errors[0]), "href": f"#{form[name].id}"} for name, errors in form.errors.items() if name and errors
    ]
