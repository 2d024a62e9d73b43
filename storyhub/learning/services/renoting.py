"""Telling the archive that entries and answers are found under other themes than before."""

from uuid import UUID

from sqlalchemy import select

from storyhub.archive.services import have_renewed
from storyhub.core.db import db
from storyhub.learning.models import ANSWERS, ENTRIES, EntryTheme, FeedbackTheme
from storyhub.themes.queries import below, lineages


def note_theme(theme_id: UUID) -> None:
    """Everything with the theme, or one that stands below it now. Done twice it does no harm."""
    if line := lineages().get(theme_id):
        themes = below(line[0])
        entries = select(EntryTheme.entry_id).where(EntryTheme.theme_id.in_(themes)).distinct()
        answers = select(FeedbackTheme.feedback_id).where(FeedbackTheme.theme_id.in_(themes)).distinct()
        have_renewed(ENTRIES, db.session.scalars(entries).all())
        have_renewed(ANSWERS, db.session.scalars(answers).all())
