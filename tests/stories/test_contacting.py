"""How a teller is reached: sealed, changed or erased alone, found again by whoever lost a receipt, written to when wanted."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from storyhub.cities.queries import current_wording
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.jobs import Job
from storyhub.core.permissions import Viewer
from storyhub.core.sealing import Keys
from storyhub.stories.letters import PAUSE, send_new_receipts
from storyhub.stories.models import ConsentGrant, Contact, Receipt, State, Use
from storyhub.stories.queries.contacts import partly_hidden, reach_for_letters
from storyhub.stories.queries.mine import story_of_receipt
from storyhub.stories.services.contacting import change_contact, erase_contact, want_letters
from storyhub.stories.services.conversing import ask_teller
from storyhub.stories.services.reviewing import hide_story, keep_for_team, publish_story
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.stories import Told

Tell = Callable[..., Told]
RunJobs = Callable[[], int]

NINO = "nino@example.org"


def asked() -> Asked:
    return Asked(current_wording().version, "en")


def contact(told: Told) -> Contact | None:
    db.session.rollback()
    return db.session.scalar(db.select(Contact).where(Contact.story_id == told.id))


def answers(told: Told) -> list[tuple[bool, bool]]:
    """(given, ended) of each answer about being written to."""
    rows = db.select(ConsentGrant).where(ConsentGrant.story_id == told.id, ConsentGrant.use == Use.CONTACT)
    return [(row.is_given, row.ended_at is not None) for row in db.session.scalars(rows.order_by(ConsentGrant.id))]


def letters(app: Flask) -> list[EmailMessage]:
    """Oldest first."""
    return list(reversed(list(app.extensions["storyhub.mailer"].letters())))


def words(letter: EmailMessage) -> str:
    return letter.get_content()


def test_a_contact_is_kept_sealed_and_found_by_its_hash(context: Flask, keys: Keys, tell: Tell) -> None:
    told = tell(contact=NINO)
    row = contact(told)
    assert row is not None
    assert NINO.encode() not in row.sealed
    assert "nino" not in row.lookup
    assert row.lookup == keys.contact_lookup(" Nino@Example.ORG ")
    assert keys.contact_lookup("+995 555 12-34-56") == keys.contact_lookup("995555123456")
    assert keys.contact_lookup(NINO) != keys.contact_lookup("nina@example.org")


def test_a_changed_contact_replaces_the_one_before(context: Flask, keys: Keys, tell: Tell) -> None:
    told = tell(contact=NINO)
    change_contact(keys, told.id, "nino@example.com", "ka", asked=asked())
    row = contact(told)
    assert row is not None
    assert (keys.open(row.sealed), row.language) == ("nino@example.com", "ka")
    assert row.lookup == keys.contact_lookup("nino@example.com")
    assert answers(told) == [(True, False)]


def test_a_contact_left_later_is_an_answer_with_its_date(context: Flask, keys: Keys, tell: Tell) -> None:
    told = tell()
    change_contact(keys, told.id, NINO, "en", asked=asked())
    assert answers(told) == [(False, True), (True, False)]


def test_an_erased_contact_leaves_the_story_and_no_trace_of_itself(
    context: Flask, keys: Keys, tell: Tell, run_jobs: RunJobs
) -> None:
    told = tell(state="published", contact=NINO)
    for _again in range(2):
        erase_contact(told.id, asked=asked())
    assert contact(told) is None
    assert answers(told) == [(True, True), (False, False)]
    assert story_of_receipt(keys, told.receipt).story.state == State.PUBLISHED
    run_jobs()
    assert not db.session.scalars(db.select(Job).where(Job.error.is_not(None))).all()


def test_letters_can_be_stopped_without_erasing_the_contact(context: Flask, keys: Keys, tell: Tell) -> None:
    told = tell(contact=NINO)
    want_letters(told.id, False, asked=asked())
    assert reach_for_letters(keys, told.id) is None
    assert contact(told) is not None
    want_letters(told.id, True, asked=asked())
    assert reach_for_letters(keys, told.id) is not None


def test_letters_cannot_be_wanted_without_an_address(context: Flask, tell: Tell) -> None:
    told = tell()
    with pytest.raises(NotFound):
        want_letters(told.id, True, asked=asked())
    assert answers(told) == [(False, False)]


@pytest.mark.parametrize(
    ("typed", "key"), [("", "contact_missing"), ("\u200e", "contact_missing"), ("a" * 201, "too_long")]
)
def test_a_contact_that_is_none_is_refused(context: Flask, keys: Keys, tell: Tell, typed: str, key: str) -> None:
    told = tell(contact=NINO)
    with pytest.raises(Invalid) as refused:
        change_contact(keys, told.id, typed, "en", asked=asked())
    assert refused.value.fields == {"contact": key}
    assert contact(told) is not None


def test_after_a_withdrawal_nothing_is_left_to_change(context: Flask, keys: Keys, tell: Tell) -> None:
    told = tell(contact=NINO)
    withdraw_story(told.id)
    with pytest.raises(NotFound):
        change_contact(keys, told.id, "nino@example.com", "en", asked=asked())
    with pytest.raises(NotFound):
        erase_contact(told.id, asked=asked())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [(NINO, "n…@example.org"), ("+995 555 123 456", "…56"), ("ნინო@example.org", "ნ…@example.org")],
)
def test_its_owner_sees_enough_of_a_contact_to_know_it_again(typed: str, shown: str) -> None:
    assert partly_hidden(typed) == shown


def test_a_question_is_written_of_once_and_not_told(
    context: Flask, moderator: Viewer, tell: Tell, run_jobs: RunJobs
) -> None:
    told = tell(contact=NINO, title="Water")
    ask_teller(moderator, told.id, "Which street was it?")
    ask_teller(moderator, told.id, "And which year?")
    run_jobs()
    (letter,) = letters(context)
    assert letter["To"] == NINO
    assert letter["Subject"] == "The team has a question about your story"
    assert "“Water”" in words(letter)
    assert "/en/my" in words(letter)
    assert "street" not in words(letter)
    assert told.receipt not in words(letter).replace(" ", "")


def test_a_letter_comes_in_the_tellers_language_and_names_the_town_where_there_is_no_title(
    context: Flask, moderator: Viewer, tell: Tell, run_jobs: RunJobs
) -> None:
    told = tell(contact=NINO, language="ka", body="ჩვენს ეზოში წყალი კვირაში ორჯერ მოდის.")
    ask_teller(moderator, told.id, "რომელი ქუჩაა?")
    run_jobs()
    (letter,) = letters(context)
    assert letter["Content-Language"] == "ka"
    assert "რუსთავი" in words(letter)
    assert "/ka/my" in words(letter)


def test_a_decision_is_written_of_when_nobody_will_undo_it(
    context: Flask, moderator: Viewer, tell: Tell, run_jobs: RunJobs
) -> None:
    told, now = tell(contact=NINO), clock.now()
    with clock.at(now):
        publish_story(moderator, told.id, seen_state=State.WAITING)
        run_jobs()
        assert letters(context) == []
    with clock.at(now + PAUSE):
        run_jobs()
    (letter,) = letters(context)
    assert letter["Subject"] == "Your story is published"


def test_what_was_undone_is_not_written_of(context: Flask, moderator: Viewer, tell: Tell, run_jobs: RunJobs) -> None:
    told, now = tell(contact=NINO), clock.now()
    with clock.at(now):
        hide_story(moderator, told.id, "hate", seen_state=State.WAITING)
        run_jobs()
    with clock.at(now + PAUSE / 2):
        publish_story(moderator, told.id, seen_state=State.HIDDEN)
        keep_for_team(moderator, told.id, seen_state=State.PUBLISHED)
        run_jobs()
    with clock.at(now + PAUSE * 2):
        run_jobs()
    assert [letter["Subject"] for letter in letters(context)] == ["The team has read your story"]


def test_a_hidden_story_is_written_of_with_its_reason(
    context: Flask, moderator: Viewer, tell: Tell, run_jobs: RunJobs
) -> None:
    told, now = tell(contact=NINO), clock.now()
    hide_story(moderator, told.id, "advertising", seen_state=State.WAITING)
    run_jobs()
    with clock.at(now + PAUSE * 2):
        run_jobs()
    (letter,) = letters(context)
    assert "advertis" in words(letter).lower()


@pytest.mark.parametrize("meanwhile", ["withdrawn", "not wanted", "erased", "a telephone number"])
def test_nothing_is_written_to_whoever_went_meanwhile(
    context: Flask, keys: Keys, moderator: Viewer, tell: Tell, run_jobs: RunJobs, meanwhile: str
) -> None:
    told, now = tell(contact=NINO), clock.now()
    ask_teller(moderator, told.id, "Which street was it?")
    publish_story(moderator, told.id, seen_state=State.WAITING)
    match meanwhile:
        case "withdrawn":
            withdraw_story(told.id)
        case "not wanted":
            want_letters(told.id, False, asked=asked())
        case "erased":
            erase_contact(told.id, asked=asked())
        case _number:
            change_contact(keys, told.id, "+995 555 123 456", "en", asked=asked())
    run_jobs()
    with clock.at(now + timedelta(days=1)):
        run_jobs()
    assert letters(context) == []
    assert not db.session.scalars(db.select(Job).where(Job.error.is_not(None))).all()


def receipts_in(letter: EmailMessage) -> list[str]:
    blocks = words(letter).split("\n")
    return [line.replace(" ", "") for line in blocks if len(line.replace(" ", "")) == 24 and " " in line]


def test_a_lost_receipt_is_sent_anew_and_the_old_one_stays_good(context: Flask, keys: Keys, tell: Tell) -> None:
    first, second, other = tell(contact=NINO), tell(contact="NINO@example.org"), tell(contact="ana@example.org")
    for _tried_again in range(2):
        send_new_receipts(keys.contact_lookup(NINO), "a-form-key-by-chance")
    sent = {receipt for letter in letters(context) for receipt in receipts_in(letter)}
    assert len(sent) == 2
    opened = {story_of_receipt(keys, receipt).story.id for receipt in sent}
    assert opened == {first.id, second.id}
    assert story_of_receipt(keys, first.receipt).story.id == first.id
    assert len(db.session.scalars(db.select(Receipt)).all()) == 5
    assert other.receipt not in sent


def test_whoever_has_no_story_gets_no_letter(context: Flask, keys: Keys, tell: Tell) -> None:
    tell(contact=NINO)
    gone = tell(contact="gone@example.org")
    withdraw_story(gone.id)
    for address in ("nobody@example.org", "gone@example.org"):
        send_new_receipts(keys.contact_lookup(address), "a-form-key-by-chance")
    send_new_receipts("", "a-form-key-by-chance")
    assert letters(context) == []
