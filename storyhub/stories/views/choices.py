"""What the tell page offers to choose from, in the reader's words, and what was chosen, for the preview."""

from collections.abc import Sequence

from flask_babel import gettext

from storyhub.cities.models import District
from storyhub.cities.wording import Wording
from storyhub.core.languages import LANGUAGES, sorted_by
from storyhub.core.registry import Asking
from storyhub.core.visibility import Audience
from storyhub.stories.forms import ASKED_USES
from storyhub.stories.models import Kind, NameShown, Use
from storyhub.stories.submission import Submission, When
from storyhub.themes.models import Theme
from storyhub.web.filters import day, tr
from storyhub.web.locale import current_language

Option = dict[str, str]


def tell_options(wording: Wording, districts: Sequence[District], themes: Sequence[Theme]) -> dict[str, list[Option]]:
    """Every choice of the page, for choice_list, select_field and chips."""
    places = sorted_by(((tr(one.name), one.slug) for one in districts), current_language().code)
    return {
        "audiences": [_worded(wording, "audience", one) for one in Audience],
        "names": [_worded(wording, "name", one) for one in NameShown],
        "languages": [{"value": one.code, "label": one.own_name} for one in LANGUAGES.values()],
        "districts": [{"value": "", "label": gettext("Not said")}]
        + [{"value": str(slug), "label": label} for label, slug in places],
        "whens": [{"value": when, "label": label} for when, label in when_names().items()],
        "kinds": [
            {"value": Kind.LIVED, "label": gettext("It happened"), "explanation": ""},
            {"value": Kind.IMAGINED, "label": gettext("I imagine it: a day in a year to come"), "explanation": ""},
        ],
        "themes": [{"value": one.slug, "label": tr(one.label), "meaning": tr(one.meaning)} for one in themes],
    }


def _worded(wording: Wording, section: str, key: str) -> Option:
    return {"value": key, "label": wording(section, key), "explanation": wording(section, key, "explanation")}


def when_names() -> dict[str, str]:
    return {
        When.UNSAID: gettext("Not said"),
        When.TODAY: gettext("Today"),
        When.MONTH: gettext("This month"),
        When.YEAR: gettext("This year"),
        When.EARLIER: gettext("Earlier"),
        When.DATE: gettext("On a date I know"),
    }


def preview_rows(
    said: Submission,
    wording: Wording,
    districts: Sequence[District],
    themes: Sequence[Theme],
    asking: Asking | None = None,
) -> list[dict[str, str]]:
    """What was chosen besides the words, as pairs for data_list; what was left open is left out."""
    district = next((tr(one.name) for one in districts if one.id == said.district_id), "")
    when = day(said.when_date) if said.when_date else when_names()[said.when] if said.when else ""
    imagined = ", ".join((gettext("Imagined"), str(said.imagined_year))) if said.kind == Kind.IMAGINED else ""
    in_the_room = asking.readers if asking and Use.WORKSHOPS in said.uses else ""
    rows = [
        (gettext("Who may see it?"), " · ".join(filter(None, (wording("audience", said.audience), in_the_room)))),
        (gettext("Language"), LANGUAGES[said.language].own_name),
        (gettext("Where was it?"), ", ".join(filter(None, (district, said.place)))),
        (gettext("When was it?"), when),
        (gettext("Kind"), imagined),
        (gettext("What is it about?"), ", ".join(tr(one.label) for one in themes if one.id in said.theme_ids)),
        *((wording("use", use, "question"), yes_or_no(use in said.uses)) for use in ASKED_USES),
        (
            gettext("The name or nickname to show"),
            "" if said.name_shown == NameShown.NONE or said.is_young else said.name,
        ),
        (gettext("A way to reach you"), said.contact),
        (gettext("Told on behalf"), ": ".join(filter(None, (said.behalf_who, said.behalf_how)))),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def yes_or_no(given: bool) -> str:
    return gettext("Yes") if given else gettext("No")
