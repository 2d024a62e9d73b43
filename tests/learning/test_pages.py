"""The pages of entries: written without a script and with one, read beside their stories, answered by a lead."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from storyhub.cities.models import City
from storyhub.core.db import db
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.models import EntryState
from storyhub.learning.services import writing
from storyhub.learning.views.citations import entry_knots
from storyhub.stories.models import Withheld
from storyhub.stories.services.consenting import change_consents
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.telling import Asked
from storyhub.stories.services.withdrawing import withdraw_story
from tests.learning.entries import (
    QUOTABLE,
    QUOTED,
    accept,
    begun,
    cite,
    entry_of,
    evidence_of,
    in_state,
    submit,
)
from tests.stories.pages import codes, counted_links
from tests.support.pages import Fields, form_on, words_on
from tests.support.staff import new_person, sign_in
from tests.support.stories import Told

LOGS = "/en/rustavi/learning/logs"
REVIEW = "/en/rustavi/learning/review"


def browser(app: Flask, who: Viewer) -> FlaskClient:
    assert who.person_id is not None
    return sign_in(app, who.person_id)


def address(app: Flask, entry_id: UUID) -> str:
    with app.app_context():
        return f"{LOGS}/{entry_of(entry_id).code}"


def htmx(target: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target}


@pytest.fixture
def draft(app: Flask, city: City, author: Viewer) -> UUID:
    with app.app_context():
        return begun(author, city.id)


@pytest.fixture
def writer(app: Flask, author: Viewer) -> FlaskClient:
    return browser(app, author)


def opened(client: FlaskClient, page: str) -> Fields:
    return form_on(client.get(f"{page}/edit").text, "entry")


def test_an_entry_is_written_cited_and_submitted_without_a_script(
    app: Flask, writer: FlaskClient, tell: Callable[..., Told]
) -> None:
    story = tell(title="Up the stairs", **QUOTABLE)
    page = writer.post(LOGS, data={}).location.removesuffix("/edit")
    fields = opened(writer, page)
    fields["title"], fields["what_happened"], fields["so_what"] = "Buckets", "We met four families.", "Ask the pump."
    fields["q"], fields["act"] = "buckets", "find"
    sent = writer.post(f"{page}/edit", data=fields)
    assert sent.location == f"{page}/evidence?q=buckets"
    found = writer.get(sent.location).text
    assert codes(found) == [story.code]
    cite_page = f"{page}/evidence/{story.code}"
    assert cite_page in found
    said = form_on(writer.get(cite_page).text, cite_page)
    said["stance"], said["why"], said["quote"] = "supports", "It is the same stair.", QUOTED
    assert writer.post(cite_page, data=said).location == f"{page}/edit#evidence"
    again = writer.get(f"{page}/edit").text
    assert QUOTED in again
    fields = form_on(again, "entry")
    assert fields["what_happened"] == "We met four families."
    fields["act"] = "submit"
    assert writer.post(f"{page}/edit", data=fields).location == page
    assert "Waits for a learning lead" in words_on(writer.get(page).text)


def test_while_one_types_the_draft_is_saved_and_answers_a_word(app: Flask, writer: FlaskClient, draft: UUID) -> None:
    page = address(app, draft)
    fields = opened(writer, page)
    for title in ("First", "Second"):
        fields["title"] = title
        saved = writer.post(f"{page}/edit", data=fields, headers=htmx("saved"))
        assert saved.status_code == 200
        assert "<html" not in saved.text
        assert "Saved at" in saved.text
        fields["revision"] = form_on(f"<form id='entry'>{saved.text}</form>", "entry")["revision"]
    with app.app_context():
        assert (entry_of(draft).title, entry_of(draft).revision) == ("Second", 3)


def test_an_older_window_is_told_and_both_texts_are_on_the_page(app: Flask, writer: FlaskClient, draft: UUID) -> None:
    page = address(app, draft)
    older, newer = opened(writer, page), opened(writer, page)
    assert older["page"] != newer["page"]
    newer["so_what"], older["so_what"] = "Kept by the newer window.", "Typed in the older window."
    assert writer.post(f"{page}/edit", data=newer).status_code == 303
    meanwhile = writer.post(f"{page}/edit", data=older, headers=htmx("saved"))
    assert meanwhile.status_code == 409
    assert "still here" in meanwhile.text
    refused = writer.post(f"{page}/edit", data=older)
    assert refused.status_code == 409
    assert form_on(refused.text, "entry")["so_what"] == "Typed in the older window."
    assert "Kept by the newer window." in words_on(refused.text)
    assert writer.post(f"{page}/edit", data=form_on(refused.text, "entry")).status_code == 303
    with app.app_context():
        assert entry_of(draft).so_what == "Typed in the older window."


def test_what_is_missing_is_said_and_what_was_typed_stays(app: Flask, writer: FlaskClient, draft: UUID) -> None:
    page = address(app, draft)
    fields = opened(writer, page)
    fields["title"], fields["now_what"], fields["act"] = "", "Ask for the evening.", "submit"
    answer = writer.post(f"{page}/edit", data=fields)
    assert answer.status_code == 422
    assert 'href="#title"' in answer.text
    assert form_on(answer.text, "entry")["now_what"] == "Ask for the evening."
    with app.app_context():
        assert entry_of(draft).now_what == "Ask for the evening.", "it was saved before it was refused"


def test_with_htmx_a_story_is_found_and_cited_beside_the_draft(
    app: Flask, writer: FlaskClient, draft: UUID, tell: Callable[..., Told]
) -> None:
    page, story = address(app, draft), tell(title="Up the stairs", **QUOTABLE)
    found = writer.get(f"{page}/evidence?q=buckets", headers=htmx("found")).text
    assert codes(found) == [story.code]
    assert "<html" not in found
    assert 'id="found-count" hx-swap-oob="innerHTML">1 story<' in found, "how many is said aloud"
    for whole in ("edit", "evidence"):
        assert "aria-live" not in writer.get(f"{page}/{whole}").text, "and the list is not"
    cite_page = f"{page}/evidence/{story.code}"
    form = writer.get(cite_page, headers=htmx("look")).text
    assert "<html" not in form
    said = form_on(form, cite_page)
    refused = writer.post(cite_page, data=said, headers=htmx("look"))
    assert refused.status_code == 422
    assert "Write why it matters" in refused.text
    said["stance"], said["why"], said["quote"] = "contradicts", "It is <b>dry</b> there.", QUOTED
    done = writer.post(cite_page, data=said, headers=htmx("look")).text
    assert 'id="evidence" hx-swap-oob' in done
    assert QUOTED in done
    assert "<b>dry" not in done
    gone = writer.post(f"{page}/edit", data={"act": f"drop:{story.id}"}, headers=htmx("evidence")).text
    assert QUOTED not in gone
    with app.app_context():
        assert evidence_of(draft) == []


def test_a_story_one_may_not_read_is_not_found_for_citing(
    app: Flask, writer: FlaskClient, draft: UUID, tell: Callable[..., Told]
) -> None:
    page = address(app, draft)
    for story in (tell(), tell("poti", state="published", audience="city"), tell(state="hidden")):
        assert writer.get(f"{page}/evidence/{story.code}").status_code == 404
        assert writer.post(f"{page}/evidence/{story.code}", data={"why": "x"}).status_code == 404
    assert codes(writer.get(f"{page}/evidence?q=buckets").text) == []


@pytest.mark.parametrize("who", ["anonymous", "moderator", "learning_lead", "learning_lead of poti"])
def test_somebody_elses_draft_does_not_exist(
    app: Flask,
    client: FlaskClient,
    draft: UUID,
    as_role: Callable[..., FlaskClient],
    tell: Callable[..., Told],
    who: str,
) -> None:
    page, story = address(app, draft), tell(state="published")
    role, _of, town = who.partition(" of ")
    someone = client if who == "anonymous" else as_role(role, town or "rustavi")
    assert someone.get(page).status_code == 404
    for path in ("/edit", "/evidence", f"/evidence/{story.code}", "/versions/1"):
        assert someone.get(page + path).status_code == (303 if who == "anonymous" else 404), path
    for path in ("/edit", f"/evidence/{story.code}", "/take-back", "/confirm"):
        assert someone.post(page + path, data={}).status_code == (303 if who == "anonymous" else 404), path


def test_an_accepted_entry_for_anyone_is_read_without_its_history(
    app: Flask, client: FlaskClient, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told]
) -> None:
    story = tell(title="Up the stairs", **QUOTABLE)
    with app.app_context():
        entry_id = begun(author, city.id, audience=Audience.PUBLIC)
        cite(author, entry_id, story, QUOTED)
        submit(author, entry_id)
        accept(lead, entry_id, "Words between colleagues.")
    page = address(app, entry_id)
    public = client.get(page)
    assert public.status_code == 200
    assert QUOTED in public.text
    assert "Words between colleagues" not in public.text
    assert 'name="csrf_token"' not in public.text
    assert codes(client.get(LOGS).text) == [page.rsplit("/", 1)[1]]
    mine = browser(app, author).get(page).text
    assert "Words between colleagues." in mine
    assert f"{page}/versions/1" in mine
    old = browser(app, author).get(f"{page}/versions/1").text
    assert "Water comes at night" in old
    assert QUOTED not in old
    colleague = browser(app, new_person(app, Role.MODERATOR))
    assert colleague.get(page).status_code == 200
    assert colleague.get(f"{page}/versions/1").status_code == 404


def test_what_is_written_is_never_read_as_markup(app: Flask, city: City, author: Viewer, writer: FlaskClient) -> None:
    with app.app_context():
        entry_id = begun(author, city.id, title="<script>x</script>", what_happened="<img src=x onerror=y>")
    page = address(app, entry_id)
    for path in ("", "/edit"):
        text = writer.get(page + path).text
        assert "<script>x" not in text
        assert "<img src=x" not in text


def test_every_count_leads_to_exactly_its_rows(
    app: Flask, city: City, author: Viewer, lead: Viewer, second_lead: Viewer
) -> None:
    with app.app_context():
        for state in EntryState:
            in_state(lead, second_lead, city.id, state)
        in_state(author, lead, city.id, EntryState.SUBMITTED)
    client = browser(app, lead)
    for start, word in ((LOGS, "of"), (REVIEW, "part")):
        seen = 0
        for label, href, count in tabs(client.get(start).text):
            assert len(codes(client.get(href).text)) == count, label
            seen += count
        assert seen > 0, word
    assert len(codes(client.get(REVIEW).text)) == 1


def tabs(html: str) -> list[tuple[str, str, int]]:
    """(label, address, count) of each part of a list."""
    return [(label, href, count) for label, href, count, _ in counted_links(html.replace("&nbsp;", " "))]


def test_a_lead_answers_on_the_page_of_the_entry(
    app: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
    page, client = address(app, entry_id), browser(app, lead)
    decide = f"{REVIEW}/{page.rsplit('/', 1)[1]}"
    assert f'href="{page}"' in client.get(REVIEW).text
    fields = form_on(client.get(page).text, decide)
    refused = client.post(decide, data=fields | {"act": "return"})
    assert refused.status_code == 422
    assert 'href="#words"' in refused.text
    fields["words"] = "Thank you. Who says the opposite?"
    assert client.post(decide, data=fields | {"act": "return"}).location == REVIEW
    late = client.post(decide, data=fields | {"act": "accept"})
    assert late.status_code == 409
    assert "Who says the opposite?" in words_on(late.text)
    theirs = browser(app, author)
    assert "Returned with thanks" in words_on(theirs.get(f"{page}/edit").text)
    assert "Who says the opposite?" in words_on(theirs.get(page).text)


def test_an_older_page_of_a_lead_accepts_nothing(app: Flask, city: City, author: Viewer, lead: Viewer) -> None:
    with app.app_context():
        entry_id = in_state(author, lead, city.id, EntryState.SUBMITTED)
    page, client = address(app, entry_id), browser(app, lead)
    decide = f"{REVIEW}/{page.rsplit('/', 1)[1]}"
    fields = form_on(client.get(page).text, decide)
    with app.app_context():
        writing.take_back_entry(author, entry_id)
        submit(author, entry_id)
    fields["words"] = "Thank you for the stairs."
    answer = client.post(decide, data=fields | {"act": "accept"})
    assert answer.status_code == 409
    assert form_on(answer.text, decide)["words"] == "Thank you for the stairs."
    assert form_on(answer.text, decide)["seen"] == "2"


def test_the_queue_is_for_learning_leads_alone(as_role: Callable[..., FlaskClient]) -> None:
    assert as_role("learning_lead").get(REVIEW).status_code == 200
    for role, town in (("moderator", "rustavi"), ("city_admin", "rustavi"), ("learning_lead", "poti")):
        assert as_role(role, town).get(REVIEW).status_code == 404


def test_empty_pages_say_what_will_stand_there(as_role: Callable[..., FlaskClient]) -> None:
    client = as_role("learning_lead")
    for shelf in ("accepted", "draft", "returned", "submitted", "flagged", "nonsense"):
        assert 'class="empty"' in client.get(f"{LOGS}?of={shelf}").text, shelf
    for part in ("waiting", "own", "flagged", "nonsense"):
        assert 'class="empty"' in client.get(f"{REVIEW}?part={part}").text, part


def test_the_author_of_a_flagged_entry_is_asked_and_says_that_it_holds(
    app: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    story = tell(title="Up the stairs", state="published")
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story, why="The sister carries most of it.")
        submit(author, entry_id)
        accept(lead, entry_id)
        withdraw_story(story.id)
    run_jobs()
    page, client = address(app, entry_id), browser(app, author)
    shown = client.get(page).text
    assert "Please look at this entry again" in shown
    assert "Its teller took it back" in shown
    assert "Up the stairs" not in shown
    assert len(codes(client.get(f"{LOGS}?of=flagged").text)) == 1
    others = browser(app, new_person(app, Role.MODERATOR)).get(page).text
    assert "Please look" not in others
    assert "The sister carries most of it." not in others, "a reason may tell of the story"
    assert client.post(f"{page}/confirm").location == page
    assert "Please look" not in client.get(page).text


def test_an_untitled_story_that_may_not_be_quoted_is_not_named_by_its_first_words(
    app: Flask, city: City, author: Viewer, tell: Callable[..., Told]
) -> None:
    story = tell(body="Turquoise water came on Tuesday and never again.", state="published")
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story)
    shown = browser(app, author).get(f"{address(app, entry_id)}/edit").text
    assert "A story without a title" in shown
    assert "Turquoise" not in shown


def test_the_teller_learns_of_an_entry_that_only_the_team_reads(
    app: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told]
) -> None:
    story = tell(state="published")
    with app.app_context():
        entry_id = begun(author, city.id)
        cite(author, entry_id, story)
    for act, knots in ((None, 0), (submit, 0), (lambda _who, one: accept(lead, one), 1)):
        with app.test_request_context("/en/rustavi/"):
            app.preprocess_request()
            if act:
                act(author, entry_id)
            teller = Viewer(story_ids=frozenset({story.id}))
            found = entry_knots(teller, [entry_id])
            assert len(found) == knots
            assert all(one.href == "" and "Water" not in one.label for one in found.values())
            assert entry_knots(Viewer(), [entry_id]) == {}
            assert entry_knots(author, [entry_id])[entry_id].href.endswith(entry_of(entry_id).code)


def test_a_longer_list_or_more_evidence_asks_no_more_questions(
    app: Flask, city: City, author: Viewer, lead: Viewer, tell: Callable[..., Told]
) -> None:
    client, asked = browser(app, author), []
    with app.app_context():
        engine = db.engine

    def counted_gets(paths: list[str]) -> list[int]:
        numbers = []
        for path in paths:
            asked.clear()
            assert client.get(path).status_code == 200
            numbers.append(len(asked))
        return numbers

    def enter(stories: int) -> str:
        told = [tell(title=f"Story {n}", **QUOTABLE) for n in range(stories)]
        with app.app_context():
            entry_id = begun(author, city.id)
            for one in told:
                cite(author, entry_id, one, QUOTED)
            submit(author, entry_id)
            accept(lead, entry_id)
        return address(app, entry_id)

    first = enter(1)
    client.get(first)
    event.listen(engine, "before_cursor_execute", lambda *_: asked.append(1))
    few = counted_gets([LOGS, first])
    more = enter(6)
    assert counted_gets([LOGS, more]) == few


@pytest.mark.parametrize("loss", ["masked", "unquotable"])
def test_no_page_of_the_writer_draws_a_quotation_that_may_not_be_read_any_more(
    app: Flask,
    writer: FlaskClient,
    author: Viewer,
    moderator: Viewer,
    draft: UUID,
    tell: Callable[..., Told],
    loss: str,
) -> None:
    story = tell(title="Cold", body="It is cold. Nino carries it up.", **QUOTABLE)
    with app.app_context():
        cite(author, draft, story, "Nino carries it up")
    page = address(app, draft)
    pages = [f"{page}/edit", f"{page}/evidence/{story.code}"]
    quoted = ["Nino" in writer.get(one).text for one in pages]
    assert quoted == [True, True]
    with app.app_context():
        if loss == "masked":
            mask_passage(moderator, story.id, "Nino", Withheld.NAME, seen_version=1)
        else:
            change_consents(story.id, Audience.PUBLIC, set(), Asked(1, "en"))
    assert "Nino carries" not in writer.get(pages[0]).text
    cite_page = writer.get(pages[1]).text
    said = form_on(cite_page, pages[1])
    assert said["why"] == "It shows the stairs."
    assert "Nino carries" not in str(said)
    assert loss != "masked" or "Nino" not in cite_page


def test_a_page_may_call_itself_what_no_database_keeps(app: Flask, writer: FlaskClient, draft: UUID) -> None:
    page = address(app, draft)
    fields = opened(writer, page)
    fields["page"] = "a\x00b" + "c" * 100
    assert writer.post(f"{page}/edit", data=fields).status_code == 303
    with app.app_context():
        assert entry_of(draft).saved_from == "ab" + "c" * 37


def test_an_earlier_version_says_nothing_of_a_story_taken_back(
    app: Flask, writer: FlaskClient, author: Viewer, draft: UUID, tell: Callable[..., Told]
) -> None:
    story = tell(**QUOTABLE)
    with app.app_context():
        cite(author, draft, story, why="The turquoise bucket is hers.")
        submit(author, draft)
    page = address(app, draft)
    pages = [page, f"{page}/versions/1"]
    assert all("turquoise" in writer.get(one).text for one in pages)
    with app.app_context():
        withdraw_story(story.id)
    assert not any("turquoise" in writer.get(one).text for one in pages), "no job has run"


def test_stories_like_those_cited_come_by_themselves_once_something_is_cited(
    app: Flask, author: Viewer, writer: FlaskClient, draft: UUID, tell: Callable[..., Told], run_jobs: Callable[[], int]
) -> None:
    words = "The lift in our block stands still since February, and we carry the shopping up the stairs."
    first, second = (tell(title=title, body=f"{title}. {words}", **QUOTABLE) for title in ("The lift", "Nine floors"))
    run_jobs()
    page = address(app, draft)
    assert "delay:400ms, search, load" not in writer.get(f"{page}/edit").text
    with app.app_context():
        cite(author, draft, first, "The lift in our block")
    assert "delay:400ms, search, load" in writer.get(f"{page}/edit").text
    came = writer.get(f"{page}/evidence", headers=htmx("found")).text
    assert "Like the stories you cite" in came
    assert codes(came) == [second.code]
