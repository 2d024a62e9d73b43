"""The consent wording as a form: one input for each sentence, in one language, with the network's words beside it."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import TextAreaField, ValidationError

from storyhub.admin.forms import SettingsForm
from storyhub.core.languages import DEFAULT
from storyhub.core.text import clean, length

Texts = dict[str, Any]
MOST = 1000

SECTIONS = {
    "audience": lazy_gettext("Who may see it"),
    "use": lazy_gettext("How it may be used"),
    "name": lazy_gettext("A name beside the story"),
    "withdraw": lazy_gettext("Taking it back"),
    "young": lazy_gettext("Young tellers"),
    "behalf": lazy_gettext("Writing for someone else"),
    "photos_people": lazy_gettext("People in photographs"),
}


class WordingForm(SettingsForm):
    """Its fields are made for the sentences the network has."""


def sentences(texts: Texts, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """(path, sentence) of a wording in one language."""
    for key, value in texts.items():
        if isinstance(value, Mapping):
            yield from sentences(dict(value), (*path, key))
        else:
            yield (*path, key), value


def wording_form(own: Texts, network: Texts, language: str) -> WordingForm:
    """The form for one language, with the words that are used now."""
    theirs = network.get(language) or network.get(DEFAULT, {})
    now = dict(sentences(own.get(language) or theirs))
    fields = {"--".join(path): _field(path, sentence) for path, sentence in sentences(theirs)}
    return type("WordingForm", (WordingForm,), fields)(data={"--".join(path): text for path, text in now.items()})


def with_wording(form: WordingForm, texts: Texts, network: Texts, language: str) -> Texts:
    """All texts with this language as it was typed; a sentence left empty is the network's."""
    theirs = network.get(language) or network.get(DEFAULT, {})
    written: Texts = {}
    for path, sentence in sentences(theirs):
        place = written
        for step in path[:-1]:
            place = place.setdefault(step, {})
        place[path[-1]] = form["--".join(path)].data or sentence
    return deepcopy(texts) | {language: written}


def _field(path: tuple[str, ...], sentence: str) -> TextAreaField:
    return TextAreaField(
        " · ".join(path[1:]),
        description=sentence,
        filters=[lambda value: clean(value or "")],
        validators=[_not_too_long, _keeps_its_gap],
    )


def _not_too_long(_form: Any, field: Any) -> None:
    if length(field.data or "") > MOST:
        raise ValidationError(gettext("Please keep it under %(n)s characters.", n=MOST))


def _keeps_its_gap(_form: Any, field: Any) -> None:
    """A sentence that names the age must go on naming it."""
    if "{age}" in field.description and field.data and "{age}" not in field.data:
        raise ValidationError(gettext("Keep {age} in the sentence: the town’s age is filled in there."))
