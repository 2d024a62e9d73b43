"""Answers as they are read: on the town's page, by a teller, by those who write them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, load_only

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.errors import NotFound
from storyhub.core.languages import Translated
from storyhub.core.paging import Page
from storyhub.core.permissions import Role, Viewer
from storyhub.learning.models import Delivery, Entry, EntryState, Evidence, Feedback, FeedbackTheme
from storyhub.learning.policy import may_answer
from storyhub.learning.queries.relying import Strands, strands_of_feedback
from storyhub.themes.models import Theme
from storyhub.themes.queries import DRAWN, read_as, themes_tagged

PER_PAGE = 10


@dataclass(frozen=True)
class Answer:
    """An answer with the themes its entry had when it was sent, and the stories it rests on."""

    feedback: Feedback
    themes: Sequence[Theme]
    strands: Strands


@dataclass(frozen=True)
class TellersAnswer:
    """An answer as it reached one story's teller, and whether they found it useful (None: they have not said)."""

    code: str
    title: Translated
    heard: Translated
    did: Translated
    did_not: Translated
    at: datetime
    was_useful: bool | None


@dataclass(frozen=True)
class Reached:
    """How far an answer came: tellers reached, letters sent, and what those who said so found."""

    tellers: int = 0
    mailed: int = 0
    useful: int = 0
    not_useful: int = 0


