"""New words of the teller: kept beside the old ones, shown when they may be, and never with what was withheld."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from storyhub.cities.models import City
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.jobs import Job
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Mask, ReviewEvent, State, Story, Withheld
from storyhub.stories.queries.desk import what_was_said
from storyhub.stories.queries.versions import NewerWords, versions_of, waiting_version
from storyhub.stories.services.masking import lift_mask, mask_passage
from storyhub.stories.services.reviewing import (
    AlreadyDecided,
    PublishingPaused,
    SecondPairOfEyes,
    hide_story,
    mark_sensitive,
    publish_story,
)
from storyhub.stories.services.versions import (
    add_version,
    erase_earlier_versions,
    set_version_aside,
    show_new_version,
)
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.staff import new_person
from tests.support.stories import Told

Tell = Callable[..., Told]

OLD = "Our neighbour Vakhtang carried the water up four floors, twice a week."
NEW = "Our neighbour Vakhtang carried the water up five floors, three times a week."
OTHER = "Vakho from the third floor carried the water up, and nobody thanked him."


def story(told: Told) -> Story:
    return db.session.get_one(Story, told.id, populate_existing=True)


def let_town(**settings: object) -> None:
    with transaction() as session:
        for name, value in settings.items():
            setattr(session.scalars(db.select(City).where(City.slug == "rustavi")).one(), name, value)


def test_readers_of_a_published_story_wait_for_the_desk(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    added = add_version(told.id, "Water", NEW, seen=1)
    assert (added.number, added.is_shown) == (2, False)
    assert (story(told).body, story(told).version) == (OLD, 1)
    waiting = waiting_version(story(told))
    assert waiting is not None
    assert waiting.body == NEW
    assert show_new_version(moderator, told.id, 2) is True
    assert (story(told).title, story(told).body, story(told).version) == ("Water", NEW, 2)
    assert waiting_version(story(told)) is None
    assert [one.body for one in versions_of(told.id)] == [OLD, NEW]


def test_where_the_town_allows_it_readers_have_them_at_once(context: Flask, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    let_town(new_versions_at_once=True)
    assert add_version(told.id, "", NEW, seen=1).is_shown
    assert story(told).body == NEW
    assert "five floors" in story(told).excerpt
    assert story(told).unread_since is not None


@pytest.mark.parametrize("careful", ["young", "sensitive", "paused"])
def test_at_once_never_means_without_care(context: Flask, moderator: Viewer, tell: Tell, careful: str) -> None:
    told = tell(state="waiting" if careful == "young" else "published", body=OLD, is_young=careful == "young")
    let_town(new_versions_at_once=True)
    if careful == "young":
        publish_story(moderator, told.id, seen_state=State.WAITING)
        publish_story(new_person(context, Role.MODERATOR), told.id, seen_state=State.WAITING)
    elif careful == "sensitive":
        mark_sensitive(moderator, told.id, sensitive=True)
    else:
        let_town(paused_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert not add_version(told.id, "", NEW, seen=1).is_shown
    assert story(told).body == OLD


def test_what_was_withheld_stays_withheld_in_the_new_words(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    let_town(new_versions_at_once=True)
    mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    assert not add_version(told.id, "Vakhtang", NEW, seen=1).is_shown
    assert show_new_version(moderator, told.id, 2)
    assert story(told).body == NEW.replace("Vakhtang", "[name withheld]")
    assert story(told).title == "[name withheld]"


def test_words_in_which_a_withheld_passage_is_not_found_wait(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    let_town(new_versions_at_once=True)
    mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    assert not add_version(told.id, "", OTHER, seen=1).is_shown
    assert "Vakho" not in story(told).body
    assert not add_version(told.id, "", NEW + " That is all.", seen=2).is_shown


def test_a_passage_withheld_while_new_words_wait_is_withheld_in_them_too(
    context: Flask, moderator: Viewer, tell: Tell
) -> None:
    told = tell(state="published", body=OLD)
    add_version(told.id, "", NEW, seen=1)
    mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    show_new_version(moderator, told.id, 2)
    assert "Vakhtang" not in story(told).body
    assert "five floors" in story(told).body


def test_the_same_words_again_are_no_new_version(context: Flask, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    assert not add_version(told.id, " ", OLD.replace(", ", ",  ") + "\r\n", seen=1).is_new
    assert add_version(told.id, "", NEW, seen=1).is_new
    again = add_version(told.id, "", NEW, seen=1)
    assert (again.number, again.is_new) == (2, False)
    assert len(versions_of(told.id)) == 2


def test_a_page_that_was_open_for_long_overwrites_nothing(context: Flask, tell: Tell) -> None:
    told = tell(body=OLD)
    add_version(told.id, "", NEW, seen=1)
    with pytest.raises(NewerWords):
        add_version(told.id, "", OTHER, seen=1)
    assert [one.body for one in versions_of(told.id)] == [OLD, NEW]


@pytest.mark.parametrize(
    ("title", "body", "fields"),
    [
        ("", "", {"body": "body_missing"}),
        ("", "too short", {"body": "body_too_short"}),
        ("x" * 121, OLD, {"title": "too_long"}),
        ("", "x" * 20_001, {"body": "body_too_long"}),
    ],
)
def test_new_words_are_held_to_the_same_measure(
    context: Flask, tell: Tell, title: str, body: str, fields: dict[str, str]
) -> None:
    told = tell()
    with pytest.raises(Invalid) as refused:
        add_version(told.id, title, body, seen=1)
    assert refused.value.fields == fields
    assert len(versions_of(told.id)) == 1


def test_a_waiting_story_is_read_and_published_in_its_newest_words(
    context: Flask, moderator: Viewer, tell: Tell
) -> None:
    told = tell(body=OLD)
    read = what_was_said(db.session(), story(told))
    add_version(told.id, "", NEW, seen=1)
    assert story(told).body == NEW
    with pytest.raises(AlreadyDecided):
        publish_story(moderator, told.id, seen_state=State.WAITING, said=read)
    publish_story(moderator, told.id, seen_state=State.WAITING, said=what_was_said(db.session(), story(told)))
    assert (story(told).state, story(told).body) == (State.PUBLISHED, NEW)


def test_a_story_hidden_while_new_words_waited_comes_back_with_them(
    context: Flask, moderator: Viewer, tell: Tell
) -> None:
    told = tell(state="published", body=OLD)
    add_version(told.id, "", NEW, seen=1)
    hide_story(moderator, told.id, "other", seen_state=State.PUBLISHED)
    assert story(told).body == OLD
    publish_story(moderator, told.id, seen_state=State.HIDDEN)
    assert story(told).body == NEW


def test_what_one_moderator_agreed_to_were_the_words_before(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told, other = tell(body=OLD, is_young=True), new_person(context, Role.MODERATOR)
    assert publish_story(moderator, told.id, seen_state=State.WAITING) is False
    add_version(told.id, "", NEW, seen=1)
    assert publish_story(other, told.id, seen_state=State.WAITING) is False
    assert story(told).state == State.WAITING
    assert publish_story(moderator, told.id, seen_state=State.WAITING) is True


def test_new_words_of_a_young_teller_need_two_moderators(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told, other = tell(body=OLD, is_young=True), new_person(context, Role.MODERATOR)
    for who in (moderator, other):
        publish_story(who, told.id, seen_state=State.WAITING)
    add_version(told.id, "", NEW, seen=1)
    assert show_new_version(moderator, told.id, 2) is False
    with pytest.raises(SecondPairOfEyes):
        show_new_version(moderator, told.id, 2)
    assert story(told).body == OLD
    assert show_new_version(other, told.id, 2) is True


def test_the_desk_leaves_new_words_aside_for_a_reason(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    add_version(told.id, "", NEW, seen=1)
    with pytest.raises(Invalid):
        set_version_aside(moderator, told.id, 2, "because")
    set_version_aside(moderator, told.id, 2, "other")
    assert waiting_version(story(told)) is None
    assert story(told).body == OLD
    with pytest.raises(NewerWords):
        show_new_version(moderator, told.id, 2)
    assert add_version(told.id, "", OTHER, seen=2).number == 3


def test_an_older_version_is_not_shown_by_a_stale_page(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    add_version(told.id, "", NEW, seen=1)
    add_version(told.id, "", OTHER, seen=2)
    for number in (0, 1, 2, 4):
        with pytest.raises(NewerWords):
            show_new_version(moderator, told.id, number)
    assert show_new_version(moderator, told.id, 3)
    with pytest.raises(NewerWords):
        show_new_version(moderator, told.id, 3)


def test_nothing_new_is_shown_while_publishing_is_paused(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    add_version(told.id, "", NEW, seen=1)
    let_town(paused_at=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(PublishingPaused):
        show_new_version(moderator, told.id, 2)


def test_only_a_moderator_of_the_town_decides_on_new_words(context: Flask, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    add_version(told.id, "", NEW, seen=1)
    for who in (new_person(context, Role.MODERATOR, "poti"), new_person(context, Role.CITY_ADMIN)):
        with pytest.raises(NotAllowed):
            show_new_version(who, told.id, 2)
        with pytest.raises(NotAllowed):
            set_version_aside(who, told.id, 2, "other")


def test_earlier_words_go_with_their_masks_when_the_teller_asks(
    context: Flask, moderator: Viewer, tell: Tell, run_jobs: Callable[[], int]
) -> None:
    told = tell(state="published", body=OLD)
    mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    add_version(told.id, "", NEW, seen=1)
    assert erase_earlier_versions(told.id) == 0
    show_new_version(moderator, told.id, 2)
    assert erase_earlier_versions(told.id) == 1
    assert [one.number for one in versions_of(told.id)] == [2]
    assert {mask.version for mask in db.session.scalars(db.select(Mask))} == {2}
    assert "Vakhtang" not in story(told).body
    assert erase_earlier_versions(told.id) == 0
    assert run_jobs() > 0
    assert not db.session.scalars(db.select(Job).where(Job.error.is_not(None))).all()


def test_what_readers_have_and_what_waits_is_not_erased(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    add_version(told.id, "", NEW, seen=1)
    add_version(told.id, "", OTHER, seen=2)
    assert erase_earlier_versions(told.id) == 1
    assert [one.number for one in versions_of(told.id)] == [1, 3]


def test_the_trail_says_what_happened_without_a_word_of_the_story(
    context: Flask, moderator: Viewer, tell: Tell
) -> None:
    told = tell(state="published", body=OLD)
    add_version(told.id, "", NEW, seen=1)
    set_version_aside(moderator, told.id, 2, "other")
    rows = db.session.scalars(db.select(ReviewEvent).where(ReviewEvent.story_id == told.id)).all()
    assert {"version_sent", "version_set_aside"} <= {row.act for row in rows}
    assert "floors" not in repr([(row.act, row.reason, row.details) for row in rows])


def test_a_story_taken_back_takes_no_new_words(context: Flask, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    withdraw_story(told.id)
    with pytest.raises(NotFound):
        add_version(told.id, "", NEW, seen=1)
    with pytest.raises(NotFound):
        erase_earlier_versions(told.id)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_withheld_name_that_goes_and_comes_back_is_withheld_again(
    context: Flask, moderator: Viewer, tell: Tell, at_once: bool
) -> None:
    told = tell(state="published", body=OLD)
    let_town(new_versions_at_once=at_once)
    mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    add_version(told.id, "", OTHER, seen=1)
    show_new_version(moderator, told.id, 2)
    assert not add_version(told.id, "", NEW, seen=2).is_shown
    assert story(told).body == OTHER
    show_new_version(moderator, told.id, 3)
    assert story(told).body == NEW.replace("Vakhtang", "[name withheld]")


def test_a_name_withheld_in_a_waiting_story_is_not_published_when_it_comes_back(
    context: Flask, moderator: Viewer, tell: Tell
) -> None:
    told = tell(body=OLD)
    mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    add_version(told.id, "", OTHER, seen=1)
    add_version(told.id, "", NEW, seen=2)
    publish_story(moderator, told.id, seen_state=State.WAITING)
    assert story(told).body == NEW.replace("Vakhtang", "[name withheld]")


def test_erasing_the_words_in_which_a_name_was_withheld_does_not_open_a_way_past_the_desk(
    context: Flask, moderator: Viewer, tell: Tell
) -> None:
    told = tell(state="published", body=OLD)
    let_town(new_versions_at_once=True)
    mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    add_version(told.id, "", OTHER, seen=1)
    show_new_version(moderator, told.id, 2)
    erase_earlier_versions(told.id)
    assert not add_version(told.id, "", NEW, seen=2).is_shown


def test_a_passage_given_back_to_readers_keeps_nothing_waiting(context: Flask, moderator: Viewer, tell: Tell) -> None:
    told = tell(state="published", body=OLD)
    let_town(new_versions_at_once=True)
    (mask,) = mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    lift_mask(moderator, told.id, mask.id)
    assert add_version(told.id, "", NEW, seen=1).is_shown


def test_whoever_agreed_first_to_new_words_does_not_give_them_alone_by_taking_the_mark_off(
    context: Flask, moderator: Viewer, tell: Tell
) -> None:
    told, other = tell(state="published", body=OLD), new_person(context, Role.MODERATOR)
    mark_sensitive(other, told.id, sensitive=True)
    add_version(told.id, "", NEW, seen=1)
    assert show_new_version(moderator, told.id, 2) is False
    mark_sensitive(moderator, told.id, sensitive=False)
    with pytest.raises(SecondPairOfEyes):
        show_new_version(moderator, told.id, 2)
    assert story(told).body == OLD
    assert show_new_version(other, told.id, 2) is True
