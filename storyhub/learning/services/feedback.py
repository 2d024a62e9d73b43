"""The answer to the tellers: written in the town's languages, sent once, never changed after. A correction is a new one."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from storyhub.archive.services import note_change
from storyhub.cities.models import City
from storyhub.core import clock, codes, events, text
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.languages import Translated
from storyhub.core.permissions import Viewer
from storyhub.learning.events import TellerAnswered
from storyhub.learning.models import ANSWERS, Delivery, Entry, EntryState, EntryTheme, Evidence, Feedback, FeedbackTheme
from storyhub.learning.policy import may_answer, require_answerer
from storyhub.learning.queries.relying import still_relied_on
from storyhub.stories.models import ReviewEvent, State, Story
from storyhub.stories.services.uses import set_uses

LONGEST = {"title": 150, "heard": 3000, "did": 3000, "did_not": 3000}
"""The parts of an answer, and how many characters each may have."""

USE = "feedback"


class EntryNotAccepted(Conflict):
    """An answer rests on an entry that a second person has read and accepted."""

    key = "entry_not_accepted"


class AnswerSent(Conflict):
    """It has gone to the tellers; what went out is not changed."""

    key = "answer_sent"


class AnswerChanged(Conflict):
    """Somebody saved another text since this page was opened."""

    key = "answer_changed"


class NobodyToReach(Conflict):
    """Every teller whose story the entry cites has taken it back."""

    key = "nobody_to_reach"


def begin_feedback(actor: Viewer, entry_id: UUID) -> str:
    """The code of the draft answer on this entry: the one that was begun, or a new one.

    Raises NotFound, NotAllowed, EntryNotAccepted.
    """
    with transaction() as session:
        entry = session.get(Entry, entry_id, with_for_update=True)
        if entry is None:
            raise NotFound()
        require_answerer(actor, entry)
        if entry.state != EntryState.ACCEPTED:
            raise EntryNotAccepted()
        begun = select(Feedback).where(Feedback.entry_id == entry_id, Feedback.sent_at.is_(None)).limit(1)
        return (session.scalar(begun) or _new_draft(session, actor, entry)).code


def _new_draft(session: Session, actor: Viewer, entry: Entry) -> Feedback:
    assert actor.person_id is not None
    draft = Feedback(
        code=codes.public_code(),
        city_id=entry.city_id,
        entry_id=entry.id,
        author_id=actor.person_id,
        began_at=clock.now(),
        **{part: Translated() for part in LONGEST},
    )
    session.add(draft)
    return draft


def save_feedback(
    actor: Viewer, feedback_id: UUID, language: str, words: Mapping[str, str], *, seen_revision: int
) -> None:
    """Keep what is written in one of the town's languages: title, heard, did, did_not. Empty words take a part out.

    Raises NotFound (also for a language the town does not write), Invalid, AnswerSent, and AnswerChanged when it is
    no longer at the revision the writer saw.
    """
    with transaction() as session:
        draft, entry = _locked_draft(session, actor, feedback_id, seen_revision)
        if language not in session.get_one(City, entry.city_id).languages:
            raise NotFound()
        cleaned = {part: _cleaned(part, words.get(part, "")) for part in LONGEST}
        too_long = {part: "too_long" for part, most in LONGEST.items() if text.length(cleaned[part]) > most}
        if too_long:
            raise Invalid(too_long)
        for part, said in cleaned.items():
            others = {code: kept for code, kept in getattr(draft, part).items() if code != language}
            setattr(draft, part, Translated(others | ({language: said} if said else {})))
        draft.revision += 1


def _cleaned(part: str, words: str) -> str:
    return text.clean_line(words) if part == "title" else text.clean(words)


def missing_parts(feedback: Feedback) -> dict[str, dict[str, str]]:
    """By language, the parts without which it cannot be sent, each with the key of what to say.

    Each language that was begun needs a title, what was heard, and what was done or what was not.
    """
    begun = {code for part in LONGEST for code in getattr(feedback, part)}
    missing: dict[str, dict[str, str]] = {}
    for code in begun or {feedback.entry.language}:
        lacks = {part: f"answer_{part}_missing" for part in ("title", "heard") if not getattr(feedback, part).get(code)}
        if not feedback.did.get(code) and not feedback.did_not.get(code):
            lacks["did"] = "answer_did_missing"
        if lacks:
            missing[code] = lacks
    return missing


def send_feedback(actor: Viewer, feedback_id: UUID, *, seen_revision: int) -> int:
    """Give the answer to every teller whose story the entry cites and was not taken back; says how many they are.

    Raises NotFound, AnswerSent, AnswerChanged, EntryNotAccepted, NobodyToReach, and Invalid while parts are missing.
    """
    with transaction() as session:
        answer, entry = _locked_draft(session, actor, feedback_id, seen_revision)
        if entry.state != EntryState.ACCEPTED:
            raise EntryNotAccepted()
        if missing_parts(answer):
            raise Invalid(key="answer_not_whole")
        stories = _cited(session, entry)
        if not stories:
            raise NobodyToReach()
        _keep_what_it_rests_on(session, answer, entry)
        answer.sent_at = clock.now()
        for story in stories:
            _deliver(session, actor, answer, story)
        session.flush()
        set_uses(USE, answer.id, answer.city_id, still_relied_on(answer.id))
        # The share of answered stories is counted once for each edition.
        for city_id in {story.city_id for story in stories}:
            note_change(city_id)
        note_change(answer.city_id, ANSWERS, answer.id)
    return len(stories)


def _keep_what_it_rests_on(session: Session, answer: Feedback, entry: Entry) -> None:
    """Themes and audience of the entry as it was accepted: its author may take it back and write on in private."""
    answer.audience = entry.audience
    themes = session.scalars(select(EntryTheme.theme_id).where(EntryTheme.entry_id == entry.id))
    session.add_all(FeedbackTheme(feedback_id=answer.id, theme_id=theme_id) for theme_id in themes.all())


def _cited(session: Session, entry: Entry) -> Sequence[Story]:
    rows = select(Story).join(Evidence, Evidence.story_id == Story.id).where(Evidence.entry_id == entry.id)
    return session.scalars(
        rows.where(Story.state != State.WITHDRAWN).order_by(Story.id).with_for_update(of=Story)
    ).all()


def _deliver(session: Session, actor: Viewer, answer: Feedback, story: Story) -> None:
    now = clock.now()
    session.add(Delivery(feedback_id=answer.id, story_id=story.id, at=now))
    story.answered_at = story.answered_at or now
    details = {"feedback": answer.code}
    session.add(
        ReviewEvent(story_id=story.id, at=now, actor_id=actor.person_id, act="answered", reason="", details=details)
    )
    events.record(TellerAnswered(answer.id, story.id))


def _locked_draft(session: Session, actor: Viewer, feedback_id: UUID, seen_revision: int) -> tuple[Feedback, Entry]:
    """The draft's row, locked, at the revision its writer saw, with its entry, which nobody takes back meanwhile."""
    draft = session.get(Feedback, feedback_id, with_for_update=True)
    entry = session.get_one(Entry, draft.entry_id, with_for_update={"read": True}) if draft else None
    if draft is None or entry is None or not may_answer(actor, entry):
        raise NotFound()
    if draft.sent_at is not None:
        raise AnswerSent()
    if draft.revision != seen_revision:
        raise AnswerChanged()
    return draft, entry