def heard_in(viewer: Viewer, city_id: UUID, page: int, theme_id: UUID | None = None) -> Page[Answer]:
    """What the town heard and answered, the latest first; on one theme when it is named."""
    mine = [Feedback.city_id == city_id, Feedback.sent_at.is_not(None)]
    if theme_id:
        mine.append(
            Feedback.id.in_(select(FeedbackTheme.feedback_id).where(FeedbackTheme.theme_id.in_(read_as(theme_id))))
        )
    total = db.session.scalar(select(func.count()).select_from(Feedback).where(*mine)) or 0
    number = min(page, max(1, -(-total // PER_PAGE)))
    rows = select(Feedback).where(*mine).order_by(Feedback.sent_at.desc(), Feedback.id.desc())
    found = db.session.scalars(rows.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    return Page(_answers(viewer, found), number, PER_PAGE, total)


def answer_for(viewer: Viewer, city_id: UUID, code: str) -> Answer:
    """One answer that was sent. Raises NotFound, also for a draft."""
    row = select(Feedback).where(Feedback.city_id == city_id, Feedback.code == code, Feedback.sent_at.is_not(None))
    feedback = db.session.scalar(row.options(joinedload(Feedback.entry).joinedload(Entry.city)))
    if feedback is None:
        raise NotFound()
    return _answers(viewer, [feedback])[0]


def latest_answer(city_id: UUID) -> Feedback | None:
    """What the town answered last; None while it has answered nobody."""
    sent = select(Feedback).where(Feedback.city_id == city_id, Feedback.sent_at.is_not(None))
    return db.session.scalar(sent.order_by(Feedback.sent_at.desc(), Feedback.id.desc()).limit(1))


def sent_answers(ids: Collection[UUID]) -> Sequence[tuple[Feedback, str]]:
    """(answer, slug of its town) of those of these answers that were sent."""
    rows = select(Feedback, City.slug).join(City, City.id == Feedback.city_id)
    found = db.session.execute(rows.where(Feedback.id.in_(list(ids)), Feedback.sent_at.is_not(None)))
    return [(one, slug) for one, slug in found]


def themes_heard(city_id: UUID) -> Sequence[tuple[Theme, int]]:
    """The themes of the town's answers, each with the number of answers it leads to."""
    theme_id = func.coalesce(Theme.merged_into_id, Theme.id).label("theme_id")
    counts = (
        select(theme_id, func.count(Feedback.id.distinct()).label("answers"))
        .select_from(FeedbackTheme)
        .join(Theme, Theme.id == FeedbackTheme.theme_id)
        .join(Feedback, Feedback.id == FeedbackTheme.feedback_id)
        .where(Feedback.city_id == city_id, Feedback.sent_at.is_not(None))
        .group_by(theme_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Theme, counts.c.answers)
        .join(counts, counts.c.theme_id == Theme.id)
        .order_by(counts.c.answers.desc(), Theme.position)
        .options(load_only(*DRAWN, raiseload=True))
    )
    return [(theme, answers) for theme, answers in rows]


def themes_of_sent(feedback_ids: Collection[UUID]) -> dict[UUID, list[Theme]]:
    """The themes of each of these sent answers as they are read now."""
    return themes_tagged(FeedbackTheme.feedback_id, FeedbackTheme.theme_id, feedback_ids)


def answers_for_story(story_id: UUID) -> Sequence[TellersAnswer]:
    """The answers that reached this story's teller, the latest first. Whoever calls may see the story."""
    rows = db.session.execute(
        select(Feedback, Delivery)
        .join(Delivery, Delivery.feedback_id == Feedback.id)
        .where(Delivery.story_id == story_id)
        .order_by(Delivery.at.desc(), Feedback.id.desc())
    )
    return [
        TellersAnswer(one.code, one.title, one.heard, one.did, one.did_not, reached.at, reached.was_useful)
        for one, reached in rows
    ]


def feedback_for(actor: Viewer, city_id: UUID, code: str) -> Feedback:
    """An answer for the town's staff; a draft only for those who write it, NotFound for the others."""
    row = select(Feedback).where(Feedback.city_id == city_id, Feedback.code == code)
    feedback = db.session.scalar(row.options(joinedload(Feedback.entry).joinedload(Entry.city)))
    if feedback is None or (feedback.sent_at is None and not may_answer(actor, feedback.entry)):
        raise NotFound()
    return feedback


def drafts_for(actor: Viewer, city_id: UUID) -> Sequence[Feedback]:
    """The town's unsent answers that this actor may go on writing, the latest first."""
    unsent = select(Feedback).where(Feedback.city_id == city_id, Feedback.sent_at.is_(None))
    found = db.session.scalars(unsent.options(joinedload(Feedback.entry)).order_by(Feedback.began_at.desc()))
    return [one for one in found if may_answer(actor, one.entry)]


def sent_in(city_id: UUID, most: int = 200) -> Sequence[Feedback]:
    """The town's latest answers, without what they rest on."""
    sent = select(Feedback).where(Feedback.city_id == city_id, Feedback.sent_at.is_not(None))
    return db.session.scalars(sent.order_by(Feedback.sent_at.desc(), Feedback.id.desc()).limit(most)).all()


def entries_to_answer(actor: Viewer, city_id: UUID) -> Sequence[Entry]:
    """Accepted entries that nobody has begun to answer, the oldest first, of those this actor may answer.

    One that cites outcomes of workshops alone has no tellers to answer.
    """
    begun = select(Feedback.id).where(Feedback.entry_id == Entry.id).exists()
    cites = select(Evidence.id).where(Evidence.entry_id == Entry.id).exists()
    accepted = select(Entry).where(Entry.city_id == city_id, Entry.state == EntryState.ACCEPTED, ~begun, cites)
    if not actor.has(Role.LEARNING_LEAD, city_id):
        accepted = accepted.where(Entry.author_id == actor.person_id)
    return [one for one in db.session.scalars(accepted.order_by(Entry.state_since)) if may_answer(actor, one)]


def reached_by(feedback_ids: Collection[UUID]) -> dict[UUID, Reached]:
    """How far each of these answers came."""
    rows = db.session.execute(
        select(Delivery.feedback_id, Delivery.was_useful, func.count(), func.count(Delivery.mailed_at))
        .where(Delivery.feedback_id.in_(list(feedback_ids)))
        .group_by(Delivery.feedback_id, Delivery.was_useful)
    )
    sums: dict[UUID, dict[str, int]] = defaultdict(lambda: {"tellers": 0, "mailed": 0, "useful": 0, "not_useful": 0})
    for feedback_id, was_useful, tellers, mailed in rows:
        sums[feedback_id]["tellers"] += tellers
        sums[feedback_id]["mailed"] += mailed
        if was_useful is not None:
            sums[feedback_id]["useful" if was_useful else "not_useful"] += tellers
    return {feedback_id: Reached(**one) for feedback_id, one in sums.items()}


def _answers(viewer: Viewer, found: Sequence[Feedback]) -> Sequence[Answer]:
    themes = themes_of_sent([one.id for one in found])
    strands = strands_of_feedback(viewer, [one.id for one in found])
    return [Answer(one, themes.get(one.id, []), strands.get(one.id, Strands())) for one in found]
