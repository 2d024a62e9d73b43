"""The way in: a link by mail, then a code; the same answer for everyone; nothing works twice."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.accounts import services
from storyhub.accounts.models import OneTimeLink, Person, Purpose, StaffSession
from storyhub.accounts.viewer import TOKEN
from storyhub.core import clock
from storyhub.core.db import db, transaction

from .conftest import AddPerson, link_in

Letters = Callable[[], list[EmailMessage]]


def follow(client: FlaskClient, letters: Letters, email: str = "nino@example.org", next_path: str = "") -> None:
    """Ask for a link, open it from the letter, press the button."""
    client.post("/en/sign-in", data={"email": email, "next": next_path})
    assert client.post(link_in(letters()[0])).location == "/en/sign-in/code"


def test_a_known_and_an_unknown_address_get_the_same_answer(
    client: FlaskClient, add_person: AddPerson, letters: Letters
) -> None:
    add_person("Nino")
    known = client.post("/en/sign-in", data={"email": "Nino@Example.org"})
    unknown = client.post("/en/sign-in", data={"email": "nobody@example.org"})
    assert (known.status_code, known.location, known.data) == (
        unknown.status_code,
        unknown.location,
        unknown.data,
    )
    assert [letter["To"] for letter in letters()] == ["nino@example.org"]


def test_a_word_that_is_no_address_is_kept_and_explained(client: FlaskClient) -> None:
    answer = client.post("/en/sign-in", data={"email": "nino-at-home"})
    assert answer.status_code == 422
    assert 'value="nino-at-home"' in answer.text
    assert 'href="#email"' in answer.text


def test_the_first_sign_in_sets_up_the_authenticator_and_shows_codes_once(
    app: Flask, client: FlaskClient, add_person: AddPerson, letters: Letters, code_of: Callable[..., str]
) -> None:
    nino = add_person("Nino")
    follow(client, letters)
    set_up = client.get("/en/sign-in/code")
    assert "<svg" in set_up.text
    assert "data:" not in set_up.text
    done = client.post("/en/sign-in/code", data={"code": code_of(nino)})
    assert done.status_code == 200
    assert done.text.count("<li><code>") == 8
    assert client.get("/en/account").status_code == 200
    with app.app_context():
        person = db.session.get(Person, nino)
        assert person.joined_at
        assert person.has_authenticator
        assert not any(code in done.text for code in person.mf_recovery_codes), "codes are kept encrypted"


def test_later_the_code_alone_is_asked_and_leads_where_one_wanted_to_go(
    client: FlaskClient,
    add_person: AddPerson,
    set_up: Callable,
    letters: Letters,
    code_of: Callable[..., str],
) -> None:
    nino = add_person("Nino")
    set_up(nino)
    follow(client, letters, next_path="/en/people?x=1")
    assert "<svg class" not in client.get("/en/sign-in/code").text.replace('<svg class="wordmark"', "")
    assert client.post("/en/sign-in/code", data={"code": code_of(nino)}).location == "/en/people?x=1"


def test_next_never_leads_to_another_site(
    client: FlaskClient,
    add_person: AddPerson,
    set_up: Callable,
    letters: Letters,
    code_of: Callable[..., str],
) -> None:
    nino = add_person("Nino")
    set_up(nino)
    follow(client, letters, next_path="//evil.example/")
    assert client.post("/en/sign-in/code", data={"code": code_of(nino)}).location == "/en/account"


def test_looking_at_a_link_does_not_use_it_up_and_pressing_the_button_does(
    app: Flask, client: FlaskClient, add_person: AddPerson, letters: Letters
) -> None:
    add_person("Nino")
    client.post("/en/sign-in", data={"email": "nino@example.org"})
    path = link_in(letters()[0])
    assert client.get(path).status_code == client.get(path).status_code == 200
    assert client.post(path).status_code == 303
    again = app.test_client().post(path)
    assert again.status_code == 410
    assert "Ask for a new" in again.text


@pytest.mark.parametrize("token", ["x", "a" * 43, "%F0%9F"])
def test_an_invented_link_opens_nothing(client: FlaskClient, token: str) -> None:
    assert client.get(f"/en/sign-in/link/{token}").status_code == 200
    assert client.post(f"/en/sign-in/link/{token}").status_code == 410


def test_a_link_is_good_for_fifteen_minutes(client: FlaskClient, add_person: AddPerson, letters: Letters) -> None:
    add_person("Nino")
    client.post("/en/sign-in", data={"email": "nino@example.org"})
    path = link_in(letters()[0])
    with clock.at(clock.now() + timedelta(minutes=15, seconds=1)):
        assert client.post(path).status_code == 410
    with clock.at(clock.now() + timedelta(minutes=14)):
        assert client.post(path).status_code == 303


def test_a_letter_that_comes_too_late_is_not_sent(client: FlaskClient, add_person: AddPerson, letters: Letters) -> None:
    add_person("Nino")
    client.post("/en/sign-in", data={"email": "nino@example.org"})
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert letters() == []


def test_of_two_who_follow_a_link_at_once_one_gets_in(
    app: Flask, client: FlaskClient, add_person: AddPerson, letters: Letters
) -> None:
    add_person("Nino")
    client.post("/en/sign-in", data={"email": "nino@example.org"})
    path = link_in(letters()[0])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _one: app.test_client().post(path).status_code, range(8)))
    assert sorted(answers) == [303] + [410] * 7


def test_following_one_link_ends_the_others(client: FlaskClient, add_person: AddPerson, letters: Letters) -> None:
    add_person("Nino")
    for _time in range(2):
        client.post("/en/sign-in", data={"email": "nino@example.org"})
    newer, older = (link_in(letter) for letter in letters())
    assert client.post(newer).status_code == 303
    assert client.post(older).status_code == 410


def test_no_table_holds_a_token_that_opens_anything(
    app: Flask, client: FlaskClient, add_person: AddPerson, letters: Letters
) -> None:
    add_person("Nino")
    follow(client, letters)
    token = link_in(letters()[0]).rsplit("/", 1)[1]
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(table.select()):
                assert token not in str(tuple(row))


def test_without_the_code_nobody_is_in(client: FlaskClient, add_person: AddPerson, letters: Letters) -> None:
    add_person("Nino")
    follow(client, letters)
    assert client.get("/en/account").status_code == 303
    assert client.post("/en/sign-in/code", data={"code": "000000"}).status_code == 422
    assert client.get("/en/account").status_code == 303


def test_a_code_is_taken_once(
    app: Flask, add_person: AddPerson, set_up: Callable, letters: Letters, code_of: Callable[..., str]
) -> None:
    nino = add_person("Nino")
    set_up(nino)
    code = code_of(nino)
    first, second = app.test_client(), app.test_client()
    follow(first, letters)
    assert first.post("/en/sign-in/code", data={"code": f" {code[:3]} {code[3:]}"}).status_code == 303
    follow(second, letters)
    refused = second.post("/en/sign-in/code", data={"code": code})
    assert refused.status_code == 422
    assert "used already" in refused.text
    assert second.post("/en/sign-in/code", data={"code": code_of(nino, later=1)}).status_code == 303


def test_a_recovery_code_stands_in_for_the_phone_once(
    app: Flask, add_person: AddPerson, set_up: Callable, letters: Letters
) -> None:
    nino = add_person("Nino")
    code = set_up(nino)[3]
    typed = code.upper().replace("-", " ")
    first, second = app.test_client(), app.test_client()
    follow(first, letters)
    assert "recovery" in first.get("/en/sign-in/code?recovery=1").text
    assert first.post("/en/sign-in/code?recovery=1", data={"code": typed}).status_code == 303
    follow(second, letters)
    assert second.post("/en/sign-in/code?recovery=1", data={"code": typed}).status_code == 422
    with app.app_context():
        assert len(db.session.get(Person, nino).mf_recovery_codes) == 7


def test_before_the_set_up_is_finished_no_recovery_code_opens(
    app: Flask, client: FlaskClient, add_person: AddPerson, set_up: Callable, letters: Letters
) -> None:
    nino = add_person("Nino")
    codes = set_up(nino)
    with app.app_context(), transaction() as session:
        session.get(Person, nino).tf_primary_method = None
    follow(client, letters)
    assert client.post("/en/sign-in/code", data={"code": codes[0]}).status_code == 422


def test_half_way_lasts_fifteen_minutes_and_ends_with_disabling(
    app: Flask, client: FlaskClient, nino: UUID, letters: Letters, code_of: Callable[..., str]
) -> None:
    follow(client, letters)
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert client.post("/en/sign-in/code", data={"code": code_of(nino)}).status_code == 410
    with app.app_context(), transaction() as session:
        session.get(Person, nino).disabled_at = clock.now()
    assert client.post("/en/sign-in/code", data={"code": code_of(nino)}).status_code == 410


def test_a_disabled_person_gets_no_letter(
    app: Flask, client: FlaskClient, add_person: AddPerson, letters: Letters
) -> None:
    nino = add_person("Nino")
    with app.app_context(), transaction() as session:
        session.get(Person, nino).disabled_at = clock.now()
    assert client.post("/en/sign-in", data={"email": "nino@example.org"}).status_code == 303
    assert letters() == []


def test_the_letter_is_in_the_persons_language_and_names_the_configured_site(
    app: Flask, client: FlaskClient, add_person: AddPerson, letters: Letters
) -> None:
    nino = add_person("Nino")
    with app.app_context(), transaction() as session:
        session.get(Person, nino).language = "ka"
    client.post("/hy/sign-in", data={"email": "nino@example.org"})
    letter = letters()[0]
    assert letter["Content-Language"] == "ka"
    assert f"{app.config['STORYHUB'].base_url}/ka/sign-in/link/" in letter.get_content()


def test_signing_in_gives_a_new_cookie_and_ends_the_session_it_replaces(
    app: Flask,
    nino: UUID,
    signed_in: Callable[[UUID], FlaskClient],
    letters: Letters,
    code_of: Callable[..., str],
) -> None:
    client = signed_in(nino)
    with client.session_transaction() as session:
        session["planted"], before = "by somebody", session[TOKEN]
    follow(client, letters)
    client.post("/en/sign-in/code", data={"code": code_of(nino)})
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session[TOKEN] != before
    old = app.test_client()
    with old.session_transaction() as session:
        session[TOKEN] = before
    assert old.get("/en/account").status_code == 303


@pytest.mark.config(WTF_CSRF_ENABLED=True)
def test_a_form_without_our_token_is_refused_and_with_it_taken(client: FlaskClient) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/en/sign-in").text).group(1)
    for path in ("/en/sign-in", "/en/sign-in/link/x", "/en/sign-in/passkey/options", "/en/sign-in/passkey"):
        assert client.post(path, data={"email": "nino@example.org"}).status_code == 400
    with_token = {"email": "nino@example.org", "csrf_token": token}
    assert client.post("/en/sign-in", data=with_token).location == "/en/sign-in/sent"
    assert client.post("/en/sign-in/passkey", data={"csrf_token": token}).status_code == 403


def test_a_form_sent_from_another_site_is_refused(client: FlaskClient) -> None:
    answer = client.post("/en/sign-in", data={"email": "a@b.org"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_pages_of_the_way_in_are_kept_by_no_cache(client: FlaskClient) -> None:
    for path in ("/en/sign-in", "/en/sign-in/sent", "/en/sign-in/link/abc"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_old_links_and_sessions_are_swept(app: Flask, add_person: AddPerson) -> None:
    nino = add_person("Nino")
    with app.app_context():
        services.open_session(nino)
        services.make_link(nino, Purpose.SIGN_IN)
        services.sweep_accounts()
        assert _rows() == (1, 1)
        with clock.at(clock.now() + timedelta(days=31)):
            services.sweep_accounts()
        assert _rows() == (0, 0)


def _rows() -> tuple[int, int]:
    return db.session.query(OneTimeLink).count(), db.session.query(StaffSession).count()
