"""The pages on which outcomes of workshops become evidence: without a script and with one, and from the outcome's own page."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.models import City
from storyhub.core.permissions import Role, Viewer
from storyhub.core.visibility import Audience
from storyhub.learning.draft import Citation
from storyhub.learning.models import Stance
from storyhub.learning.services.citing_outcomes import cite_outcome, drop_outcome
from storyhub.learning.services.writing import take_back_entry
from tests.learning.answering import Accepted, sent
from tests.learning.closing import Sitting, hide, outcomes_of, publish, sitting, tried
from tests.learning.entries import accept, begun, cite, entry_of, submit
from tests.stories.pages import codes
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person, sign_in
from tests.support.stories import Told

LOGS = "/en/rustavi/learning/logs"
TITLE = "One fixed hour of water"
Jobs = Callable[[], int]
Tell = Callable[..., Told]


def browser(app: Flask, who: Viewer) -> FlaskClient:
    assert who.person_id is not None
    return sign_in(app, who.person_id)


def htmx(target: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target}


@pytest.fixture
def writer(app: Flask, author: Viewer) -> FlaskClient:
    return browser(app, author)


@pytest.fixture
def over(app: Flask, author: Viewer, run_jobs: Jobs) -> Sitting:
    """A workshop that gave an experiment, in the archive; nothing of it is published."""
    found = tried(app, author)
    run_jobs()
    return found


def test_an_outcome_is_found_cited_moved_and_submitted_without_a_script(
    app: Flask, city: City, writer: FlaskClient, author: Viewer, over: Sitting, tell: Tell, run_jobs: Jobs
) -> None:
    story = tell(state="published", title="Fixed at last")
    run_jobs()
    outcome = over.outcome(TITLE)
    with app.app_context():
        page = f"{LOGS}/{entry_of(begun(author, city.id)).code}"
    latest = writer.get(f"{page}/evidence")
    assert "From the latest workshops" in words_on(latest.text)
    found = writer.get(f"{page}/evidence?q=fixed").text
    assert set(codes(found)) == {story.code, outcome.code}
    assert "Experiment Still open from the workshop “Water in our yard”" in words_on(found)
    cite_page = f"{page}/outcomes/{outcome.code}"
    assert cite_page in found
    said = form_on(writer.get(cite_page).text, cite_page)
    said["why"] = "Half a thought"
    refused = writer.post(cite_page, data=said)
    assert refused.status_code == 422
    assert "Say what it does to what you write." in words_on(refused.text)
    assert form_on(refused.text, cite_page)["why"] == "Half a thought"
    said["stance"], said["why"] = "example", "It is what we tried."
    assert writer.post(cite_page, data=said).location == f"{page}/edit#evidence"
    again = writer.get(f"{page}/edit").text
    assert TITLE in words_on(again)
    fields = form_on(again, "entry") | {"act": f"cite-outcome:{outcome.code}"}
    assert writer.post(f"{page}/edit", data=fields).location == cite_page
    fields = form_on(writer.get(f"{page}/edit").text, "entry") | {"act": "submit"}
    assert writer.post(f"{page}/edit", data=fields).location == page
    read = words_on(writer.get(page).text)
    for words in ("Is an example", TITLE, "It is what we tried.", "Experiment", "Still open"):
        assert words in read
    assert "rests on 1 outcome" in words_on(writer.get(f"{LOGS}?of=submitted").text)
    assert TITLE in words_on(writer.get(f"{page}/versions/1").text)
    stale = writer.post(cite_page, data=said)
    assert stale.status_code == 409, "it waits for a learning lead"


def test_with_a_script_the_list_beside_the_words_changes_alone(
    app: Flask, city: City, writer: FlaskClient, author: Viewer, tell: Tell
) -> None:
    found = sitting(app, author)
    for title in ("Wells", "Pumps"):
        found.write("option", title)
    found.room.close()
    wells, pumps = (found.outcome(title) for title in ("Wells", "Pumps"))
    with app.app_context():
        entry_id = begun(author, city.id)
        page = f"{LOGS}/{entry_of(entry_id).code}"
    for one in (wells, pumps):
        kept = writer.post(
            f"{page}/outcomes/{one.code}", data={"stance": "supports", "why": "So."}, headers=htmx("look")
        )
        assert "<html" not in kept.text
        assert "The outcome stands beside your entry now." in kept.text
    fields = form_on(writer.get(f"{page}/edit").text, "entry")
    lifted = writer.post(f"{page}/edit", data=fields | {"act": f"lift:{pumps.id}"}, headers=htmx("evidence"))
    assert lifted.text.index("Pumps") < lifted.text.index("Wells")
    dropped = writer.post(f"{page}/edit", data=fields | {"act": f"drop:{pumps.id}"}, headers=htmx("evidence"))
    assert "Pumps" not in dropped.text
    with app.app_context():
        assert [one.outcome_id for one in outcomes_of(entry_id)] == [wells.id]


def test_a_public_entry_is_offered_no_private_outcome_and_a_stale_page_is_told(
    app: Flask, city: City, writer: FlaskClient, author: Viewer, over: Sitting
) -> None:
    outcome = over.outcome(TITLE)
    with app.app_context():
        page = f"{LOGS}/{entry_of(begun(author, city.id, audience=Audience.PUBLIC)).code}"
    cite_page = f"{page}/outcomes/{outcome.code}"
    found = writer.get(f"{page}/evidence?q=fixed").text
    assert outcome.code in codes(found)
    assert cite_page not in found
    said = {"stance": "supports", "why": "It is what we tried."}
    refused = writer.post(cite_page, data=said)
    assert refused.status_code == 409
    assert "Only the town’s team reads this outcome." in words_on(refused.text)
    publish(over)
    assert writer.post(cite_page, data=said).status_code == 303
    hide(over)
    shown = words_on(writer.get(f"{page}/edit").text)
    assert "An outcome of a workshop stood here." in shown
    assert TITLE not in shown.split("Cite a story")[0]


def test_whoever_writes_no_entries_here_finds_no_way_in(
    app: Flask, client: FlaskClient, over: Sitting, author: Viewer, city: City
) -> None:
    outcome = over.outcome(TITLE)
    way = f"/en/rustavi/learning/outcomes/{outcome.code}"
    elsewhere = browser(app, new_person(app, Role.LEARNING_LEAD, "poti"))
    publish(over)
    for reader in (client, elsewhere):
        assert way not in reader.get(f"/en/rustavi/outcomes/{outcome.code}").text
    assert elsewhere.get(way).status_code == elsewhere.post(way, data={"act": "came"}).status_code == 404
    assert client.get(way).status_code in (302, 303, 401)
    with app.app_context():
        page = f"{LOGS}/{entry_of(begun(author, city.id)).code}"
    lead = browser(app, new_person(app, Role.LEARNING_LEAD))
    assert lead.get(f"{page}/outcomes/{outcome.code}").status_code == 404


def test_from_the_outcome_one_cites_it_in_a_draft_in_a_new_entry_or_writes_what_came_of_it(
    app: Flask, city: City, writer: FlaskClient, author: Viewer, over: Sitting
) -> None:
    outcome = over.outcome(TITLE)
    way = f"/en/rustavi/learning/outcomes/{outcome.code}"
    assert way in writer.get(f"/en/rustavi/outcomes/{outcome.code}").text
    with app.app_context():
        draft = entry_of(begun(author, city.id)).code
    asked = writer.get(way).text
    assert f"{LOGS}/{draft}/outcomes/{outcome.code}" in asked
    assert len(codes(writer.get(f"{LOGS}?of=draft").text)) == 2, "looking has begun nothing"
    cited_in = writer.post(way, data={"act": "cite"}).location
    assert writer.post(way, data={"act": "cite"}).location == cited_in, "a blank draft is used again"
    edit = writer.post(way, data={"act": "came"}).location
    typed = form_on(writer.get(edit).text, "entry")["what_happened"]
    assert "We set out to try: One fixed hour of water" in typed
    assert "It worked if … Nine of ten buckets stay dry" in typed


def test_the_closing_leads_its_facilitator_to_the_draft_and_nobody_else(
    app: Flask, writer: FlaskClient, author: Viewer, run_jobs: Jobs
) -> None:
    found = tried(app, author)
    results = f"/en/rustavi/workshops/{found.room.code}/results"
    assert "A draft of what was learned is being put together" in words_on(writer.get(results).text)
    run_jobs()
    shown = writer.get(results).text
    entry = found.entry()
    assert entry is not None
    edit = f"{LOGS}/{entry.code}/edit"
    assert edit in shown
    page = words_on(writer.get(edit).text)
    assert "Begun for you from a workshop" in page
    assert "Begun the entry" not in page
    colleague = browser(app, new_person(app, Role.FACILITATOR))
    beside = colleague.get(results).text
    assert edit not in beside
    assert "A reflection that" in words_on(beside)
    assert "reflection that" not in words_on(browser(app, new_person(app, Role.MODERATOR)).get(results).text)
    assert colleague.get(edit).status_code == 404
    assert writer.post(f"{LOGS}/{entry.code}/delete").status_code == 303
    assert "reflection" not in words_on(colleague.get(results).text).casefold()


def test_the_thread_leads_from_stories_through_outcomes_to_the_answer_as_it_was_sent(
    app: Flask, city: City, client: FlaskClient, author: Viewer, lead: Viewer, over: Sitting, tell: Tell, run_jobs: Jobs
) -> None:
    outcome, story = over.outcome(TITLE), tell(state="published", title="Up the stairs")
    publish(over)
    run_jobs()
    with app.app_context():
        entry_id = begun(author, city.id, audience=Audience.PUBLIC)
        cite(author, entry_id, story)
        cite_outcome(author, entry_id, outcome.id, Citation(Stance.SUPPORTS, "We tried it."))
        submit(author, entry_id)
        accept(lead, entry_id)
        entry = Accepted(entry_id, entry_of(entry_id).code, author, lead)
    code = sent(app, entry)
    thread = words_on(client.get(f"{LOGS}/{entry.code}").text).split("Where this came from")[1]
    assert thread.index("Up the stairs") < thread.index(TITLE) < thread.index("Water comes at night")
    assert "Water comes at night" in words_on(client.get(f"/en/rustavi/outcomes/{outcome.code}").text)
    heard = f"/en/rustavi/heard/{code}"
    assert TITLE in words_on(client.get(heard).text)
    later = tried(app, author, "Told after the answer")
    publish(later)
    with app.app_context():
        take_back_entry(author, entry_id)
        cite_outcome(author, entry_id, later.outcome("Told after the answer").id, Citation(Stance.SUPPORTS, "Later."))
    assert "Told after the answer" not in client.get(heard).text
    hide(over)
    assert TITLE not in client.get(heard).text
    with app.app_context():
        drop_outcome(author, entry_id, outcome.id)
