"""One's own account: what one can see and end, and what asks for a fresh sign-in."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from storyhub.accounts import services
from storyhub.accounts.models import Passkey, Person, StaffSession
from storyhub.accounts.viewer import TOKEN
from storyhub.core import clock
from storyhub.core.audit import AuditEvent
from storyhub.core.db import db, transaction

from .conftest import AddPerson

SignedIn = Callable[[UUID], FlaskClient]


def test_the_account_says_where_one_is_signed_in_and_which_is_this_one(
    add_person: AddPerson, signed_in: SignedIn
) -> None:
    nino = add_person("Nino")
    first, _second = signed_in(nino), signed_in(nino)
    text = first.get("/en/account").text
    assert text.count('<p class="meta"><span>Signed in') == 2
    assert text.count("this one") == 1
    assert "Mozilla" not in text


def test_one_session_can_be_ended_alone(add_person: AddPerson, signed_in: SignedIn) -> None:
    nino = add_person("Nino")
    first, second = signed_in(nino), signed_in(nino)
    ends = re.search(r'action="(/en/account/sessions/[0-9a-f-]+/end)"', first.get("/en/account").text)
    assert first.post(ends.group(1)).status_code == 303
    assert second.get("/en/account").status_code == 303
    assert first.get("/en/account").status_code == 200


def test_nobody_ends_a_session_that_is_not_theirs(app: Flask, add_person: AddPerson, signed_in: SignedIn) -> None:
    nino, ion = add_person("Nino"), add_person("Ion")
    ninos, ions = signed_in(nino), signed_in(ion)
    with app.app_context():
        his = db.session.scalar(select(StaffSession.id).where(StaffSession.person_id == ion))
    assert ninos.post(f"/en/account/sessions/{his}/end").status_code == 404
    assert ions.get("/en/account").status_code == 200


def test_all_others_are_ended_and_this_one_stays(add_person: AddPerson, signed_in: SignedIn) -> None:
    nino = add_person("Nino")
    here, there, elsewhere = signed_in(nino), signed_in(nino), signed_in(nino)
    here.post("/en/account/sessions/end-others")
    assert [one.get("/en/account").status_code for one in (here, there, elsewhere)] == [200, 303, 303]


def test_signing_out_ends_the_session_for_a_copied_cookie_too(
    app: Flask, add_person: AddPerson, signed_in: SignedIn
) -> None:
    client = signed_in(add_person("Nino"))
    with client.session_transaction() as session:
        token = session[TOKEN]
    answer = client.post("/en/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    copied = app.test_client()
    with copied.session_transaction() as session:
        session[TOKEN] = token
    assert copied.get("/en/account").location == "/en/sign-in?next=/en/account"


@pytest.mark.parametrize(("later", "status"), [(29, 200), (31, 303)])
def test_a_session_ends_after_half_an_hour_of_rest(
    add_person: AddPerson, signed_in: SignedIn, later: int, status: int
) -> None:
    client = signed_in(add_person("Nino"))
    with clock.at(clock.now() + timedelta(minutes=later)):
        assert client.get("/en/account").status_code == status


def test_a_session_in_use_lasts_but_never_beyond_twelve_hours(add_person: AddPerson, signed_in: SignedIn) -> None:
    client, began = signed_in(add_person("Nino")), clock.now()
    for minutes in range(20, 12 * 60, 20):
        with clock.at(began + timedelta(minutes=minutes)):
            answer = client.get("/en/account")
            answer.close()
            assert answer.status_code == 200
    with clock.at(began + timedelta(hours=12, seconds=1)):
        assert client.get("/en/account").status_code == 303


def test_a_clock_turned_back_does_not_lengthen_a_session(add_person: AddPerson, signed_in: SignedIn) -> None:
    client = signed_in(add_person("Nino"))
    with clock.at(clock.now() - timedelta(days=90)):
        assert client.get("/en/account").status_code == 303


def test_reading_pages_writes_when_one_was_seen_at_most_once_a_minute(
    app: Flask, add_person: AddPerson, signed_in: SignedIn
) -> None:
    client, began = signed_in(add_person("Nino")), clock.now()
    writes: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE"):
            writes.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    for seconds in (5, 30, 70, 80, 100):
        with clock.at(began + timedelta(seconds=seconds)):
            client.get("/en/account").close()
    event.remove(engine, "before_cursor_execute", note)
    assert len(writes) == 1


def test_the_viewer_is_known_in_two_reads_and_without_a_cookie_in_none(
    app: Flask, client: FlaskClient, add_person: AddPerson, signed_in: SignedIn
) -> None:
    staff = signed_in(add_person("Nino", moderator=["rustavi"], hosts=True))
    reads: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "person" in statement or "membership" in statement or "session" in statement:
            reads.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    staff.get("/en/sign-in/sent")
    with_cookie = len(reads)
    reads.clear()
    client.get("/en/sign-in/sent")
    event.remove(engine, "before_cursor_execute", note)
    assert with_cookie == 2
    assert reads == []


@pytest.mark.parametrize("cookie", ["x", "", "a.b.c", "é"])
def test_a_cookie_that_is_not_ours_is_nobody(app: Flask, client: FlaskClient, cookie: str) -> None:
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    assert client.get("/en/account").status_code == 303


def test_a_browser_can_be_given_a_name(add_person: AddPerson, signed_in: SignedIn) -> None:
    client = signed_in(add_person("Nino"))
    client.post("/en/account/sessions/label", data={"label": " the  office\u202e "})
    assert "<dt>the office" in client.get("/en/account").text
    assert client.post("/en/account/sessions/label", data={"label": "x" * 61}).status_code == 422


def test_name_and_language_can_be_changed(app: Flask, add_person: AddPerson, signed_in: SignedIn) -> None:
    nino = add_person("Nino")
    client = signed_in(nino)
    answer = client.post("/en/account", data={"name": "Nino <b>", "language": "ka"})
    assert answer.location == "/ka/account"
    assert "Nino &lt;b&gt;" in client.get("/en/account").text
    assert client.post("/en/account", data={"name": "", "language": "ka"}).status_code == 422
    assert client.post("/en/account", data={"name": "Nino", "language": "xx"}).status_code == 422


def test_new_recovery_codes_are_shown_once_and_end_the_old(
    app: Flask, add_person: AddPerson, set_up: Callable[[UUID], list[str]], signed_in: SignedIn
) -> None:
    nino = add_person("Nino")
    old = set_up(nino)
    client = signed_in(nino)
    shown = re.findall(r"<li><code>([0-9a-f-]+)</code>", client.post("/en/account/recovery-codes").text)
    assert len(shown) == 8
    assert not set(shown) & set(old)
    assert not any(code in client.get("/en/account").text for code in shown)


def test_what_decides_how_one_signs_in_asks_to_sign_in_again(
    app: Flask, add_person: AddPerson, signed_in: SignedIn
) -> None:
    client = signed_in(add_person("Nino"))
    with clock.at(clock.now() + timedelta(minutes=16)):
        answer = client.post("/en/account/recovery-codes")
        assert answer.location == "/en/sign-in?again=1&next=/en/account"
        assert client.get(answer.location).status_code == 200
        options = client.post("/en/account/passkeys/options")
        assert (options.status_code, options.json["go"]) == (403, answer.location)
        assert client.post("/en/account/passkeys", data={"passkey_name": "x"}).location == answer.location


def test_a_passkey_is_removed_by_its_owner_alone(app: Flask, add_person: AddPerson, signed_in: SignedIn) -> None:
    nino, ion = add_person("Nino"), add_person("Ion")
    with app.app_context(), transaction() as session:
        passkey = Passkey(
            person_id=nino,
            name="key",
            credential_id=b"1",
            public_key=b"2",
            sign_count=0,
            created_at=clock.now(),
        )
        session.add(passkey)
        session.flush()
        path = f"/en/account/passkeys/{passkey.id}/remove"
    assert signed_in(ion).post(path).status_code == 404
    assert signed_in(nino).post(path).status_code == 303
    with app.app_context():
        assert db.session.query(Passkey).count() == 0


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x" * 5000, '{"id": "a", "rawId": "b"}', "\x00"])
def test_a_passkey_answer_that_is_none_signs_nobody_in(
    client: FlaskClient, add_person: AddPerson, signed_in: SignedIn, answer: str
) -> None:
    client.post("/en/sign-in/passkey/options")
    assert client.post("/en/sign-in/passkey", data={"credential": answer}).status_code == 403
    staff = signed_in(add_person("Nino"))
    staff.post("/en/account/passkeys/options")
    added = staff.post("/en/account/passkeys", data={"passkey_name": "key", "credential": answer})
    assert added.status_code == 403


def test_acts_leave_a_trail_without_words(app: Flask, add_person: AddPerson, signed_in: SignedIn) -> None:
    nino = add_person("Nino")
    client = signed_in(nino)
    client.post("/en/account", data={"name": "Nino", "language": "ka"})
    client.post("/en/account/recovery-codes")
    client.post("/en/sign-out")
    with app.app_context():
        trail = db.session.scalars(select(AuditEvent).order_by(AuditEvent.at)).all()
        acts = [one.act for one in trail]
        assert acts == ["signed_in", "details_changed", "recovery_codes_renewed", "session_ended"]
        assert {one.actor_id for one in trail} == {nino}
        assert not any(one.details for one in trail)


def test_the_token_of_a_disabled_person_cannot_be_made(app: Flask, add_person: AddPerson) -> None:
    nino = add_person("Nino")
    with app.app_context():
        with transaction() as session:
            session.get(Person, nino).disabled_at = clock.now()
        with pytest.raises(Exception, match="account_disabled"):
            services.open_session(nino)
