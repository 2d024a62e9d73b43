"""The forms of staff pages: what they ask, and the sentences when an answer cannot be taken."""

from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import EmailField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Email, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from storyhub.accounts.reach import Grant
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Role
from storyhub.core.text import clean_line
from storyhub.web.forms import StaffForm

LANGUAGE_CHOICES = [SelectChoice(language.code, language.own_name) for language in LANGUAGES.values()]


def _one_line(value: str | None) -> str:
    return clean_line(value or "")


def _address() -> EmailField:
    return EmailField(
        _("Mail address"),
        filters=[_one_line],
        validators=[
            InputRequired(_("Write the mail address.")),
            Length(max=254, message=_("This is too long for a mail address.")),
            Email(
                _("This does not look like a mail address. It should be like name@example.org."),
                allow_smtputf8=False,
            ),
        ],
    )


def _name() -> StringField:
    return StringField(
        _("Name"),
        filters=[_one_line],
        validators=[
            InputRequired(_("Write a name.")),
            Length(max=120, message=_("Please keep the name under 120 characters.")),
        ],
    )


def _language() -> SelectField:
    # Not InputRequired: a required list needs an empty first choice to be valid HTML.
    known = AnyOf(list(LANGUAGES), message=_("Choose a language."))
    return SelectField(_("Language"), choices=LANGUAGE_CHOICES, validators=[known], validate_choice=False)


class SignInForm(StaffForm):
    email = _address()


class CodeForm(StaffForm):
    code = StringField(
        _("Code from your authenticator app"),
        filters=[_one_line],
        validators=[
            InputRequired(_("Write the code.")),
            Length(max=40, message=_("This is too long for a code.")),
        ],
    )


class DetailsForm(StaffForm):
    name = _name()
    language = _language()


class LabelForm(StaffForm):
    label = StringField(
        _("Name of this browser"),
        filters=[_one_line],
        validators=[Length(max=60, message=_("Please keep the name under 60 characters."))],
    )


class PasskeyForm(StaffForm):
    passkey_name = StringField(
        _("Name of the passkey"),
        description=_("For example “my phone” or “the blue key”."),
        filters=[_one_line],
        validators=[
            InputRequired(_("Give the passkey a name.")),
            Length(max=60, message=_("Please keep the name under 60 characters.")),
        ],
    )


class RolesForm(StaffForm):
    """Roles as ticks; each value names a place and a role. Whether the role may be given there, the policy decides."""

    grants = SelectMultipleField(
        _("Roles"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )

    def chosen(self) -> list[Grant]:
        """What was ticked; a value that names no place and role is passed over."""
        found = (grant_from(value) for value in self.grants.data or [])
        return [grant for grant in found if grant is not None]


class InviteForm(RolesForm):
    email = _address()
    name = _name()
    language = _language()


def value_of(grant: Grant) -> str:
    return f"{grant.place_id}:{grant.role.value}"


def grant_from(value: str) -> Grant | None:
    place, _colon, role = value.partition(":")
    try:
        return Grant(UUID(place), Role(role))
    except ValueError:
        return None
