"""Fields that settings pages need beside those of WTForms: a text in several languages, the place in a list."""

from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, ValidationError

from storyhub.core.languages import LANGUAGES, Translated
from storyhub.core.text import clean, clean_line, length


class TranslatedField(Field):
    """A text in the languages of a town: one input each, named `<name>-<language>`. Others it already had stay.

    `wrong` are the languages whose text is; none of them when one is missing, and any would do.
    """

    def __init__(self, label: Any = None, *, rows: int = 0, most: int = 200, required: bool = True, **more: Any):
        super().__init__(label, **more)
        self.rows, self.most, self.required = rows, most, required
        self.wrong: list[str] = []

    def process(self, formdata: MultiDict[str, str] | None, data: Any = None, **_more: Any) -> None:
        given = data if isinstance(data, dict) else (self.default or {})
        self.process_errors: list[str] = []
        self.raw_data, self.object_data = None, given
        self.data = Translated(given)
        for code in LANGUAGES:
            name = f"{self.name}-{code}"
            if formdata is not None and name in formdata:
                self.data[code] = self._cleaned(formdata[name])
        self.data = Translated({code: self.data[code] for code in LANGUAGES if self.data.get(code)})

    def pre_validate(self, _form: Any) -> None:
        if self.required and not self.data:
            raise ValidationError(gettext("Write this in at least one language."))
        for code, text in self.data.items():
            if length(text) > self.most:
                self.wrong.append(code)
                name = LANGUAGES[code].own_name
                raise ValidationError(
                    gettext("%(language)s: please keep it under %(n)s characters.", language=name, n=self.most)
                )

    def _cleaned(self, text: str) -> str:
        return clean(text) if self.rows else clean_line(text)

    def _value(self) -> str:
        return ""

    def __call__(self, **_attributes: Any) -> Markup:
        """Drawn by ui/translated_field.html, which knows the town's languages."""
        return Markup()


def one_line(value: str | None) -> str:
    return clean_line(value or "")
