"""OAI-PMH 2.0, asked by an independent harvester (Sickle) and, where it errs on purpose, by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from requests.adapters import BaseAdapter
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

from storyhub.core import clock
from storyhub.core.db import db, transaction
from storyhub.core.permissions import Viewer
from storyhub.core.visibility import Audience
from storyhub.exchange.models import HarvestRecord
from storyhub.exchange.tasks import mend_records, note_new_stories
from storyhub.exchange.views import harvest
from storyhub.stories.models import NameShown, State
from storyhub.stories.services import consenting, reviewing, withdrawing
from storyhub.stories.services.consenting import Asked
from tests.support.stories import Told

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MORNING = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Wire(BaseAdapter):
    """Carries what a harvester sends to the application, without a network."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__()
        self.client = client

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        answer = self.client.open(
            request.path_url, method=request.method, data=request.body, headers=dict(request.headers)
        )
        response = requests.Response()
        response.status_code, response.raw, response.url = answer.status_code, BytesIO(answer.data), str(request.url)
        response.headers.update(answer.headers)
        response.encoding = "utf-8"
        return response

    def close(self) -> None:
        """There is nothing to close."""


@pytest.fixture
def harvester(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Sickle]:
    """`harvester("POST")`: Sickle, whose requests go to the application."""
    session = requests.Session()
    session.mount("http://", Wire(client))

    def ask(method: str = "GET") -> Sickle:
        sickle = Sickle("http://localhost/oai", http_method=method)
        monkeypatch.setattr(f"sickle.app.requests.{method.lower()}", getattr(session, method.lower()))
        return sickle

    return ask


def note(app: Flask, at: datetime = MORNING) -> None:
    with app.app_context(), clock.at(at):
        note_new_stories()


def identifier(told: Told) -> str:
    return f"oai:127.0.0.1:{told.code}"


def test_a_harvester_takes_the_public_stories_along(
    app: Flask, tell: Callable[..., Told], harvester: Callable[..., Sickle]
) -> None:
    told = {audience: tell(state="published", audience=audience) for audience in Audience}
    rich = tell("poti", state="published", language="ka", title="<წყალი> & ]]>", name_shown=NameShown.NAME, name="Nino")
    tell(state="waiting")
    note(app)
    for method in ("GET", "POST"):
        sickle = harvester(method)
        about = sickle.Identify()
        assert (about.baseURL, about.deletedRecord, about.protocolVersion) == (
            "http://127.0.0.1:8000/oai", "persistent", "2.0",
        )  # fmt: skip
        assert [one.metadataPrefix for one in sickle.ListMetadataFormats()] == ["oai_dc"]
        assert {"city-rustavi", "city-poti", "theme-water"} <= {one.setSpec for one in sickle.ListSets()}
        records = {one.header.identifier: one for one in sickle.ListRecords(metadataPrefix="oai_dc")}
        assert set(records) == {identifier(told[Audience.PUBLIC]), identifier(rich)}
        [header] = sickle.ListIdentifiers(metadataPrefix="oai_dc", set="city-poti")
        assert header.identifier == identifier(rich)
        one = sickle.GetRecord(identifier=identifier(rich), metadataPrefix="oai_dc")
        assert one.metadata["title"] == ["<წყალი> & ]]>"]
        assert one.metadata["creator"] == ["Nino"]
        assert one.metadata["language"] == ["ka"]
        assert one.metadata["identifier"] == [f"http://127.0.0.1:8000/ka/poti/stories/{rich.code}"]
        assert "does not allow" in one.metadata["rights"][0]
        assert "creator" not in records[identifier(told[Audience.PUBLIC])].metadata