def judge_usefulness(story_id: UUID, feedback_code: str, was_useful: bool) -> None:
    """A teller says whether an answer was of use to them; they may say otherwise later.

    Whoever calls has checked the receipt. Raises NotFound where it never reached them, or the story was taken back.
    """
    with transaction() as session:
        mine = (
            select(Delivery)
            .join(Feedback, Feedback.id == Delivery.feedback_id)
            .join(Story, Story.id == Delivery.story_id)
            .where(Delivery.story_id == story_id, Feedback.code == feedback_code, Story.state != State.WITHDRAWN)
        )
        delivery = session.scalar(mine.with_for_update(of=Delivery))
        if delivery is None:
            raise NotFound()
        if delivery.was_useful != was_useful:
            delivery.was_useful, delivery.judged_at = was_useful, clock.now()


def tidy_answers(story_id: UUID) -> None:
    """After a teller took a story back or closed it: the answers it was part of no longer use it. Safe to repeat."""
    with transaction() as session:
        reached = select(Feedback).join(Delivery, Delivery.feedback_id == Feedback.id)
        for answer in session.scalars(reached.where(Delivery.story_id == story_id)).all():
            set_uses(USE, answer.id, answer.city_id, still_relied_on(answer.id))


def note_mailed(feedback_id: UUID, story_id: UUID) -> bool:
    """Say that the letter about this answer goes out now; False when it went before, or must not go any more."""
    with transaction() as session:
        story = session.get(Story, story_id, with_for_update=True)
        delivery = session.get(Delivery, (feedback_id, story_id), with_for_update=True)
        if story is None or story.state == State.WITHDRAWN or delivery is None or delivery.mailed_at is not None:
            return False
        delivery.mailed_at = clock.now()
    return True
