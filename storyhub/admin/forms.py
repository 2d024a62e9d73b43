"""The forms of the settings pages: one for each area, its fields named like the keys of the area's document."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, Field, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from storyhub.admin.fields import TranslatedField, one_line
from storyhub.cities.models import PAGE_AREAS, Area
from storyhub.cities.services.judging import AGES, YEARS
from storyhub.core.languages import LANGUAGES
from storyhub.web.forms import StaffForm

NUMBER = re.compile(r"[+*#()\d][\d\s()*#+-]{1,30}")
Document = dict[str, Any]


class SettingsForm(StaffForm):
    """A form over one document, or over one member of a list."""

    def row(self) -> Document:
        """What was typed, by the document's keys."""
        return {name: _plain(field.data) for name, field in self._fields.items() if name not in ("csrf_token", "place")}


class WelcomeForm(SettingsForm):
    name = TranslatedField(_("Name of the town"), most=60)
    title = TranslatedField(_("Welcome, in one line"), most=120)
    text = TranslatedField(_("Welcome text"), rows=4, most=800)


class ResponsibleForm(SettingsForm):
    responsible = StringField(
        _("Responsible body"),
        description=_("The office that answers for what is kept here."),
        filters=[one_line],
        validators=[
            DataRequired(_("Write who is responsible.")),
            Length(max=200, message=_("Please keep it under 200 characters.")),
        ],
    )
    address = StringField(
        _("Address"),
        filters=[one_line],
        validators=[Length(max=200, message=_("Please keep it under 200 characters."))],
    )
    email = EmailField(
        _("Mail address"),
        filters=[one_line],
        validators=[
            MayBeEmpty(),
            Length(max=254, message=_("This is too long for a mail address.")),
            Email(
                _("This does not look like a mail address. It should be like name@example.org."), allow_smtputf8=False
            ),
        ],
    )
    phone = StringField(
        _("Telephone"), filters=[one_line], validators=[Length(max=60, message=_("This is too long for a number."))]
    )
    supervisor = StringField(
        _("Data protection authority"),
        description=_("Where people can complain."),
        filters=[one_line],
        validators=[Length(max=200, message=_("Please keep it under 200 characters."))],
    )


class ModerationForm(SettingsForm):
    moderation = RadioField(
        _("When does a moderator read a story?"),
        choices=[
            SelectChoice("before", _("Before readers see it")),
            SelectChoice("after", _("After it is published, as soon as possible")),
        ],
        validators=[InputRequired(_("Choose when stories are read."))],
        validate_choice=False,
    )
    new_versions_at_once = BooleanField(
        _("Show a teller’s new words at once"),
        description=_("Otherwise readers keep the earlier words until a moderator has read the new ones."),
    )
    min_age_alone = IntegerField(
        _("Youngest age to tell alone"),
        description=_("A story by somebody younger is read by two moderators, and no name is shown."),
    )

    def validate_min_age_alone(self, field: Field) -> None:
        if field.data not in AGES:
            field.process_errors = []
            raise ValidationError(gettext("Choose an age from 13 to 18."))


class PageForm(SettingsForm):
    title = TranslatedField(_("Title"), most=120)
    body = TranslatedField(
        _("Text"),
        rows=16,
        most=20_000,
        description=_(
            "Begin a heading with ## and a list item with a hyphen. {town}, {responsible}, {address}, {email}, {phone}, "
            "{supervisor}, {age} and {updated} are filled in."
        ),
    )


class ItemForm(SettingsForm):
    """One member of a list: where it stands, and whether it is still offered."""

    place = SelectField(_("Place in the list"), coerce=int, validate_choice=False)
    retired = BooleanField(_("Offer it no more"), description=_("Stories that have it keep it. You can bring it back."))

    def offer_places(self, count: int) -> None:
        self.place.choices = [SelectChoice(n, str(n)) for n in range(1, count + 1)]


class DistrictForm(ItemForm):
    name = TranslatedField(_("Name"), most=80)


