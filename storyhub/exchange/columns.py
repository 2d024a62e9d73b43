"""The columns of an exported story, in their order, and what each means. The import reads the same ones.

In JSON Lines a story is an object of these fields; `consents` is an object and `photos` a list of objects. In a table
each field is a column of text, the consents are a column each and the photographs three.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

Record = dict[str, Any]

CONSENTS = ("workshops", "quotation", "translation", "search_engines", "photos")


@dataclass(frozen=True)
class Column:
    """A field of a story. `comes_back`: the import reads it; what does not is there for people to read."""

    name: str
    meaning: Any
    comes_back: bool = True


COLUMNS = (
    Column(
        "ref", _("The story’s reference. A story that is known by its reference or its code is not brought in twice.")
    ),
    Column("code", _("The story’s code in its address.")),
    Column("city", _("The town, by the word in its address."), comes_back=False),
    Column("url", _("The story’s page, where its teller may since have taken it back."), comes_back=False),
    Column("language", _("The language of the words: en, hy, ka, ro, uk, az or ru.")),
    Column("kind", _("lived: it happened. imagined: it is told from the future.")),
    Column("year", _("The year an imagined story is about.")),
    Column("title", _("The title, if the teller gave one.")),
    Column("body", _("The story, in the words that readers get: what is withheld from them is not here either.")),
    Column("themes", _("The themes that the teller chose, by their words in addresses.")),
    Column("lens", _("How the teller looks at it: one lens of the vocabulary.")),
    Column("team_themes", _("The themes and lenses that the team gave.")),
    Column("place", _("The place in the teller’s own words.")),
    Column("district", _("The district, by its word in addresses.")),
    Column("district_name", _("The district’s name in English, or else in the town’s own language.")),
    Column("when_from", _("The first day on which it may have happened.")),
    Column("when_to", _("The last day on which it may have happened.")),
    Column("when_precision", _("How exactly the teller said when: today, month, year, earlier, date, or nothing.")),
    Column("told_on", _("The day it was told, in the town.")),
    Column("published_on", _("The day since which readers have it."), comes_back=False),
    Column(
        "audience",
        _("Who may read it: public is everyone, network the staff of all towns, city the staff of this town."),
    ),
    Column("name_shown", _("Whether the teller wants a name shown: name, nickname or none.")),
    Column("name", _("The name to show. Empty where the teller wants none.")),
    Column("content_note", _("What a reader may want to know first, written by the team.")),
    Column("content_note_language", _("The language of that note.")),
    Column("prompt", _("The town’s question that it answers, by its word in addresses.")),
    Column("answers", _("The reference of the story that it answers.")),
    Column("consents", _("What the teller allows, yes or no for each use. A no binds whoever has this file.")),
    Column(
        "photos",
        _("The photographs: the file in this package, what it shows, and who made it. Only where the teller agreed."),
    ),
)

CONSENT_MEANINGS = {
    "workshops": _("It may be used in workshops."),
    "quotation": _("It may be quoted in reports."),
    "translation": _("It may be translated."),
    "search_engines": _("Search engines may list it. Where this says no, do not put it on the open web."),
    "photos": _("Its photographs may be shown."),
}
