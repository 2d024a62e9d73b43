"""Everything about one's own story in one file, for machines and for reading, with the photographs."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.permissions import Role
from storyhub.stories.models import Withheld
from storyhub.stories.services.conversing import answer_team, ask_teller
from storyhub.stories.services.masking import mask_passage
from storyhub.stories.services.versions import add_version
from tests.support.staff import new_person
from tests.support.stories import Told

pytestmark = pytest.mark.config(WTF_CSRF_ENABLED=True)

Tell = Callable[..., Told]

OLD = "Our neighbour Vakhtang carried the water up four floors, twice a week."
NEW = "Our neighbour Vakhtang carried the water up five floors, three times a week."


@pytest.fixture
def told(app: Flask, tell: Tell) -> Told:
    story = tell(state="published", body=OLD, photos=2, contact="nino@example.org", place="Vakhtang's yard")
    moderator = new_person(app, Role.MODERATOR)
    with app.app_context():
        mask_passage(moderator, story.id, "Vakhtang", Withheld.NAME, seen_version=1)
        ask_teller(moderator, story.id, "Which street was it?")
        answer_team(story.id, "Gorgasali 4 <b>")
        add_version(story.id, "", NEW, seen=1)
    return story


def download(client: FlaskClient, told: Told) -> zipfile.ZipFile:
    answer = client.post("/en/my", data={"receipt": told.receipt, "action": "download"})
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert f"my-story-{told.code}.zip" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def everything(file: zipfile.ZipFile) -> dict[str, Any]:
    return json.loads(file.read("story.json"))


def test_it_has_the_tellers_own_words_and_all_that_was_said(client: FlaskClient, told: Told) -> None:
    found = everything(download(client, told))
    assert [one["body"] for one in found["versions"]] == [OLD, NEW]
    assert found["place"] == "Vakhtang's yard"
    assert [(one["who"], one["text"]) for one in found["messages"]] == [
        ("team", "Which street was it?"),
        ("teller", "Gorgasali 4 <b>"),
    ]
    assert {one["words"] for one in found["withheld"]} == {"Vakhtang"}
    assert {one["use"] for one in found["consents"]} >= {"archive", "quotation", "contact"}
    assert all(one["since"] for one in found["consents"])
    assert [one["description"] for one in found["photos"]] == ["Picture 1", "Picture 2"]


def test_the_photographs_are_in_it(client: FlaskClient, told: Told) -> None:
    file = download(client, told)
    assert file.testzip() is None
    for name in ("photo-1.webp", "photo-2.webp"):
        assert file.read(name)[8:12] == b"WEBP"


def test_the_page_in_it_can_be_read_without_us(client: FlaskClient, told: Told) -> None:
    page = download(client, told).read("story.html").decode()
    assert NEW in page
    assert "Which street was it?" in page
    assert 'src="photo-1.webp"' in page
    assert "Gorgasali 4 &lt;b&gt;" in page
    assert "<script" not in page
    assert "/static/" not in page


def test_neither_the_contact_nor_the_receipt_nor_staff_is_in_it(client: FlaskClient, told: Told) -> None:
    file = download(client, told)
    inside = b"".join(file.read(name) for name in ("story.json", "story.html")).decode()
    assert "nino@example.org" not in inside
    assert "n…@example.org" in inside
    assert told.receipt not in inside
    assert "Person " not in inside


def test_without_the_receipt_there_is_nothing_to_download(client: FlaskClient, told: Told) -> None:
    assert client.post("/en/my", data={"receipt": told.code, "action": "download"}).status_code == 422