class ReasonForm(ItemForm):
    label = TranslatedField(_("Reason, as the teller reads it"), most=160)


class PromptForm(ItemForm):
    question = TranslatedField(_("Question"), rows=2, most=300)
    hint = TranslatedField(_("Hint"), rows=2, most=300, required=False)
    kind = RadioField(
        _("What kind of story answers it?"),
        choices=[
            SelectChoice("lived", _("Lived: it happened")),
            SelectChoice("imagined", _("Imagined: a day in a future year")),
        ],
        default="lived",
        validate_choice=False,
    )
    year = IntegerField(_("The year it imagines"), validators=[MayBeEmpty()])

    def validate_year(self, field: Field) -> None:
        if self.kind.data == "lived":
            field.data = None
        elif field.data not in YEARS:
            raise ValidationError(gettext("Write a year from 2025 to 2150."))

    def validate_kind(self, field: Field) -> None:
        if field.data not in ("lived", "imagined"):
            raise ValidationError(gettext("Choose a kind."))


class HelpLineForm(ItemForm):
    retired = BooleanField(_("Remove this help line"), description=_("It leaves the page. Its history stays."))
    name = TranslatedField(_("Name"), most=160)
    number = StringField(
        _("Number"),
        filters=[one_line],
        validators=[DataRequired(_("Write the number."))],
    )
    kind = SelectField(
        _("For what"),
        choices=[
            SelectChoice("emergency", _("Emergencies")),
            SelectChoice("violence", _("Violence")),
            SelectChoice("children", _("Children")),
            SelectChoice("self-harm", _("Self-harm")),
            SelectChoice("other", _("Something else")),
        ],
        validate_choice=False,
    )
    checked = BooleanField(
        _("We called it, and it answered"),
        description=_(
            "The day and your name are kept. A changed number counts as not checked until you tick this for it."
        ),
    )

    def validate_number(self, field: Field) -> None:
        if not NUMBER.fullmatch(field.data or ""):
            raise ValidationError(gettext("Write a telephone number: digits, spaces and + alone."))

    def validate_kind(self, field: Field) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(gettext("Choose what it is for."))


class LanguagesBase(SettingsForm):
    """For each language the place at which the town offers it, or none."""

    def row(self) -> Document:
        places = {code: self[code].data for code in LANGUAGES}
        order = sorted((place, n, code) for n, (code, place) in enumerate(places.items()) if place)
        return {"languages": [code for _place, _n, code in order]}

    def validate_ka(self, _field: Field) -> None:
        if not self.row()["languages"]:
            raise ValidationError(gettext("Choose at least one language."))


def languages_form(document: Document, **more: Any) -> LanguagesBase:
    """The form of the town's languages, each at its present place."""
    places = [SelectChoice("", _("not offered")), *(SelectChoice(str(n), str(n)) for n in range(1, len(LANGUAGES) + 1))]
    fields = {code: SelectField(one.own_name, choices=places, validate_choice=False) for code, one in LANGUAGES.items()}
    now = {code: str(n) for n, code in enumerate(document["languages"], start=1)}
    return type("LanguagesForm", (LanguagesBase,), fields)(data=now, **more)


FORMS: dict[Area, type[SettingsForm]] = {
    Area.WELCOME: WelcomeForm,
    Area.RESPONSIBLE: ResponsibleForm,
    Area.MODERATION: ModerationForm,
    Area.DISTRICTS: DistrictForm,
    Area.PROMPTS: PromptForm,
    Area.REASONS: ReasonForm,
    Area.HELP_LINES: HelpLineForm,
} | dict.fromkeys(PAGE_AREAS.values(), PageForm)


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else value


def chosen_languages(codes: Sequence[str], first: str) -> list[Any]:
    """The town's languages as rows, the reader's own first where the town has it."""
    ordered = sorted(codes, key=lambda code: code != first)
    return [LANGUAGES[code] for code in ordered]