def test_long_lists_come_in_parts_and_each_record_once(
    app: Flask, tell: Callable[..., Told], harvester: Callable[..., Sickle], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {identifier(tell(state="published")) for _ in range(5)}
    note(app)
    monkeypatch.setattr(harvest, "PER_PAGE", 2)
    found = [one.identifier for one in harvester().ListIdentifiers(metadataPrefix="oai_dc")]
    assert sorted(found) == sorted(codes)


def test_a_token_is_ours_is_for_its_list_and_expires(
    app: Flask, tell: Callable[..., Told], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        tell(state="published")
    note(app)
    monkeypatch.setattr(harvest, "PER_PAGE", 1)
    first = Xml.fromstring(client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").data)
    token = first.findtext(f".//{OAI}resumptionToken")
    last = Xml.fromstring(client.get(f"/oai?verb=ListRecords&resumptionToken={token}").data)
    end = last.find(f".//{OAI}resumptionToken")
    assert end is not None
    assert (end.text, end.get("cursor")) == (None, "1")
    assert error_of(client, f"verb=ListIdentifiers&resumptionToken={token}") == "badResumptionToken"
    assert error_of(client, f"verb=ListRecords&resumptionToken={token}x") == "badResumptionToken"
    with clock.at(clock.now() + timedelta(days=2)):
        assert error_of(client, f"verb=ListRecords&resumptionToken={token}") == "badResumptionToken"


def error_of(client: FlaskClient, query: str) -> str | None:
    answer = client.get(f"/oai?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    error = Xml.fromstring(answer.data).find(f"{OAI}error")
    return error.get("code") if error is not None else None


WRONG = {
    "": "badVerb",
    "verb=Nonsense": "badVerb",
    "verb=Identify&verb=Identify": "badVerb",
    "verb=Identify&x=y": "badArgument",
    "verb=ListRecords": "badArgument",
    "verb=ListRecords&metadataPrefix=marc": "cannotDisseminateFormat",
    "verb=GetRecord&metadataPrefix=marc&identifier=oai:127.0.0.1:nothing0": "cannotDisseminateFormat",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-05": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-05-03&until=2026-05-04T00:00:00Z": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-05-04&until=2026-05-03": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-05-04&from=2026-05-03": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x": "badArgument",
    "verb=ListRecords&resumptionToken=x": "badResumptionToken",
    "verb=ListSets&resumptionToken=x": "badResumptionToken",
    "verb=ListRecords&metadataPrefix=oai_dc&set=city-atlantis": "noRecordsMatch",
    "verb=ListRecords&metadataPrefix=oai_dc&set=%00%0b<": "badArgument",
    "verb=ListIdentifiers&metadataPrefix=oai_dc&set=theme-dragons": "noRecordsMatch",
    "verb=ListRecords&metadataPrefix=oai_dc": "noRecordsMatch",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:nothing0": "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=nonsense": "idDoesNotExist",
    "verb=ListMetadataFormats&identifier=oai:elsewhere.org:nothing0": "idDoesNotExist",
}


def test_every_error_has_the_code_that_the_protocol_gives_it(client: FlaskClient) -> None:
    assert {query: error_of(client, query) for query in WRONG} == WRONG


def test_what_leaves_the_public_leaves_a_marker_and_no_word(
    app: Flask, tell: Callable[..., Told], harvester: Callable[..., Sickle], client: FlaskClient,
    run_jobs: Callable[[], int], moderator: Viewer,
) -> None:  # fmt: skip
    back, narrowed, hidden, never = (tell(state="published", title=f"Title {n}") for n in range(4))
    with app.app_context():
        consenting.change_consents(never.id, Audience.TEAM, frozenset(), Asked(1, "en"))
    note(app)
    noon = MORNING + timedelta(hours=3)
    with app.app_context(), clock.at(noon):
        withdrawing.withdraw_story(back.id)
        consenting.change_consents(narrowed.id, Audience.CITY, frozenset(), Asked(1, "en"))
        reviewing.hide_story(moderator, hidden.id, "other", seen_state=State.PUBLISHED)
    gone = {one.identifier: one.deleted for one in harvester().ListIdentifiers(metadataPrefix="oai_dc")}
    assert gone == {identifier(one): True for one in (back, narrowed, hidden)}, "before any job has run"
    with clock.at(noon):
        run_jobs()
    since = noon.strftime("%Y-%m-%dT%H:%M:%SZ")
    told = list(harvester().ListRecords(metadataPrefix="oai_dc", **{"from": since}, ignore_deleted=False))
    assert len(told) == 3
    assert "Title" not in client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").text
    assert error_of(client, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier(never)}") == "idDoesNotExist"
    evening = noon + timedelta(hours=6)
    with app.app_context(), clock.at(evening):
        reviewing.publish_story(moderator, hidden.id, seen_state=State.HIDDEN)
    note(app, evening)
    again = harvester().GetRecord(identifier=identifier(hidden), metadataPrefix="oai_dc")
    assert (again.header.deleted, again.header.datestamp) == (False, "2026-11-20T18:00:00Z")


def test_dates_narrow_by_day_and_by_second_with_both_ends(
    app: Flask, tell: Callable[..., Told], harvester: Callable[..., Sickle]
) -> None:
    early, late = tell(state="published"), None
    note(app, MORNING)
    late = tell(state="published")
    note(app, MORNING + timedelta(days=1))

    def found(**span: str) -> set[str]:
        try:
            return {one.identifier for one in harvester().ListIdentifiers(metadataPrefix="oai_dc", **span)}
        except NoRecordsMatch:
            return set()

    assert found(until="2026-11-20") == {identifier(early)}
    assert found(**{"from": "2026-11-21", "until": "2026-11-21"}) == {identifier(late)}
    assert found(**{"from": "2026-11-20T09:00:00Z", "until": "2026-11-20T09:00:00Z"}) == {identifier(early)}
    assert found(**{"from": "2026-11-22"}) == set()


def test_a_record_changes_its_date_only_when_it_changed(app: Flask, tell: Callable[..., Told]) -> None:
    told = tell(state="published", theme_ids=())
    note(app)

    def stamp() -> datetime:
        with app.app_context():
            return db.session.get_one(HarvestRecord, told.id).at

    with app.app_context(), clock.at(MORNING + timedelta(hours=1)):
        mend_records()
    assert stamp() == MORNING
    with app.app_context(), clock.at(MORNING + timedelta(hours=2)):
        with transaction() as session:
            session.get_one(HarvestRecord, told.id).digest = "another"
        mend_records()
    assert stamp() == MORNING + timedelta(hours=2)


def test_only_what_the_protocol_knows_stands_in_an_answer(
    app: Flask, tell: Callable[..., Told], client: FlaskClient
) -> None:
    """The order and the names that the schemas of OAI-PMH and oai_dc ask for."""
    tell(state="published")
    note(app)
    root = Xml.fromstring(client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").data)
    assert [child.tag for child in root] == [f"{OAI}responseDate", f"{OAI}request", f"{OAI}ListRecords"]
    record = root.find(f".//{OAI}record")
    assert record is not None
    assert [child.tag for child in record] == [f"{OAI}header", f"{OAI}metadata"]
    assert [child.tag for child in record[0]][:2] == [f"{OAI}identifier", f"{OAI}datestamp"]
    known = "title creator subject description publisher contributor date type format identifier source language"
    names = {child.tag for child in record[1][0]}
    assert names <= {f"{DC}{name}" for name in f"{known} relation coverage rights".split()}
    about = Xml.fromstring(client.get("/oai?verb=Identify").data).find(f"{OAI}Identify")
    assert about is not None
    assert [child.tag.removeprefix(OAI) for child in about] == [
        "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord", "granularity",
    ]  # fmt: skip


@pytest.mark.parametrize("strange", ["%00", "a%00b", "%01", "%ED%A0%80%00", "%7F", "%C2%85"])
@pytest.mark.parametrize(
    "asked",
    [
        "ListRecords&metadataPrefix=oai_dc&set=city-{}",
        "ListRecords&metadataPrefix=oai_dc&set=theme-{}",
        "ListIdentifiers&metadataPrefix=oai_dc&from={}",
        "ListIdentifiers&resumptionToken={}",
        "GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:{}",
        "ListMetadataFormats&identifier=oai:localhost:{}",
    ],
)
def test_signs_that_no_text_has_are_an_error_of_the_protocol(client: FlaskClient, asked: str, strange: str) -> None:
    answer = client.get(f"/oai?verb={asked.format(strange)}")
    assert answer.status_code == 200
    error = Xml.fromstring(answer.data).find(f"{OAI}error")
    assert error is not None
    assert error.get("code") == "badArgument"
