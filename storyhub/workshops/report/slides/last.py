"""The last slide: where one reads on, and what may be done with these words."""

from flask_babel import gettext

from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.drawing import Frame, Paragraph, Said
from storyhub.workshops.report.slides.look import LINK, MUTED, TEXT
from storyhub.workshops.report.values import Report


def add_last(deck: Deck, report: Report) -> None:
    language = deck.language
    where = (
        gettext("Everything of this workshop, and what becomes of it:")
        if report.address
        else gettext("The results are not published yet. The town’s team has them.")
    )
    sheet = deck.page(gettext("Where to read on"), [one for one in (where, report.address) if one])
    said: list[Paragraph] = [[Said(where, language, 20)]]
    if report.address:
        said.append([Said(report.address, "en", 20, bold=True, colour=LINK, link=sheet.link_to(report.address))])
    rest = [gettext("Stories belong to those who told them. Each stands here as its teller allowed.")]
    rest.append(gettext("When one is taken back, slides that are made again do without it: use new ones."))
    if report.with_owners:
        names = gettext(
            "Names of people stand here for the town’s team. Take them out before you hand these slides on."
        )
        rest.append(names)
    said += [[Said(one, language, 16)] for one in rest]
    said.append([Said(gettext("Made by %(town)s with Storyhub.", town=report.town), language, 16, colour=MUTED)])
    sheet.text(TEXT, said, Frame(after=14))
