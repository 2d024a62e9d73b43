"""A teller objects to a withheld passage, in words; the desk lifts it or says why not."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask

from storyhub.core.db import db
from storyhub.core.errors import Invalid, NotFound
from storyhub.core.permissions import Viewer
from storyhub.stories.models import Mask, ReviewEvent, Withheld
from storyhub.stories.services.masking import keep_mask, lift_mask, mask_passage
from storyhub.stories.services.objecting import MOST, object_to_mask
from storyhub.stories.services.versions import add_version
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.stories import Told

BODY = "Our neighbour Vakhtang carried the water, and Vakhtang never complained."


@pytest.fixture
def masked(context: Flask, moderator: Viewer, tell: Callable[..., Told]) -> Told:
    told = tell(state="published", body=BODY)
    mask_passage(moderator, told.id, "Vakhtang", Withheld.NAME, seen_version=1)
    return told


def masks(told: Told) -> list[Mask]:
    return list(db.session.scalars(db.select(Mask).where(Mask.story_id == told.id).order_by(Mask.start)))


def test_an_objection_counts_wherever_the_same_words_are_withheld(masked: Told) -> None:
    add_version(masked.id, "", BODY + " He is old now.", seen=1)
    object_to_mask(masked.id, masks(masked)[0].id, "He has read it and wants his name here.")
    assert len(masks(masked)) == 4
    assert {one.objection for one in masks(masked)} == {"He has read it and wants his name here."}
    assert all(one.objected_at for one in masks(masked))


def test_the_same_objection_again_is_one(masked: Told) -> None:
    for _again in range(2):
        object_to_mask(masked.id, masks(masked)[0].id, "He wants his name here.")
    rows = db.session.scalars(db.select(ReviewEvent).where(ReviewEvent.act == "mask_objected")).all()
    assert len(rows) == 1
    assert rows[0].details == {}


def test_a_new_objection_after_an_answer_waits_for_another_answer(moderator: Viewer, masked: Told) -> None:
    mask = masks(masked)[0].id
    object_to_mask(masked.id, mask, "He wants his name here.")
    keep_mask(moderator, masked.id, mask, "His family asked us not to.")
    assert masks(masked)[0].answer
    object_to_mask(masked.id, mask, "I asked his family as well: they agree.")
    assert (masks(masked)[0].answer, masks(masked)[0].kept_at) == ("", None)


@pytest.mark.parametrize(
    ("words", "key"), [("", "message_missing"), (" \n", "message_missing"), ("x" * (MOST + 1), "too_long")]
)
def test_an_objection_is_in_words_and_not_in_too_many(masked: Told, words: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        object_to_mask(masked.id, masks(masked)[0].id, words)
    assert refused.value.fields == {"objection": key}


def test_nobody_objects_to_what_is_not_withheld(moderator: Viewer, masked: Told, tell: Callable[..., Told]) -> None:
    other, mask = tell(state="published"), masks(masked)[0].id
    for story_id, mask_id in ((other.id, mask), (masked.id, uuid4())):
        with pytest.raises(NotFound):
            object_to_mask(story_id, mask_id, "He wants his name here.")
    lift_mask(moderator, masked.id, mask)
    with pytest.raises(NotFound):
        object_to_mask(masked.id, mask, "He wants his name here.")
    withdraw_story(masked.id)
    with pytest.raises(NotFound):
        object_to_mask(masked.id, mask, "He wants his name here.")
