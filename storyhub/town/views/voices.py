"""Whose voices are missing: charts of the town's own figures beside who has told."""

from collections.abc import Mapping
from typing import Any

from flask import g
from flask_babel import format_percent, lazy_gettext
from flask_babel import gettext as _

from storyhub.cities import queries as cities
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.town.queries.numbers import Voice, figures_of, voices_by
from storyhub.town.views.charts import Chart, Mark
from storyhub.town.views.counting import facets, list_of
from storyhub.web.filters import tr, tr_lang

AGES = {
    "0-17": lazy_gettext("Younger than 18"),
    "18-29": lazy_gettext("18 to 29 years"),
    "30-64": lazy_gettext("30 to 64 years"),
    "65": lazy_gettext("65 years and older"),
}
"""The groups by which towns count (`cities.queries.AGES`)."""


def voices_charts() -> list[Chart]:
    """One for districts and one for languages, as far as the town gave figures of them."""
    places = {one.slug: one for one in cities.districts_of(g.city.id)}
    counted = facets()
    districts = voices_by(g.city, "district", {slug: counted.district.get(one.id, 0) for slug, one in places.items()})
    names = {slug: one.name for slug, one in places.items()}
    languages = voices_by(g.city, "language", counted.language)
    own = {code: Translated({code: row.own_name}) for code, row in LANGUAGES.items()}
    charts = [
        _chart("district-voices", _("Districts and their share of the town"), _("District"), districts, names, "place"),
        _chart("language-voices", _("Languages and their share of the town"), _("Language"), languages, own, "lang"),
    ]
    return [chart for chart in charts if chart.marks]


def not_asked() -> list[dict[str, str]]:
    """Parts of the town that no story can be counted by: nobody is asked their age."""
    ages = figures_of(g.city, "age")
    return [
        {"label": str(AGES[slug]), "share": format_percent(share / 100)} for slug, share in ages.items() if slug in AGES
    ]


def _chart(id_: str, title: str, head: str, voices: Any, names: Mapping[str, Translated], word: str) -> Chart:
    known = [one for one in voices if one.slug in names]
    return Chart(
        id=id_,
        title=title,
        description=_said([(tr(names[one.slug]), one) for one in known]),
        head=head,
        csv_href="",
        legend=(_("of the stories"), _("of the people, by the town’s own figures")),
        marks=[_mark(one, names[one.slug], word) for one in known],
    )


def _mark(voice: Voice, name: Translated, word: str) -> Mark:
    shares = _(
        "%(stories)s of the stories, %(people)s of the people",
        stories=_percent(voice.of_stories),
        people=_percent(voice.of_people),
    )
    return Mark(
        label=tr(name),
        count=voice.count,
        href=list_of(**{word: voice.slug}),
        share=voice.of_stories,
        beside=voice.of_people,
        lang=tr_lang(name),
        note=shares,
    )


def _said(voices: list[tuple[str, Voice]]) -> str:
    """In words: who is not heard at all, and who hardly."""
    if any(voice.heard == "unknown" for _name, voice in voices):
        return _("There are too few stories to say who is missing.")
    silent = [name for name, voice in voices if voice.heard == "not"]
    faint = [name for name, voice in voices if voice.heard == "hardly"]
    said = [
        _("Nobody has told yet: %(names)s.", names=", ".join(silent)) if silent else "",
        _("Hardly heard, by less than half of their share: %(names)s.", names=", ".join(faint)) if faint else "",
    ]
    return " ".join(filter(None, said)) or _("Everybody here is heard by at least half of their share of the town.")


def _percent(share: float) -> str:
    return format_percent(share, "#,##0%")
