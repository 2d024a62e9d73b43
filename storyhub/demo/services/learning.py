"""Reflection entries in their states, and the answers to the tellers of the stories they cite; one teller takes back later."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import select

from storyhub.adapters.storage import Store
from storyhub.cities.queries import city_by_slug
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.demo.people import PEOPLE
from storyhub.demo.services.desk import acting
from storyhub.learning.draft import Citation, Draft
from storyhub.learning.models import Confidence, Entry, EntryState, Feedback, Stance
from storyhub.learning.services import citing, feedback, reviewing, writing
from storyhub.learning.services.citing_outcomes import cite_outcome
from storyhub.learning.tasks.answers import tidy_answers
from storyhub.learning.tasks.evidence import look_again
from storyhub.stories.services import withdrawing
from storyhub.themes.queries import themes_by_slug
from storyhub.workshops.models import Outcome

WORDS = ("title", "what_happened", "so_what", "now_what", "missing_voice")


def reflect_all(store: Store, stories: dict[str, UUID]) -> None:
    """Write what is not there yet; again changes nothing."""
    if db.session.scalar(select(Entry.id).limit(1)):
        return
    data = tomllib.loads((files("storyhub.demo") / "learning" / "entries.toml").read_text(encoding="utf-8"))
    entries = {row["ref"]: _reflect(row, stories) for row in data["entry"]}
    for row in data["answer"]:
        _answer(row, entries[row["entry"]], stories)
        if row.get("withdraws_after"):
            _take_back(store, row["sent_on"], stories[row["withdraws_after"]])


def _reflect(row: dict[str, Any], stories: dict[str, UUID]) -> UUID:
    author, city = _person(row["author"]), city_by_slug(row["city"])
    began = _at(row["began_on"]) if "began_on" in row else clock.now() + timedelta(days=row["days_from_now"])
    with clock.at(began):
        code = writing.begin_entry(author, city.id, row["language"])
        entry_id = db.session.scalars(select(Entry.id).where(Entry.code == code)).one()
        writing.save_draft(author, entry_id, _draft(row), seen_revision=0)
        for one in row.get("evidence", ()):
            said = Citation(Stance(one["stance"]), one["why"], one.get("quote", ""))
            citing.cite_story(author, entry_id, stories[one["story"]], said)
        for one in row.get("outcome", ()):
            outcome_id = db.session.scalars(select(Outcome.id).where(Outcome.title == one["title"])).one()
            cite_outcome(author, entry_id, outcome_id, Citation(Stance(one["stance"]), one["why"]))
    if row["state"] == EntryState.DRAFT:
        return entry_id
    with clock.at(began + timedelta(days=1)):
        writing.submit_entry(author, entry_id, seen_revision=_revision(entry_id))
    if row["state"] != EntryState.SUBMITTED:
        decide = reviewing.accept_entry if row["state"] == EntryState.ACCEPTED else reviewing.return_entry
        with clock.at(began + timedelta(days=row.get("decided_after", 4))):
            decide(_person(row["reviewer"]), entry_id, row["said_back"], seen_version=1)
    return entry_id


def _draft(row: dict[str, Any]) -> Draft:
    return Draft(
        language=row["language"],
        confidence=Confidence(row["confidence"]) if row.get("confidence") else None,
        audience=Audience(row["audience"]),
        theme_ids=frozenset(theme.id for theme in themes_by_slug(row["themes"]).values()),
        **{part: row[part] for part in WORDS},
    )


def _answer(row: dict[str, Any], entry_id: UUID, stories: dict[str, UUID]) -> None:
    author = _person(row["author"])
    parts = ("title", "heard", "did", "did_not")
    with clock.at(_at(row["sent_on"])):
        code = feedback.begin_feedback(author, entry_id)
        answer_id = db.session.scalars(select(Feedback.id).where(Feedback.code == code)).one()
        for revision, language in enumerate(row["title"]):
            words = {part: row[part].get(language, "") for part in parts}
            feedback.save_feedback(author, answer_id, language, words, seen_revision=revision)
        feedback.send_feedback(author, answer_id, seen_revision=len(row["title"]))
    with clock.at(_at(row["sent_on"]) + timedelta(days=2)):
        for ref in row["useful"]:
            feedback.judge_usefulness(stories[ref], code, True)


def _take_back(store: Store, sent_on: date, story_id: UUID) -> None:
    """A teller changes their mind after the answer: a marker stays in the entry, and no word."""
    with clock.at(_at(sent_on) + timedelta(days=3)):
        withdrawing.withdraw_story(story_id)
        look_again(str(story_id))
        tidy_answers(str(story_id))
        withdrawing.erase_story(store, story_id)


def _revision(entry_id: UUID) -> int:
    return db.session.scalars(select(Entry.revision).where(Entry.id == entry_id)).one()


def _person(key: str) -> Viewer:
    return acting(key, PEOPLE[key][2] if key in PEOPLE else Role.MODERATOR)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
