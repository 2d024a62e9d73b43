"""The form of the town's own figures: one percentage for each district, language and age, with their source and year."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FloatField, IntegerField, StringField, ValidationError
from wtforms.validators import Length
from wtforms.validators import Optional as MayBeEmpty

from storyhub.admin.fields import one_line
from storyhub.admin.forms import Document, SettingsForm
from storyhub.cities.models import City
from storyhub.cities.queries import districts_of
from storyhub.core.languages import LANGUAGES
from storyhub.town.views.voices import AGES
from storyhub.web.filters import tr


class PercentField(FloatField):
    """A percentage as people write it: 12.5, 12,5 or 12 %."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].replace(",", ".").rstrip("% \u00a0").strip() if valuelist else ""
        try:
            self.data = round(float(typed), 1) if typed else None
        except ValueError as error:
            self.data = None
            raise ValidationError(gettext("Write a percentage from 0 to 100.")) from error

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}"


class FiguresBase(SettingsForm):
    source = StringField(
        _("Source of the figures"),
        description=_("For example the census, or the town’s register."),
        filters=[one_line],
        validators=[Length(max=200, message=_("Please keep it under 200 characters."))],
    )
    year = IntegerField(_("Year of the figures"), validators=[MayBeEmpty()])


def figures_form(document: Document, names: Mapping[str, str], **more: Any) -> FiguresBase:
    """The form over what the town gave, a field for each part of it."""
    fields = {key: PercentField(f"{names.get(key, key)}, %") for key in document if key not in ("source", "year")}
    return type("FiguresForm", (FiguresBase,), fields)(data=document, **more)


def figure_groups(fields: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """The fields of the form under the headings that the figures are given by; source and year stand before them."""
    heads = {"": "", "district": gettext("Districts"), "language": gettext("Languages"), "age": gettext("Age")}
    by_head: dict[str, list[Any]] = {kind: [] for kind in heads}
    for field in fields:
        kind = field.name.partition("-")[0]
        by_head[kind if kind in heads else ""].append(field)
    return [(heads[kind], found) for kind, found in by_head.items() if found]


def part_names(city: City) -> dict[str, str]:
    """How each part of the town is called, by the key under which its figure stands."""
    districts = {f"district-{one.slug}": tr(one.name) for one in districts_of(city.id)}
    languages = {
        f"language-{code}": gettext("Language: %(name)s", name=row.own_name) for code, row in LANGUAGES.items()
    }
    return districts | languages | {f"age-{group}": str(label) for group, label in AGES.items()}
