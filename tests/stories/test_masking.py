"""A withheld passage: readers never get it on any surface, the teller's own words stay, and it holds for what comes later."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.errors import Invalid, NotAllowed, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Mask, Photo, ReviewEvent, Story, StoryVersion, Withheld
from storyhub.stories.services.masking import AnotherVersion, carry_masks, keep_mask, lift_mask, mask_passage
from storyhub.stories.services.showing import show_version
from storyhub.stories.services.versions import add_version as send_version
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.stories.told import other_forms, stands_in
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person
from tests.support.stories import Told

TITLE = "How Nino keeps our stairs"
BODY = (
    "Nino from the second floor sweeps the stairs.\n\nOn Monday I met Nino\nBeridze again, and Ninotsminda is far.\n\n"
    "“Nino!” we call, and NINO does not hear. Her number is +995 555 123 456."
)
PLACE = "behind Nino’s gate"
NAME = b"Nino"
SURFACES = (
    "/en/rustavi/stories/{code}",
    "/en/rustavi/stories/{code}/print",
    "/en/rustavi/stories",
    "/en/rustavi/stories?q=stairs",
    "/en/stories",
    "/en/stories?q=stairs",
    "/en/rustavi/",
    "/en/",
    "/en/rustavi/stories.atom",
    "/en/stories.atom",
    "/sitemap-rustavi.xml",
    "/en/rustavi/stories.json",
)


@pytest.fixture
def nino(tell: Callable[..., Told]) -> Told:
    return tell(
        title=TITLE, body=BODY, place=PLACE, state="published", photos=1, uses=frozenset({"photos", "search_engines"})
    )


def mask(actor: Viewer, told: Told, exact: str = "Nino", what: Withheld = Withheld.NAME, **more: Any) -> list[Mask]:
    return mask_passage(actor, told.id, exact, what, **{"seen_version": 1, **more})


def shown(story_id: UUID) -> Story:
    db.session.expire_all()
    return db.session.get_one(Story, story_id)


def add_version(story_id: UUID, number: int, body: str, title: str = "") -> None:
    with transaction() as session:
        session.add(
            StoryVersion(story_id=story_id, number=number, title=title, body=body, language="en", at=clock.now())
        )


def acts(story_id: UUID) -> list[str]:
    return list(
        db.session.scalars(select(ReviewEvent.act).where(ReviewEvent.story_id == story_id).order_by(ReviewEvent.at))
    )


def test_every_place_is_withheld_as_a_whole_word_and_with_its_capitals(
    app: Flask, nino: Told, moderator: Viewer
) -> None:
    with app.app_context():
        assert len(mask(moderator, nino)) == 5
        story = shown(nino.id)
        assert story.title == "How [name withheld] keeps our stairs"
        assert story.body.startswith("[name withheld] from the second floor")
        assert "I met [name withheld]\nBeridze again, and Ninotsminda is far" in story.body
        assert "“[name withheld]!” we call, and NINO does not hear" in story.body
        assert story.place == "behind [name withheld]’s gate"
        assert story.excerpt.startswith("[name withheld] from")


def test_the_tellers_own_words_stay_as_they_were_told(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        mask(moderator, nino)
        version = db.session.scalars(select(StoryVersion).where(StoryVersion.story_id == nino.id)).one()
        assert (version.title, version.body) == (TITLE, BODY)
        assert shown(nino.id).told_place == PLACE


def test_no_surface_sends_a_byte_of_a_withheld_name(
    app: Flask, client: FlaskClient, nino: Told, moderator: Viewer, run_jobs: Callable[[], int]
) -> None:
    run_jobs()
    plain = {surface: client.get(surface.format(code=nino.code)).data for surface in SURFACES}
    assert {surface for surface, data in plain.items() if b"Nino " in data} >= set(SURFACES[:8])
    page = plain[SURFACES[0]]
    assert b'og:title" content="How Nino' in page
    assert b'"headline": "How Nino' in page
    with app.app_context():
        set_alt(nino, "Nino at the door")
        for exact in ("Nino", "NINO", "Ninotsminda"):
            mask(moderator, nino, exact)
    run_jobs()
    for surface in SURFACES:
        answer = client.get(surface.format(code=nino.code))
        assert answer.status_code == 200, surface
        assert NAME.lower() not in answer.data.lower(), surface
    assert b"[name withheld] at the door" in client.get(SURFACES[0].format(code=nino.code)).data


def test_searching_for_a_withheld_name_finds_nothing(
    app: Flask, client: FlaskClient, nino: Told, moderator: Viewer, run_jobs: Callable[[], int]
) -> None:
    run_jobs()
    assert nino.code in client.get("/en/rustavi/stories?q=Beridze").text
    with app.app_context():
        mask(moderator, nino, "Nino Beridze")
    # At once, before the index has seen it, and afterwards.
    assert nino.code not in client.get("/en/rustavi/stories?q=Beridze").text
    run_jobs()
    assert nino.code not in client.get("/en/rustavi/stories?q=Beridze").text
    assert nino.code in client.get("/en/rustavi/stories?q=stairs").text


def set_alt(told: Told, alt: str) -> None:
    with transaction() as session:
        session.scalars(select(Photo).where(Photo.story_id == told.id)).one().alt = alt


def test_the_description_of_a_photograph_is_masked_and_comes_back_when_lifted(
    app: Flask, nino: Told, moderator: Viewer
) -> None:
    with app.app_context():
        set_alt(nino, "Nino at the door")
        made = mask(moderator, nino)
        photo = db.session.scalars(select(Photo)).one()
        assert (photo.alt, photo.told_alt) == ("[name withheld] at the door", "Nino at the door")
        assert {one.part for one in made} == {"title", "body", "place", "photo-1"}
        lift_mask(moderator, nino.id, made[0].id)
        db.session.expire_all()
        assert (photo.alt, photo.told_alt) == ("Nino at the door", None)
        story = shown(nino.id)
        assert (story.title, story.body, story.place, story.told_place) == (TITLE, BODY, PLACE, None)


def test_a_passage_over_two_lines_is_found_as_one(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        (made,) = mask(moderator, nino, "  Nino   Beridze ")
        assert made.exact == "Nino\nBeridze"
        assert "I met [name withheld] again" in shown(nino.id).body


def test_one_place_alone_is_withheld_where_that_is_asked(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        (first,) = mask(moderator, nino, everywhere=False, part="body")
        (second,) = mask(moderator, nino, everywhere=False)
        assert ((first.part, first.start), second.part) == (("body", 0), "title")
        assert "I met Nino" in shown(nino.id).body


def test_a_part_of_a_word_is_withheld_when_the_words_stand_nowhere_else(
    app: Flask, tell: Callable[..., Told], moderator: Viewer
) -> None:
    told = tell(body="ნინომ კიბე დაგავა, მერე ნინოს ვკითხე.", language="ka")
    with app.app_context():
        assert len(mask(moderator, told, "ნინო")) == 2
        assert shown(told.id).body == "[სახელი არ ქვეყნდება]მ კიბე დაგავა, მერე [სახელი არ ქვეყნდება]ს ვკითხე."


@pytest.mark.parametrize(
    ("exact", "key"),
    [
        ("", "mask_empty"),
        (" \u202e\n ", "mask_empty"),
        ("x" * 301, "mask_too_long"),
        ("Nana", "passage_not_found"),
        ("nino", "passage_not_found"),
        ("N.no", "passage_not_found"),
        ("(", "passage_not_found"),
    ],
)
def test_what_cannot_be_withheld_is_said(app: Flask, nino: Told, moderator: Viewer, exact: str, key: str) -> None:
    with app.app_context():
        with pytest.raises(Invalid) as refused:
            mask(moderator, nino, exact)
        assert refused.value.fields == {"exact": key}
        assert db.session.scalars(select(Mask)).all() == []


def test_the_same_again_is_said_and_changes_nothing(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        mask(moderator, nino)
        with pytest.raises(Invalid) as refused:
            mask(moderator, nino)
        assert refused.value.fields == {"exact": "masked_already"}
        assert acts(nino.id).count("masked") == 1


def test_two_masks_that_overlap_leave_nothing_between_them(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        mask(moderator, nino, "Her number is +995", Withheld.PASSAGE)
        mask(moderator, nino, "+995 555 123 456", Withheld.CONTACT)
        assert shown(nino.id).body.endswith("hear. [passage withheld].")


def test_a_later_version_keeps_what_was_withheld(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        mask(moderator, nino)
        add_version(nino.id, 2, "The stairs are clean again. Nino did it, and Nino alone.", "Thank you, Nino")
        with transaction() as session:
            story = session.get_one(Story, nino.id, with_for_update=True)
            carry_masks(session, story, 1, 2)
            carry_masks(session, story, 1, 2)
            show_version(session, story, 2)
        story = shown(nino.id)
        assert story.title == "Thank you, [name withheld]"
        assert story.body == "The stairs are clean again. [name withheld] did it, and [name withheld] alone."
        assert story.place == "behind [name withheld]’s gate"


def test_a_name_withheld_in_words_that_wait_is_withheld_in_those_readers_have(
    app: Flask, nino: Told, moderator: Viewer
) -> None:
    with app.app_context():
        add_version(nino.id, 2, "I changed a word: Nino sweeps.")
        mask(moderator, nino, seen_version=2)
        assert "Nino " not in shown(nino.id).body
        assert "[name withheld] from the second floor" in shown(nino.id).body
        assert shown(nino.id).version == 1


def test_words_that_readers_no_longer_have_cannot_be_masked(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        add_version(nino.id, 2, "Nino, in other words.")
        with transaction() as session:
            show_version(session, session.get_one(Story, nino.id), 2)
        for stale in (1, 3, -1):
            with pytest.raises(AnotherVersion):
                mask(moderator, nino, seen_version=stale)


def test_a_kept_mask_answers_the_objection_with_a_reason(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        made = mask(moderator, nino)
        with pytest.raises(Invalid):
            keep_mask(moderator, nino.id, made[0].id, "  ")
        keep_mask(moderator, nino.id, made[0].id, "She asked us not to be named.")
        standing = db.session.scalars(select(Mask)).all()
        assert {one.answer for one in standing} == {"She asked us not to be named."}
        assert all(one.kept_at for one in standing)
        assert acts(nino.id)[-1] == "mask_kept"


def test_a_lifted_mask_cannot_be_lifted_again_and_one_of_another_story_never(
    app: Flask, nino: Told, tell: Callable[..., Told], moderator: Viewer
) -> None:
    with app.app_context():
        made = mask(moderator, nino)
        other = tell(state="published")
        with pytest.raises(NotFound):
            lift_mask(moderator, other.id, made[0].id)
        lift_mask(moderator, nino.id, made[0].id)
        with pytest.raises(NotFound):
            lift_mask(moderator, nino.id, made[0].id)


@pytest.mark.parametrize(
    ("role", "city"), [(Role.MODERATOR, "poti"), (Role.CITY_ADMIN, "rustavi"), (Role.LEARNING_LEAD, "rustavi")]
)
def test_nobody_else_may_withhold_anything(app: Flask, nino: Told, role: Role, city: str) -> None:
    with app.app_context(), pytest.raises(NotAllowed):
        mask(new_person(app, role, city), nino)


def test_a_story_taken_back_meanwhile_is_not_there(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        withdraw_story(nino.id)
        with pytest.raises(NotFound):
            mask(moderator, nino)


def test_the_trail_says_that_it_was_done_and_never_the_words(app: Flask, nino: Told, moderator: Viewer) -> None:
    with app.app_context():
        lift_mask(moderator, nino.id, mask(moderator, nino)[0].id)
        events = db.session.scalars(select(ReviewEvent).where(ReviewEvent.story_id == nino.id)).all()
        assert {"masked", "mask_lifted"} <= {event.act for event in events}
        assert "Nino" not in str([event.details for event in events])


class TestAtTheDesk:
    @pytest.fixture
    def desk(self, as_role: Callable[..., FlaskClient]) -> FlaskClient:
        return as_role("moderator")

    def page(self, desk: FlaskClient, told: Told) -> str:
        return desk.get(f"/en/rustavi/desk/{told.code}").text

    def test_a_moderator_withholds_a_name_and_sees_it_marked_in_the_tellers_own_words(
        self, desk: FlaskClient, nino: Told
    ) -> None:
        action = f"/en/rustavi/desk/{nino.code}/masks"
        fields = form_on(self.page(desk, nino), action)
        assert fields["everywhere"] == "yes"
        assert desk.post(action, data={**fields, "exact": "Nino"}).status_code == 303
        page = self.page(desk, nino)
        assert page.count("<mark>Nino<span") == 5
        assert "A name · in 5 places" in words_on(page)

    def test_marks_never_swallow_markup_that_a_teller_typed(self, desk: FlaskClient, tell: Callable[..., Told]) -> None:
        told = tell(body="<b>Nino</b>\n\nand <script>alert(1)</script> \ue000x\ue001 stand here.")
        desk.post(
            f"/en/rustavi/desk/{told.code}/masks",
            data={"seen": "1", "exact": "Nino</b> and <script>", "everywhere": "yes"},
        )
        page = self.page(desk, told)
        assert "<script>alert" not in page
        assert page.count("<mark") == page.count("</mark>") > 1

    def test_what_was_typed_stays_when_it_is_not_found(self, desk: FlaskClient, nino: Told) -> None:
        answer = desk.post(f"/en/rustavi/desk/{nino.code}/masks", data={"seen": "1", "exact": "Nana", "what": "place"})
        assert answer.status_code == 422
        fields = form_on(answer.text, f"/en/rustavi/desk/{nino.code}/masks")
        assert (fields["exact"], fields["what"], "everywhere" in fields) == ("Nana", "place", False)
        assert "These words do not stand in the story." in words_on(answer.text)

    def test_a_page_that_has_grown_old_says_so_and_keeps_what_was_typed(
        self, app: Flask, desk: FlaskClient, nino: Told
    ) -> None:
        with app.app_context():
            add_version(nino.id, 2, "Nino, in other words.")
            with transaction() as session:
                show_version(session, session.get_one(Story, nino.id), 2)
        answer = desk.post(f"/en/rustavi/desk/{nino.code}/masks", data={"seen": "1", "exact": "Nino"})
        assert answer.status_code == 409
        assert form_on(answer.text, f"/en/rustavi/desk/{nino.code}/masks")["exact"] == "Nino"

    def test_an_objection_is_shown_and_answered(
        self, app: Flask, desk: FlaskClient, nino: Told, moderator: Viewer
    ) -> None:
        with app.app_context():
            one = mask(moderator, nino)[0].id
            with transaction() as session:
                for standing in session.scalars(select(Mask)):
                    standing.objection, standing.objected_at = "She is proud of it.", clock.now()
        assert "She is proud of it." in self.page(desk, nino)
        action = f"/en/rustavi/desk/{nino.code}/masks/{one}"
        refused = desk.post(action, data={"act": "keep", f"answer-{one}": " "})
        assert refused.status_code == 422
        assert f'href="#answer-{one}"' in refused.text
        assert desk.post(action, data={"act": "keep", f"answer-{one}": "She asked us."}).status_code == 303
        assert "Answered: She asked us." in words_on(self.page(desk, nino))
        assert desk.post(action, data={"act": "lift"}).status_code == 303
        assert "<mark>" not in self.page(desk, nino)

    @pytest.mark.parametrize(
        ("role", "city"), [("moderator", "poti"), ("city_admin", "rustavi"), ("facilitator", "rustavi")]
    )
    def test_for_others_the_tool_is_not_there(
        self, as_role: Callable[..., FlaskClient], nino: Told, role: str, city: str
    ) -> None:
        answer = as_role(role, city).post(f"/en/rustavi/desk/{nino.code}/masks", data={"seen": "1", "exact": "Nino"})
        assert answer.status_code == 404


def mask_at(words: str, exact: str) -> Mask:
    start = words.index(exact)
    return Mask(part="body", start=start, end=start + len(exact), exact=exact, what=Withheld.NAME)


@pytest.mark.parametrize(
    ("words", "exact", "forms"),
    [
        ("ნინო აქ არის. ნინოს ვკითხე, ნინომ თქვა, ნინოს.", "ნინო", ["ნინოს", "ნინომ"]),
        ("Наталья пришла. Наталью ждали, НАТАЛЬЯ пела, нам натопили.", "Наталья", ["Наталью", "НАТАЛЬЯ"]),
        ("İlqar gəldi. İlqarın evi, İLQAR, ilqar.", "İlqar", ["İlqarın", "İLQAR", "ilqar"]),
        ("Nino sat. NINO, Ninos and Ninotsminda, not Nina, nor Elnino.", "Nino", ["NINO", "Ninos", "Ninotsminda"]),
        ("Ann sat. ANN and Anna, Annette.", "Ann", ["ANN"]),
        ("Nino Beridze sat. Nino Beridzes, Beridzes, Nino.", "Nino Beridze", ["Nino Beridzes", "Beridzes"]),
        ("Her number is 555 123. Then 555 123 and 1234.", "555 123", []),
        ("Nino sat.", "Nino", []),
    ],
)
def test_other_forms_of_a_withheld_word_are_found(words: str, exact: str, forms: list[str]) -> None:
    assert other_forms({"title": "", "body": words}, [mask_at(words, exact)], exact) == forms


@pytest.mark.parametrize(
    ("words", "exact", "within"),
    [
        ("About NINO.", "Nino", True),
        ("About Ninos house.", "Nino", True),
        ("About elnino.", "Nino", False),
        ("About Annette.", "Ann", False),
        ("About Nino\nBERIDZE.", "Nino Beridze", True),
        ("ნინოს ამბავი", "ნინო", True),
        ("", "Nino", False),
        ("Nino", "  ", False),
    ],
)
def test_words_are_recognised_with_other_capitals_and_endings(words: str, exact: str, within: bool) -> None:
    assert stands_in(words, exact, inflected=True) is within


class TestOtherForms:
    def test_the_desk_lists_them_and_withholds_them_with_one_button(
        self, app: Flask, as_role: Callable[..., FlaskClient], tell: Callable[..., Told], moderator: Viewer
    ) -> None:
        told, desk = tell(body="ნინო აქ არის. ნინოს ვკითხე, ნინომ თქვა, და ნინოს.", language="ka"), as_role("moderator")
        address = f"/en/rustavi/desk/{told.code}"
        assert 'id="also-1"' not in desk.get(address).text
        with app.app_context():
            mask(moderator, told, "ნინო")
        for left in (2, 1):
            page = desk.get(address).text
            assert page.count("Withhold “ნინო") == left
            fields = form_on(page, "also-1").to_dict()
            assert fields["what"] == "name"
            assert desk.post(f"{address}/masks", data=fields).status_code == 303
        assert 'id="also-1"' not in desk.get(address).text
        with app.app_context():
            assert "ნინო" not in shown(told.id).body

    def test_a_name_withheld_in_other_words_is_looked_for_in_those_that_came_after(
        self, app: Flask, as_role: Callable[..., FlaskClient], nino: Told, moderator: Viewer
    ) -> None:
        with app.app_context():
            mask(moderator, nino)
            send_version(nino.id, "", "The stairs are clean again, and NINO did it.", seen=1)
        assert "Withhold “NINO” too" in as_role("moderator").get(f"/en/rustavi/desk/{nino.code}").text
