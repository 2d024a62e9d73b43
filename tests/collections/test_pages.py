"""The pages of collections: put together without a script and with one, read by whoever may, refused kindly."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.cities.models import City
from storyhub.collections.models import Collection, CollectionState, Part
from storyhub.collections.services import arranging
from storyhub.core.columns import new_id
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Role, Viewer
from storyhub.stories.models import Use
from storyhub.stories.services.withdrawing import withdraw_story
from tests.collections.putting import collection_of, note_in, parts_of, put_together
from tests.stories.cast import BROWSERS, add_elsewhere, browser_of, lists
from tests.stories.pages import codes
from tests.stories.test_visibility_matrix import PAIRS, canary, tell_all
from tests.support.pages import Fields, form_on, words_on
from tests.support.staff import new_person, sign_in
from tests.support.stories import Told

SHELF = "/en/rustavi/collections/"
HTMX = {"HX-Request": "true", "HX-Target": "parts"}


def browser(app: Flask, who: Viewer) -> FlaskClient:
    assert who.person_id is not None
    return sign_in(app, who.person_id)


def address(app: Flask, collection_id: UUID) -> str:
    with app.app_context():
        return f"{SHELF}{collection_of(collection_id).code}"


@pytest.fixture
def writer(app: Flask, facilitator: Viewer) -> FlaskClient:
    return browser(app, facilitator)


def opened(client: FlaskClient, page: str) -> Fields:
    return form_on(client.get(f"{page}/edit").text, "collection")


def test_a_collection_is_put_together_and_published_without_a_script(
    app: Flask, writer: FlaskClient, client: FlaskClient, tell: Callable[..., Told]
) -> None:
    story = tell(title="Up the stairs", state="published")
    page = writer.post(SHELF, data={}).location.removesuffix("/edit")
    assert client.get(page).status_code == 404
    fields = opened(writer, page)
    fields["title"], fields["words"], fields["q"], fields["act"] = "Stairs", "Who climbs them?", "stairs", "find"
    found = writer.post(f"{page}/edit", data=fields)
    assert found.location.startswith(f"{page}/find?q=stairs")
    assert story.code in codes(writer.get(found.location).text)
    assert writer.post(f"{page}/stories", data={"story": story.code}).status_code == 303
    with app.app_context():
        held = parts_of(collection_id(page))[0]
    fields = opened(writer, page)
    assert fields["title"] == "Stairs"
    fields["act"] = f"note:{held.id}"
    writer.post(f"{page}/edit", data=fields)
    fields = opened(writer, page)
    (note,) = (name for name in fields if name.startswith("note-"))
    fields[note], fields["act"] = "She is <b>seventy-four</b>.", "publish"
    assert writer.post(f"{page}/edit", data=fields).location == page
    text = client.get(page).text
    assert "Who climbs them?" in text
    assert "She is &lt;b&gt;seventy-four" in text
    assert codes(text) == [story.code]
    assert codes(client.get(SHELF).text) == [page.rsplit("/", 1)[1]]
    assert "Collections" in client.get("/en/rustavi/").text
    assert "In a collection" in client.get(f"/en/rustavi/stories/{story.code}").text


def collection_id(page: str) -> UUID:
    code = page.rsplit("/", 1)[1]
    return db.session.scalars(select(Collection.id).where(Collection.code == code)).one()


def test_what_is_missing_is_said_and_what_was_typed_is_kept(writer: FlaskClient) -> None:
    page = writer.post(SHELF, data={}).location.removesuffix("/edit")
    fields = opened(writer, page)
    fields["words"], fields["act"] = "Half a thought", "publish"
    refused = writer.post(f"{page}/edit", data=fields)
    assert refused.status_code == 422
    assert "Give the collection a title." in refused.text
    assert form_on(refused.text, "collection")["words"] == "Half a thought"
    fields = form_on(refused.text, "collection")
    fields["title"], fields["act"] = "t" * 201, "save"
    refused = writer.post(f"{page}/edit", data=fields)
    assert refused.status_code == 422
    assert "t" * 201 in refused.text


def test_the_slower_of_two_finds_both_versions_on_the_page(
    app: Flask, city: City, facilitator: Viewer, writer: FlaskClient, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        made = put_together(facilitator, city.id, [tell(state="published")])
        note_id = note_in(facilitator, made, "The first note.")
    page, colleague = address(app, made), browser(app, new_person(app, Role.MODERATOR))
    mine, theirs = opened(writer, page), opened(colleague, page)
    theirs["words"] = "What the colleague wrote."
    assert colleague.post(f"{page}/edit", data=theirs).status_code == 303
    mine["words"], mine[f"note-{note_id}"] = "What I wrote.", "My note."
    for act in ("save", f"drop:{note_id}", "publish"):
        mine["act"] = act
        late = writer.post(f"{page}/edit", data=mine)
        assert late.status_code == 409
        assert "What I wrote." in late.text
        assert "My note." in late.text
        assert "What the colleague wrote." in words_on(late.text)
    part = writer.post(f"{page}/edit", data=mine, headers=HTMX)
    assert part.status_code == 409
    assert "My note." in part.text
    assert "<html" not in part.text
    merged = form_on(late.text, "collection")
    merged["words"] = "Both."
    assert writer.post(f"{page}/edit", data=merged).status_code == 303


def test_with_htmx_the_parts_alone_come_back_and_the_keyboard_stays_where_it_was(
    app: Flask, city: City, facilitator: Viewer, writer: FlaskClient, tell: Callable[..., Told]
) -> None:
    one, two = tell(state="published", title="One"), tell(state="published", title="Two")
    with app.app_context():
        made = put_together(facilitator, city.id, [one])
        part_id = parts_of(made)[0].id
    page = address(app, made)
    found = writer.get(f"{page}/find?q=Two", headers={"HX-Request": "true", "HX-Target": "found"})
    assert f'value="add:{two.code}"' in found.text
    assert 'id="found-count" hx-swap-oob="innerHTML">1 story<' in found.text, "how many is said aloud"
    assert "aria-live" not in writer.get(f"{page}/edit").text, "and the list is not"
    fields = opened(writer, page)
    for act, order, focus in (
        (f"add:{two.code}", [one.code, two.code], None),
        (f"lower:{part_id}", [two.code, one.code], f"lift-{part_id}"),
        (f"lift:{part_id}", [one.code, two.code], f"lower-{part_id}"),
        (f"drop:{part_id}", [two.code], "status"),
        (f"back:{part_id}", [one.code, two.code], "status"),
    ):
        fields["act"], fields["title"] = act, f"After {act[:5]}"
        part = writer.post(f"{page}/edit", data=fields, headers=HTMX)
        assert part.status_code == 200
        assert codes(part.text) == order, act
        if focus:
            (holder,) = re.findall(r"<[^>]*\bautofocus\b[^>]*>", part.text)
            assert focus in holder, act
        fields["revision"] = re.findall(r'name="revision" value="(\d+)"', part.text)[0]
    assert opened(writer, page)["title"] == "After back:"


def test_bad_input_is_answered_kindly(
    app: Flask, city: City, facilitator: Viewer, writer: FlaskClient, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        made = put_together(facilitator, city.id, [tell(state="published")])
    page = address(app, made)
    for act in (f"lower:{new_id()}", "dance:1", "note:nothing"):
        fields = opened(writer, page)
        fields["act"] = act
        assert writer.post(f"{page}/edit", data=fields).status_code == 303, act
    for act in (f"drop:{new_id()}", "back:", "lift", "lower:no-id", "add:nothing0"):
        fields = opened(writer, page)
        fields["act"] = act
        assert writer.post(f"{page}/edit", data=fields).status_code == 404, act
    assert writer.post(f"{page}/edit", data={"title": "x", "revision": "many"}).status_code == 409
    assert writer.post(f"{page}/state", data={"act": "publish"}).status_code == 409
    assert writer.post(f"{page}/state", data={"act": "explode"}).status_code == 303


def test_taking_it_down_is_undone_by_publishing_it_again(
    app: Flask, city: City, facilitator: Viewer, writer: FlaskClient, client: FlaskClient, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        made = put_together(facilitator, city.id, [tell(state="published")])
    page = address(app, made)
    writer.post(f"{page}/state", data={"act": "unpublish"})
    assert client.get(page).status_code == client.get(f"{page}/print").status_code == 404
    assert client.get(f"{page}/embed").status_code == 404
    assert "Only the town’s team sees" in writer.get(page).text
    fields = opened(writer, page)
    fields["act"] = "publish"
    writer.post(f"{page}/edit", data=fields)
    assert client.get(page).status_code == 200
    with app.app_context():
        assert collection_of(made).state == CollectionState.PUBLISHED


def test_others_find_no_page_to_write_on(
    app: Flask, city: City, facilitator: Viewer, as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    with app.app_context():
        made = put_together(facilitator, city.id, published=False)
    page = address(app, made)
    for other in (as_role("moderator", "poti"), as_role("network_host")):
        for path in (page, f"{page}/edit", f"{page}/find", f"{page}/print", f"{page}/booklet.pdf"):
            assert other.get(path).status_code == 404, path
        for path in (f"{page}/edit", f"{page}/stories", f"{page}/state", f"{page}/booklet", SHELF):
            assert other.post(path, data={}).status_code == 404, path
    assert client.get(f"{page}/edit").status_code == 303
    for role in ("moderator", "facilitator", "learning_lead", "city_admin"):
        assert as_role(role).get(f"{page}/edit").status_code == 200


def test_everyone_finds_those_of_its_stories_that_are_theirs_and_paper_and_frames_only_public_ones(
    app: Flask, city: City, facilitator: Viewer, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        add_elsewhere()
    told = tell_all(app, tell, photos=1, uses=frozenset({Use.QUOTATION, Use.PHOTOS}))
    first = tell(state="published", title="The first")
    with app.app_context():
        made = put_together(facilitator, city.id, [first])
        with transaction() as session:
            session.add_all(Part(collection_id=made, story_id=one.id, position=9) for one in told.values())
    page = address(app, made)
    for name in BROWSERS:
        client = browser_of(app, name)
        shown = client.get(page).text
        assert {pair for pair in PAIRS if canary(*pair) in shown} == {pair for pair in PAIRS if lists(name, *pair)}, (
            name
        )
        assert set(codes(shown)) == {first.code, *(told[pair].code for pair in PAIRS if lists(name, *pair))}, name
        for surface in (f"{page}/print", f"{page}/embed"):
            text = client.get(surface).text
            assert {pair for pair in PAIRS if canary(*pair) in text} == {("published", "public")}, (name, surface)
        counted = "1 story" if (number := len(codes(shown))) == 1 else f"{number} stories"
        assert counted in client.get(SHELF).text, name


def test_a_withdrawn_story_leaves_readers_nothing_and_the_staff_a_marker_without_words(
    app: Flask, city: City, facilitator: Viewer, writer: FlaskClient, client: FlaskClient, tell: Callable[..., Told],
    run_jobs: Callable[[], int],
) -> None:  # fmt: skip
    story, other = tell(state="published", title="Kanarititle", photos=1), tell(state="published")
    with app.app_context():
        made = put_together(facilitator, city.id, [story, other])
        withdraw_story(story.id)
    page = address(app, made)
    for _ in ("before its erasure", "after it"):
        for reader in (client, writer):
            text = reader.get(page).text
            assert codes(text) == [other.code]
            assert "Kanari" not in text
            assert "took it back" not in text
        assert "Its teller took it back" in (editing := writer.get(f"{page}/edit").text)
        assert "Kanari" not in editing
        run_jobs()
    assert "Please look at this collection again" in writer.get(f"{page}/edit").text
    assert writer.post(f"{page}/state", data={"act": "confirm"}).status_code == 303
    assert "Please look" not in writer.get(f"{page}/edit").text


def test_a_collection_is_for_search_engines_when_all_its_stories_are(
    app: Flask, city: City, facilitator: Viewer, client: FlaskClient, tell: Callable[..., Told]
) -> None:
    yes, no = (tell(state="published", uses=uses) for uses in (frozenset({Use.SEARCH_ENGINES}), frozenset()))
    with app.app_context():
        made = put_together(facilitator, city.id, [yes])
    assert "noindex" not in client.get(address(app, made)).text
    with app.app_context():
        arranging.add_story(facilitator, made, no.code)
    assert "noindex" in client.get(address(app, made)).text


def test_stories_to_add_are_looked_for_as_in_the_archive(
    app: Flask, writer: FlaskClient, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    weak = tell(state="published", title="Our house", body="Of six lifts not one runs today. " * 4)
    strong = tell(state="published", title="Lifts", body="The lift stands; we carry her down.")
    elsewhere = tell("poti", state="published", title="A lift in Poti", body="It goes to the roof.")
    run_jobs()
    page = writer.post(SHELF, data={}).location.removesuffix("/edit")
    assert codes(writer.get(f"{page}/find?q=lift").text) == [strong.code, weak.code]
    assert set(codes(writer.get(f"{page}/find?q=lift&towns=all").text)) == {strong.code, weak.code, elsewhere.code}


def test_the_trail_names_the_story_to_whom_may_read_it(
    app: Flask, city: City, facilitator: Viewer, writer: FlaskClient, tell: Callable[..., Told]
) -> None:
    story = tell(state="published", title="The nine floors")
    with app.app_context():
        made = put_together(facilitator, city.id, [story], published=False)
    page = address(app, made)
    assert 'href="#find-title"' in (text := writer.get(f"{page}/edit").text)
    assert "The nine floors" in words_on(text).partition("What was done")[2]
    with app.app_context():
        withdraw_story(story.id)
    assert "The nine floors" not in writer.get(f"{page}/edit").text


def test_paper_says_where_stories_of_other_towns_were_told(
    app: Flask, city: City, facilitator: Viewer, writer: FlaskClient, tell: Callable[..., Told]
) -> None:
    ours, theirs = tell(state="published"), tell("poti", state="published")
    with app.app_context():
        alone, together = (put_together(facilitator, city.id, held) for held in ([ours], [ours, theirs]))
    assert "Residents of Rustavi told them" in words_on(writer.get(f"{address(app, alone)}/print").text)
    said = words_on(writer.get(f"{address(app, together)}/print").text)
    assert "Residents of Rustavi told them" not in said
    assert "in these other towns: Poti." in said
