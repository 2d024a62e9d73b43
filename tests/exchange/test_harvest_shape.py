"""Every answer to a harvester has the shape that OAI-PMH 2.0 gives it, errors and the last part of a list included."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from storyhub.exchange.tasks import note_new_stories
from storyhub.exchange.views import harvest
from storyhub.stories.models import NameShown
from storyhub.stories.services.withdrawing import withdraw_story
from tests.support.stories import Told

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "oai_pmh.rng"))
OAI = "{http://www.openarchives.org/OAI/2.0/}"
LIST = "metadataPrefix=oai_dc"
WRONG = (
    "",
    "verb=Nothing",
    "verb=ListRecords",
    "verb=ListRecords&metadataPrefix=marc",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:zzzzzzzz",
    "verb=ListMetadataFormats&identifier=oai:127.0.0.1:zzzzzzzz",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2001-01-01&until=2001-01-02",
    "verb=ListRecords&metadataPrefix=oai_dc&from=soon",
    "verb=ListIdentifiers&metadataPrefix=oai_dc&set=planet-mars",
    "verb=ListSets&resumptionToken=%3Cnone%3E",
)


def problems(answer: bytes) -> list[str]:
    SCHEMA.validate(etree.fromstring(answer))
    return [str(one) for one in SCHEMA.error_log]


def test_every_answer_has_the_shape_of_the_protocol(
    app: Flask, tell: Callable[..., Told], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rich = tell(
        state="published", language="az", title="<Su> & ]]>", place="Bazar", name_shown=NameShown.NAME, name="Nino",
    )  # fmt: skip
    told = [rich, *(tell("poti", state="published", language=code) for code in ("ka", "hy"))]
    with app.app_context():
        note_new_stories()
        withdraw_story(told[1].id)
    monkeypatch.setattr(harvest, "PER_PAGE", 2)
    asked = ["verb=Identify", "verb=ListMetadataFormats", "verb=ListSets"]
    asked += [f"verb=GetRecord&{LIST}&identifier=oai:127.0.0.1:{one.code}" for one in told]
    asked += [f"verb=ListMetadataFormats&identifier=oai:127.0.0.1:{rich.code}"]
    for verb in ("ListRecords", "ListIdentifiers"):
        first = client.get(f"/oai?verb={verb}&{LIST}&from=2001-01-01&until=2101-01-01&set=city-poti").data
        assert problems(first) == []
        asked.append(f"verb={verb}&{LIST}")
        token = etree.fromstring(client.get(f"/oai?{asked[-1]}").data).findtext(f".//{OAI}resumptionToken")
        assert token
        asked.append(f"verb={verb}&resumptionToken={token}")
    for query in (*asked, *WRONG):
        answer = client.get(f"/oai?{query}").data
        assert problems(answer) == [], query
        assert (f"{OAI}error" in [one.tag for one in etree.fromstring(answer)]) == (query in WRONG), query


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<protocolVersion>2.0<", "<protocolVersion>1.1<"),
        ("<deletedRecord>persistent<", "<deletedRecord>mostly<"),
        ("</earliestDatestamp>", "+04:00</earliestDatestamp>"),
        ("</adminEmail>", "</adminEmail><repositoryName>Again</repositoryName>"),
        ("<request", "<asked/><request"),
    ],
)
def test_an_answer_of_another_shape_would_be_seen(client: FlaskClient, right: str, wrong: str) -> None:
    answer = client.get("/oai?verb=Identify").text
    assert right in answer
    assert problems(answer.replace(right, wrong, 1).encode()) != []
