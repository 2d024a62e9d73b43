"""An answer is begun on an accepted entry, written by few, sent once to those who have not taken their story back."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from storyhub.cities.models import City
from storyhub.core import clock
from storyhub.core.columns import new_id
from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role
from storyhub.learning.models import Delivery, Feedback
from storyhub.learning.queries.feedback import answers_for_story, drafts_for, entries_to_answer, feedback_for
from storyhub.learning.services import feedback, writing
from storyhub.stories.models import ReviewEvent, Story, StoryUse, Use
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.answering import WORDS, Accepted, accepted_entry, answer_of, sent, written
from tests.support.staff import new_person
from tests.support.stories import Told

Tell = Callable[..., Told]


@pytest.fixture
def three(tell: Tell) -> list[Told]:
    """Three published stories; each teller left an address and wants letters."""
    uses = frozenset({Use.CONTACT, Use.QUOTATION})
    return [tell(state="published", contact=f"teller{n}@example.org", uses=uses) for n in range(3)]


@pytest.fixture
def entry(app: Flask, three: list[Told]) -> Accepted:
    return accepted_entry(app, three, theme="water")


def letters(app: Flask, subject: str = "The town has answered you") -> list[str]:
    """Whom a letter with this subject went to, as the outbox folder holds it."""
    folder: Path = app.config["STORYHUB"].data / "outbox"
    found = [path.read_text() for path in sorted(folder.glob("*"))] if folder.exists() else []
    return [text for text in found if subject in text]


def test_an_answer_begun_twice_is_one_draft(app: Flask, entry: Accepted) -> None:
    with app.app_context():
        first = feedback.begin_feedback(entry.lead, entry.entry_id)
        second = feedback.begin_feedback(entry.author, entry.entry_id)
        assert first == second
        assert db.session.scalar(select(func.count()).select_from(Feedback)) == 1


def test_nobody_else_begins_or_reads_a_draft(app: Flask, city: City, entry: Accepted) -> None:
    draft = written(app, entry)
    others = [
        new_person(app, Role.MODERATOR),
        new_person(app, Role.CITY_ADMIN),
        new_person(app, Role.LEARNING_LEAD, "poti"),
    ]
    with app.app_context():
        for other in others:
            with pytest.raises((NotAllowed, NotFound)):
                feedback.begin_feedback(other, entry.entry_id)
            with pytest.raises(NotFound):
                feedback.save_feedback(other, draft.id, "en", WORDS, seen_revision=draft.revision)
            with pytest.raises(NotFound):
                feedback.send_feedback(other, draft.id, seen_revision=draft.revision)
            with pytest.raises(NotFound):
                feedback_for(other, city.id, draft.code)
            assert not drafts_for(other, city.id)
        for writer in (entry.author, entry.lead):
            assert [one.id for one in drafts_for(writer, city.id)] == [draft.id]
            assert feedback_for(writer, city.id, draft.code).title == {"en": WORDS["title"]}


def test_an_entry_that_is_not_accepted_is_not_answered(app: Flask, city: City, entry: Accepted) -> None:
    draft = written(app, entry)
    with app.app_context():
        writing.take_back_entry(entry.author, entry.entry_id)
        with pytest.raises(feedback.EntryNotAccepted):
            feedback.begin_feedback(entry.author, entry.entry_id)
        with pytest.raises(feedback.EntryNotAccepted):
            feedback.send_feedback(entry.author, draft.id, seen_revision=draft.revision)
        with pytest.raises(NotFound):
            feedback.begin_feedback(entry.lead, new_id())


def test_words_are_kept_language_by_language_and_empty_ones_go(app: Flask, entry: Accepted) -> None:
    draft = written(app, entry, languages=("en", "ka"))
    with app.app_context():
        assert set(draft.heard) == {"en", "ka"}
        emptied = dict.fromkeys(WORDS, " ")
        feedback.save_feedback(entry.lead, draft.id, "ka", emptied, seen_revision=draft.revision)
        assert set(answer_of(draft.code).heard) == {"en"}
        with pytest.raises(NotFound):
            feedback.save_feedback(entry.lead, draft.id, "xx", WORDS, seen_revision=draft.revision + 1)


def test_what_is_too_long_is_refused_and_what_stood_is_kept(app: Flask, entry: Accepted) -> None:
    draft = written(app, entry)
    with app.app_context():
        with pytest.raises(Invalid) as refused:
            long = WORDS | {"title": "x" * 151, "did": "x" * 3001}
            feedback.save_feedback(entry.lead, draft.id, "en", long, seen_revision=draft.revision)
        assert refused.value.fields == {"title": "too_long", "did": "too_long"}
        assert answer_of(draft.code).title == {"en": WORDS["title"]}


def test_a_stale_page_overwrites_and_sends_nothing(app: Flask, entry: Accepted) -> None:
    draft = written(app, entry)
    with app.app_context():
        feedback.save_feedback(entry.author, draft.id, "en", WORDS | {"did": "More."}, seen_revision=draft.revision)
        with pytest.raises(feedback.AnswerChanged):
            feedback.save_feedback(entry.lead, draft.id, "en", WORDS, seen_revision=draft.revision)
        with pytest.raises(feedback.AnswerChanged):
            feedback.send_feedback(entry.lead, draft.id, seen_revision=draft.revision)
        kept = answer_of(draft.code)
        assert (kept.did, kept.sent_at) == ({"en": "More."}, None)


@pytest.mark.parametrize("missing", [{"title": ""}, {"heard": ""}, {"did": "", "did_not": ""}])
def test_a_language_that_was_begun_and_not_finished_holds_it_back(
    app: Flask, entry: Accepted, missing: dict[str, str]
) -> None:
    draft = written(app, entry)
    with app.app_context():
        feedback.save_feedback(entry.lead, draft.id, "ka", WORDS | missing, seen_revision=draft.revision)
        kept = answer_of(draft.code)
        assert set(feedback.missing_parts(kept)) == {"ka"}
        with pytest.raises(Invalid):
            feedback.send_feedback(entry.lead, draft.id, seen_revision=kept.revision)
        assert answer_of(draft.code).sent_at is None


def test_an_answer_says_what_was_done_or_what_was_not(app: Flask, entry: Accepted) -> None:
    draft = written(app, entry, did="")
    with app.app_context():
        assert feedback.missing_parts(answer_of(draft.code)) == {}


def test_it_reaches_every_teller_and_leaves_a_line_in_each_trail(
    app: Flask, city: City, entry: Accepted, three: list[Told]
) -> None:
    sent_at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    draft = written(app, entry)
    with app.app_context(), clock.at(sent_at):
        assert feedback.send_feedback(entry.lead, draft.id, seen_revision=draft.revision) == 3
        for told in three:
            assert db.session.get_one(Story, told.id).answered_at == sent_at
            (answer,) = answers_for_story(told.id)
            assert (answer.code, answer.at, answer.was_useful) == (draft.code, sent_at, None)
            acts = select(ReviewEvent).where(ReviewEvent.story_id == told.id, ReviewEvent.act == "answered")
            assert db.session.scalars(acts).one().details == {"feedback": draft.code}
        assert not entries_to_answer(entry.lead, city.id)


def test_the_first_answer_counts_and_a_correction_is_a_new_one(app: Flask, entry: Accepted, three: list[Told]) -> None:
    first = sent(app, entry)
    with app.app_context():
        answered_at = db.session.get_one(Story, three[0].id).answered_at
    second = sent(app, entry, did="We were wrong: every second door.")
    with app.app_context():
        assert first != second
        assert db.session.get_one(Story, three[0].id).answered_at == answered_at
        assert [one.code for one in answers_for_story(three[0].id)] == [second, first]


def test_what_was_sent_is_neither_changed_nor_sent_again(app: Flask, entry: Accepted, three: list[Told]) -> None:
    code = sent(app, entry)
    with app.app_context():
        kept = answer_of(code)
        with pytest.raises(feedback.AnswerSent):
            feedback.save_feedback(entry.lead, kept.id, "en", WORDS, seen_revision=kept.revision)
        with pytest.raises(feedback.AnswerSent):
            feedback.send_feedback(entry.lead, kept.id, seen_revision=kept.revision)
        assert db.session.scalar(select(func.count()).select_from(Delivery)) == 3


def test_two_who_press_send_at_once_send_once(app: Flask, entry: Accepted) -> None:
    draft = written(app, entry)
    outcomes: list[object] = []

    def press() -> None:
        with app.app_context():
            try:
                outcomes.append(feedback.send_feedback(entry.lead, draft.id, seen_revision=draft.revision))
            except feedback.AnswerSent as error:
                outcomes.append(error.key)

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["3", "answer_sent"]


def test_one_letter_goes_to_each_teller_who_wants_letters(
    app: Flask, tell: Tell, three: list[Told], run_jobs: Callable[[], int]
) -> None:
    silent = tell(state="published")
    code = sent(app, accepted_entry(app, [*three, silent]))
    run_jobs()
    run_jobs()
    found = letters(app)
    assert len(found) == 3
    assert all(f"teller{n}@example.org" in "".join(found) for n in range(3))
    with app.app_context():
        answer_id = answer_of(code).id
        mailed = db.session.scalars(select(Delivery).where(Delivery.mailed_at.is_not(None))).all()
        assert {one.story_id for one in mailed} == {told.id for told in three}
        assert not feedback.note_mailed(answer_id, three[0].id)


def test_a_teller_who_withdrew_before_is_not_reached(
    app: Flask, entry: Accepted, three: list[Told], run_jobs: Callable[[], int]
) -> None:
    draft = written(app, entry)
    with app.app_context():
        withdraw_story(three[1].id)
        assert feedback.send_feedback(entry.lead, draft.id, seen_revision=draft.revision) == 2
        assert not answers_for_story(three[1].id)
        assert db.session.get_one(Story, three[1].id).answered_at is None
    run_jobs()
    assert "teller1@example.org" not in "".join(letters(app))


def test_a_teller_who_withdraws_after_it_was_sent_gets_no_letter_any_more(
    app: Flask, entry: Accepted, three: list[Told], run_jobs: Callable[[], int]
) -> None:
    sent(app, entry)
    with app.app_context():
        withdraw_story(three[1].id)
    run_jobs()
    found = "".join(letters(app))
    assert "teller1@example.org" not in found
    assert "teller0@example.org" in found
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Delivery.story_id == three[1].id)) == 1
        assert used_by_answers() == {three[0].id, three[2].id}


def test_a_story_narrowed_after_it_was_sent_is_used_no_more(
    app: Flask, entry: Accepted, three: list[Told], run_jobs: Callable[[], int]
) -> None:
    sent(app, entry)
    with app.app_context():
        assert used_by_answers() == {told.id for told in three}
        change_consents(three[2].id, "team", frozenset(), Asked(1, "en"))  # type: ignore[arg-type]
    run_jobs()
    with app.app_context():
        assert used_by_answers() == {three[0].id, three[1].id}
        assert answers_for_story(three[2].id)


def test_an_answer_that_would_reach_nobody_is_not_sent(app: Flask, entry: Accepted, three: list[Told]) -> None:
    draft = written(app, entry)
    with app.app_context():
        for told in three:
            withdraw_story(told.id)
        with pytest.raises(feedback.NobodyToReach):
            feedback.send_feedback(entry.lead, draft.id, seen_revision=draft.revision)
        assert answer_of(draft.code).sent_at is None


def test_a_teller_says_whether_it_was_useful_and_may_change_their_mind(
    app: Flask, tell: Tell, entry: Accepted, three: list[Told]
) -> None:
    code = sent(app, entry)
    with app.app_context():
        for said in (True, True, False):
            feedback.judge_usefulness(three[0].id, code, said)
            assert answers_for_story(three[0].id)[0].was_useful is said
    stranger = tell(state="published")
    with app.app_context():
        with pytest.raises(NotFound):
            feedback.judge_usefulness(stranger.id, code, True)
        with pytest.raises(NotFound):
            feedback.judge_usefulness(three[0].id, "nothere1", True)
        withdraw_story(three[0].id)
        with pytest.raises(NotFound):
            feedback.judge_usefulness(three[0].id, code, True)


def used_by_answers() -> set[object]:
    rows = select(StoryUse.story_id).where(StoryUse.kind == "feedback", StoryUse.ended_at.is_(None))
    return set(db.session.scalars(rows))
