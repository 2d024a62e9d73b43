"""Evidence: a story once, with a reason; words only where the teller allows them and as readers get them."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from storyhub.cities.models import City
from storyhub.core.errors import Conflict, Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.draft import Citation
from storyhub.learning.models import Stance
from storyhub.learning.queries import entries
from storyhub.learning.services import citing
from storyhub.learning.services.citing import AROUND, LONGEST_QUOTE, StoryForFewer
from storyhub.learning.services.trail import EntryMoved
from storyhub.stories.models import Use, Withheld
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.entries import QUOTABLE, QUOTED, begun, cite, entry_of, evidence_of, submit
from tests.support.stories import WORDS, Told


@pytest.fixture
def draft(context: Flask, city: City, author: Viewer) -> UUID:
    return begun(author, city.id)


def test_a_quotation_is_pinned_to_the_words_readers_get(author: Viewer, draft: UUID, tell: Callable[..., Told]) -> None:
    story = tell(**QUOTABLE)
    cite(author, draft, story, QUOTED)
    [one] = evidence_of(draft)
    assert (one.quote, one.story_version, one.stance) == (QUOTED, 1, Stance.SUPPORTS)
    assert one.quote_start is not None
    assert WORDS[one.quote_start : one.quote_end] == QUOTED
    assert one.quote_prefix == WORDS[one.quote_start - AROUND : one.quote_start]
    assert one.quote_suffix == "."


def test_places_count_code_points_in_every_script(author: Viewer, draft: UUID, tell: Callable[..., Told]) -> None:
    body = "👩‍👩‍👧 ჩვენს ეზოში წყალი კვირაში ორჯერ მოდის. 🪣 ვედროებით ამოგვაქვს მეოთხე სართულზე."
    story = tell(body=body, language="ka", **QUOTABLE)
    cite(author, draft, story, "ვედროებით ამოგვაქვს")
    [one] = evidence_of(draft)
    assert body[one.quote_start : one.quote_end] == "ვედროებით ამოგვაქვს"


def test_a_copied_line_break_is_found_and_the_storys_own_words_are_kept(
    author: Viewer, draft: UUID, tell: Callable[..., Told]
) -> None:
    story = tell(body="First we waited for the bus.\n\nThen it rained on all of us.", **QUOTABLE)
    cite(author, draft, story, "waited for the bus. Then it\nrained")
    assert evidence_of(draft)[0].quote == "waited for the bus.\n\nThen it rained"


@pytest.mark.parametrize("words", ["we carry it up five floors", "WE CARRY IT UP", "carry . up"])
def test_words_that_do_not_stand_in_the_story_are_not_quoted(
    author: Viewer, draft: UUID, tell: Callable[..., Told], words: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        cite(author, draft, tell(**QUOTABLE), words)
    assert refusal.value.fields == {"quote": "quote_not_found"}
    assert evidence_of(draft) == []


def test_a_quotation_needs_the_tellers_leave_and_the_idea_does_not(
    author: Viewer, draft: UUID, tell: Callable[..., Told]
) -> None:
    story = tell(state="published", uses=frozenset({Use.PHOTOS, Use.WORKSHOPS}))
    with pytest.raises(Invalid) as refusal:
        cite(author, draft, story, QUOTED)
    assert refusal.value.fields == {"quote": "quote_not_allowed"}
    cite(author, draft, story)
    assert evidence_of(draft)[0].quote == ""


def test_a_quotation_is_not_the_whole_story(author: Viewer, draft: UUID, tell: Callable[..., Told]) -> None:
    story = tell(body="a long day " * 200, **QUOTABLE)
    with pytest.raises(Invalid) as refusal:
        cite(author, draft, story, "a long day " * (LONGEST_QUOTE // 10))
    assert refusal.value.fields == {"quote": "quote_too_long"}


def test_stance_and_reason_are_needed(author: Viewer, draft: UUID, tell: Callable[..., Told]) -> None:
    story = tell(state="published")
    with pytest.raises(Invalid) as refusal:
        citing.cite_story(author, draft, story.id, Citation(None, ""))
    assert refusal.value.fields == {"stance": "stance_missing", "why": "why_missing"}


def test_a_story_stands_once_and_can_be_said_more_about(author: Viewer, draft: UUID, tell: Callable[..., Told]) -> None:
    story = tell(**QUOTABLE)
    cite(author, draft, story, QUOTED)
    citing.cite_story(author, draft, story.id, Citation(Stance.CONTRADICTS, "On second reading it does not."))
    [one] = evidence_of(draft)
    assert (one.stance, one.why, one.quote, one.quote_start) == (
        Stance.CONTRADICTS,
        "On second reading it does not.",
        "",
        None,
    )


def test_evidence_keeps_its_order_and_is_lifted_and_dropped(
    author: Viewer, draft: UUID, tell: Callable[..., Told]
) -> None:
    stories = [tell(state="published") for _ in range(3)]
    for story in stories:
        cite(author, draft, story)
    citing.lift_evidence(author, draft, stories[2].id)
    assert [one.story_id for one in evidence_of(draft)] == [stories[n].id for n in (0, 2, 1)]
    citing.lift_evidence(author, draft, stories[0].id)
    citing.drop_evidence(author, draft, stories[0].id)
    citing.drop_evidence(author, draft, stories[0].id)
    assert [one.story_id for one in evidence_of(draft)] == [stories[n].id for n in (2, 1)]


def test_an_entry_cites_so_many_stories_and_no_more(
    author: Viewer, draft: UUID, tell: Callable[..., Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citing, "MOST", 2)
    for _ in range(2):
        cite(author, draft, tell(state="published"))
    with pytest.raises(Conflict):
        cite(author, draft, tell(state="published"))


@pytest.mark.parametrize("state", ["waiting", "kept", "hidden", "spam", "withdrawn"])
def test_what_readers_do_not_have_is_not_cited_not_even_by_a_moderator(
    city: City, moderator: Viewer, context: Flask, tell: Callable[..., Told], state: str
) -> None:
    entry_id = begun(moderator, city.id)
    story = tell(state="published" if state == "withdrawn" else state)
    if state == "withdrawn":
        withdraw_story(story.id)
    with pytest.raises(NotFound):
        cite(moderator, entry_id, story)


def test_a_story_for_a_smaller_circle_is_not_cited_to_a_larger_one(
    context: Flask, city: City, moderator: Viewer, tell: Callable[..., Told]
) -> None:
    public = begun(moderator, city.id, audience=Audience.PUBLIC)
    with pytest.raises(StoryForFewer):
        cite(moderator, public, tell(state="published", audience="network"))
    with pytest.raises(StoryForFewer):
        cite(moderator, public, tell(state="published", audience="team"))
    poti = begun(moderator, city.id)
    with pytest.raises(NotFound):
        cite(moderator, poti, tell("poti", state="published", audience="city"))
    cite(moderator, poti, tell("poti", state="published", audience="network"))


def test_only_the_author_cites_and_only_in_a_draft(
    app: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told]
) -> None:
    story = tell(state="published")
    with app.app_context():
        entry_id = begun(author, city.id)
        with pytest.raises(NotFound):
            cite(lead, entry_id, story)
        submit(author, entry_id)
        with pytest.raises(NotAllowed):
            cite(lead, entry_id, story)
        for act in (citing.drop_evidence, citing.lift_evidence):
            with pytest.raises(EntryMoved):
                act(author, entry_id, story.id)
        with pytest.raises(EntryMoved):
            cite(author, entry_id, story)


def test_a_reader_outside_the_storys_circle_gets_a_place_and_no_words(
    city: City, author: Viewer, draft: UUID, tell: Callable[..., Told]
) -> None:
    cite(author, draft, tell(audience="city", **QUOTABLE), QUOTED)
    entry = entry_of(draft)
    [mine] = entries.evidence_of(author, entry)
    [theirs] = entries.evidence_of(Viewer(), entry)
    assert mine.story is not None
    assert mine.quote == QUOTED
    assert (theirs.story, theirs.quote, theirs.is_lost) == (None, "", False)


def test_of_a_masked_passage_nothing_can_be_quoted(
    author: Viewer, moderator: Viewer, draft: UUID, tell: Callable[..., Told]
) -> None:
    story = tell(body="My neighbour Ketevan carries the water for all of us up the stairs.", **QUOTABLE)
    mask_passage(moderator, story.id, "Ketevan", Withheld.NAME, seen_version=1)
    with pytest.raises(Invalid):
        cite(author, draft, story, "neighbour Ketevan carries")
    cite(author, draft, story, "neighbour [name withheld] carries")
    assert evidence_of(draft)[0].quote == "neighbour [name withheld] carries"
