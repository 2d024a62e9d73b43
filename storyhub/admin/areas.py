"""The areas of a town's settings as pages: what each is called, what it is for, and where it stands in the address."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from storyhub.cities.models import PAGE_AREAS, Area
from storyhub.core.errors import NotFound


@dataclass(frozen=True)
class AreaPage:
    """`add` is the words of the button that adds a member, for areas that are lists."""

    area: Area
    label: Any
    about: Any
    add: Any = None

    @property
    def slug(self) -> str:
        return self.area.value.replace("_", "-")

    @property
    def is_list(self) -> bool:
        return self.add is not None


FOOT = _("Linked from the foot of every page. Earlier versions stay readable.")

PAGES = {
    one.area: one
    for one in (
        AreaPage(Area.WELCOME, _("Name and welcome"), _("What residents read first on the page of the town.")),
        AreaPage(
            Area.DISTRICTS,
            _("Districts"),
            _("The parts of the town as its people call them. A teller may choose one."),
            _("Add a district"),
        ),
        AreaPage(
            Area.SHAPES,
            _("Shapes of the districts"),
            _("A map of the town’s districts, from a GeoJSON file. It shows areas, never where a person is."),
        ),
        AreaPage(
            Area.PROMPTS,
            _("Questions"),
            _("What the town asks. A teller may answer one, or tell something else."),
            _("Add a question"),
        ),
        AreaPage(
            Area.WORDING,
            _("Consent wording"),
            _("The words in which tellers are asked what they allow. Each keeps the words they were asked in."),
        ),
        AreaPage(
            Area.REASONS,
            _("Reasons to hide"),
            _("What a moderator chooses from when a story is hidden, and what its teller reads."),
            _("Add a reason"),
        ),
        AreaPage(
            Area.LANGUAGES,
            _("Languages"),
            _(
                "In which languages the town keeps its texts, and which it offers first. The pages can be read in all seven."
            ),
        ),
        AreaPage(
            Area.RESPONSIBLE,
            _("Responsible body"),
            _("Who answers for what is kept here. It stands in the pages at the foot."),
        ),
        AreaPage(Area.PAGE_RESPONSIBLE, _("Who is responsible"), FOOT),
        AreaPage(Area.PAGE_PRIVACY, _("Privacy notice"), FOOT),
        AreaPage(Area.PAGE_TERMS, _("Terms"), FOOT),
        AreaPage(Area.PAGE_ACCESSIBILITY, _("Accessibility"), FOOT),
        AreaPage(Area.PAGE_HELP, _("Help page"), FOOT),
        AreaPage(
            Area.HELP_LINES,
            _("Help lines"),
            _("Numbers to call. They stand on the help page and beside stories that tell of violence."),
            _("Add a help line"),
        ),
        AreaPage(
            Area.FIGURES,
            _("Who lives here"),
            _(
                "The town’s own figures, in percent of its people. The town in numbers shows by them whose voices are missing. "
                "Leave empty what you do not know."
            ),
        ),
        AreaPage(Area.MODERATION, _("How stories are read"), _("When a moderator reads, and who needs two of them.")),
    )
}

GROUPS = (
    (_("What residents meet"), (Area.WELCOME, Area.DISTRICTS, Area.SHAPES, Area.PROMPTS, Area.LANGUAGES)),
    (_("What tellers are told"), (Area.WORDING, Area.REASONS, Area.HELP_LINES)),
    (_("Who answers for it"), (Area.RESPONSIBLE, *PAGE_AREAS.values())),
    (_("How it is run"), (Area.MODERATION, Area.FIGURES)),
)
"""How the areas stand on the first page."""

KEYS = {
    "name": _("Name"),
    "title": _("Title"),
    "text": _("Text"),
    "body": _("Text"),
    "question": _("Question"),
    "hint": _("Hint"),
    "label": _("Reason"),
    "kind": _("Kind"),
    "year": _("Year"),
    "number": _("Number"),
    "order": _("Order"),
    "retired": _("Offered no more"),
    "checked": _("Checked"),
    "checked_at": _("Checked on"),
    "checked_by": _("Checked by"),
    "languages": _("Languages"),
    "responsible": _("Responsible body"),
    "address": _("Address"),
    "email": _("Mail address"),
    "phone": _("Telephone"),
    "supervisor": _("Data protection authority"),
    "moderation": _("When a moderator reads"),
    "new_versions_at_once": _("New words at once"),
    "min_age_alone": _("Youngest age to tell alone"),
    "texts": _("Wording"),
    "source": _("Source of the figures"),
    "attribution": _("Where the shapes come from"),
}


def page_of(slug: str) -> AreaPage:
    """The area at this place of the address; NotFound when there is none."""
    found = next((one for one in PAGES.values() if one.slug == slug), None)
    if found is None:
        raise NotFound()
    return found
