"""An operator erases a story for a teller who asked in writing."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from storyhub.archive.services.indexing import rebuild_index
from storyhub.core.audit import AuditEvent
from storyhub.core.db import db
from storyhub.operations.cli import erase
from storyhub.operations.services.installation import Installation
from storyhub.stories.models import ReviewEvent, Story
from tests.operations.conftest import CANARY, photos_of, stored_bytes
from tests.support.stories import Told

Erase = Callable[..., Result]


@pytest.fixture
def run(app: Flask, here: Installation) -> Erase:
    def invoke(*arguments: str, answer: str = "") -> Result:
        with app.app_context():
            return CliRunner().invoke(erase, list(arguments), input=answer)

    return invoke


def test_it_is_gone_to_the_last_byte_and_the_trail_says_by_whom(
    app: Flask, here: Installation, canary: Told, run: Erase
) -> None:
    with app.app_context():
        rebuild_index(here.index)
    result = run(canary.code.upper(), "--yes", "--json")
    assert json.loads(result.stdout) == {"code": canary.code, "erased": True, "was_erased_before": False}
    assert CANARY.encode() not in stored_bytes(app)
    assert photos_of(app) == {}
    assert canary.code in here.log.read_text()
    with app.app_context():
        erased = select(AuditEvent.object_id).where(AuditEvent.act == "story_erased_by_operator")
        assert db.session.scalars(erased).all() == [canary.id]
        acts = select(ReviewEvent.act).where(ReviewEvent.story_id == canary.id).order_by(ReviewEvent.id)
        assert db.session.scalars(acts).all()[-1] == "erased_by_operator"
    assert app.test_client().get(f"/en/rustavi/stories/{canary.code}").status_code == 410


def test_it_asks_first_and_no_means_no(app: Flask, canary: Told, run: Erase) -> None:
    result = run(canary.code, answer="n\n")
    assert result.exit_code == 1
    assert f"The {CANARY}" in result.stderr
    with app.app_context():
        assert db.session.get_one(Story, canary.id).withdrawn_at is None


def test_a_second_time_changes_nothing(app: Flask, canary: Told, run: Erase) -> None:
    run(canary.code, "--yes")
    again = run(canary.code, "--yes")
    assert again.exit_code == 0
    assert "was erased before" in again.stdout
    with app.app_context():
        erased = select(AuditEvent.id).where(AuditEvent.act == "story_erased_by_operator")
        assert len(db.session.scalars(erased).all()) == 1


@pytest.mark.parametrize("code", ["nothere0", "", "🐦", "' OR 1=1"])
def test_an_unknown_code_is_said_in_a_sentence(run: Erase, code: str) -> None:
    result = run(code, "--yes")
    assert result.exit_code == 1
    assert "There is no story with the code" in result.stderr
