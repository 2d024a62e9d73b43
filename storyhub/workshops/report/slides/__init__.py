"""A workshop as slides: native text, tables and shapes that people change as their own, with notes for whoever speaks.

It is made in the worker: python-pptx and lxml have no place in a web process. Whoever calls it speaks the report's
language already or not; these words are always the report's.
"""

from flask_babel import force_locale

from storyhub.workshops.report.repeats import told_once
from storyhub.workshops.report.slides.boards import add_exercise
from storyhub.workshops.report.slides.deck import Deck
from storyhub.workshops.report.slides.front import add_title, add_what_it_led_to
from storyhub.workshops.report.slides.last import add_last
from storyhub.workshops.report.slides.promises import add_all_promises, add_promises
from storyhub.workshops.report.slides.records import (
    add_experiments,
    add_options,
    add_scenarios,
    told_in_front,
)
from storyhub.workshops.report.slides.voices import add_backing, add_voices
from storyhub.workshops.report.values import Report


def write(report: Report) -> bytes:
    """A file for PowerPoint, Keynote and LibreOffice."""
    with force_locale(report.language):
        deck = Deck(report)
        add_title(deck, report)
        for add in (add_what_it_led_to, add_scenarios, add_options, add_experiments, add_promises):
            add(deck, report)
        told = told_in_front(report)
        for number, (played, left) in enumerate(zip(report.exercises, told_once(report), strict=True), 1):
            add_exercise(deck, number, played, left.boards, told)
        for add in (add_voices, add_backing, add_last, add_all_promises):
            add(deck, report)
        return deck.saved()
