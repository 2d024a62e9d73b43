"""Inviting, giving roles, disabling: within one's reach, at once, and noted."""

from collections.abc import Callable
from email.message import EmailMessage
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.accounts.models import Membership, Person
from storyhub.accounts.queries import person_by_email
from storyhub.core.audit import AuditEvent
from storyhub.core.db import db
from storyhub.core.permissions import Role

from .conftest import AddPerson, link_in

SignedIn = Callable[[UUID], FlaskClient]
Towns = dict[str, UUID]


def roles_of(app: Flask, person_id: UUID) -> set[tuple[UUID, Role]]:
    with app.app_context():
        rows = db.session.scalars(select(Membership).where(Membership.person_id == person_id))
        return {(row.place_id, row.role) for row in rows}


def invitation(email: str, *grants: str) -> dict[str, object]:
    return {"email": email, "name": "Ion Rusu", "language": "ro", "grants": list(grants)}


def test_the_pages_exist_only_for_those_who_look_after_people(
    add_person: AddPerson, signed_in: SignedIn, client: FlaskClient
) -> None:
    moderator = signed_in(add_person("Mo", moderator=["rustavi"]))
    for path in ("/en/people", "/en/people/invite", f"/en/people/{uuid4()}"):
        assert client.get(path).status_code == 303
        assert moderator.get(path).status_code == 404
    for who in (
        add_person("Ad", city_admin=["rustavi"]),
        add_person("Ho", hosts=True),
        add_person("Si", admin=True),
    ):
        assert signed_in(who).get("/en/people").status_code == 200
        assert signed_in(who).get("/en/people/invite").status_code == 200


def test_an_invitation_brings_a_letter_and_the_roles(
    app: Flask,
    admin: FlaskClient,
    towns: Towns,
    letters: Callable[[], list[EmailMessage]],
    code_of: Callable[..., str],
) -> None:
    grants = [f"{towns['rustavi']}:moderator", f"{towns['rustavi']}:facilitator"]
    assert admin.post("/en/people/invite", data=invitation("Ion@Example.org", *grants)).status_code == 303
    letter = letters()[0]
    assert (letter["To"], letter["Content-Language"]) == ("ion@example.org", "ro")
    newcomer = app.test_client()
    assert newcomer.post(link_in(letter)).status_code == 303
    with app.app_context():
        ion = person_by_email("ion@example.org").id
    assert newcomer.post("/ro/sign-in/code", data={"code": code_of(ion)}).status_code == 200
    assert newcomer.get("/ro/account").status_code == 200
    assert roles_of(app, ion) == {
        (towns["rustavi"], Role.MODERATOR),
        (towns["rustavi"], Role.FACILITATOR),
    }


@pytest.mark.parametrize("role", ["moderator", "city_admin"])
def test_nobody_gives_roles_in_another_town(
    app: Flask, add_person: AddPerson, signed_in: SignedIn, towns: Towns, role: str
) -> None:
    admin = signed_in(add_person("Ad", city_admin=["rustavi"]))
    asked = invitation("ion@example.org", f"{towns['rustavi']}:moderator", f"{towns['poti']}:{role}")
    assert admin.post("/en/people/invite", data=asked).status_code == 403
    with app.app_context():
        assert person_by_email("ion@example.org") is None


def test_a_city_admin_makes_no_host_and_nobody_makes_a_host_of_a_town(
    add_person: AddPerson, signed_in: SignedIn, towns: Towns
) -> None:
    admin, site = signed_in(add_person("Ad", city_admin=["rustavi"])), signed_in(add_person("Si", admin=True))
    hosting = invitation("ion@example.org", f"{towns['network']}:network_host")
    assert admin.post("/en/people/invite", data=hosting).status_code == 403
    assert site.post("/en/people/invite", data=hosting).status_code == 303
    upside_down = invitation("ana@example.org", f"{towns['rustavi']}:network_host")
    assert site.post("/en/people/invite", data=upside_down).status_code == 403


@pytest.mark.parametrize("grants", [[], ["nonsense"], ["x:moderator"], ["\x00"]])
def test_an_invitation_without_a_role_is_explained_and_kept(
    add_person: AddPerson, signed_in: SignedIn, grants: list[str]
) -> None:
    admin = signed_in(add_person("Ad", city_admin=["rustavi"]))
    answer = admin.post("/en/people/invite", data=invitation("ion@example.org", *grants))
    assert answer.status_code == 422
    assert "Choose at least one role" in answer.text
    assert 'value="ion@example.org"' in answer.text


def test_whoever_is_known_keeps_name_and_gains_the_role(
    app: Flask, add_person: AddPerson, signed_in: SignedIn, towns: Towns
) -> None:
    mo = add_person("Mo", moderator=["poti"])
    admin = signed_in(add_person("Ad", city_admin=["rustavi"]))
    admin.post("/en/people/invite", data=invitation("mo@example.org", f"{towns['rustavi']}:facilitator"))
    assert roles_of(app, mo) == {(towns["poti"], Role.MODERATOR), (towns["rustavi"], Role.FACILITATOR)}
    with app.app_context():
        assert db.session.get(Person, mo).name == "Mo"


def test_changing_roles_touches_only_ones_own_towns(
    app: Flask, add_person: AddPerson, signed_in: SignedIn, towns: Towns
) -> None:
    mo = add_person("Mo", moderator=["rustavi", "poti"])
    admin = signed_in(add_person("Ad", city_admin=["rustavi"]))
    page = admin.get(f"/en/people/{mo}").text
    assert "Rustavi" in page
    assert "Poti" not in page
    answer = admin.post(f"/en/people/{mo}/roles", data={"grants": [f"{towns['rustavi']}:learning_lead"]})
    assert answer.location == f"/en/people/{mo}"
    assert roles_of(app, mo) == {(towns["poti"], Role.MODERATOR), (towns["rustavi"], Role.LEARNING_LEAD)}
    assert admin.post(f"/en/people/{mo}/roles", data={}).location == "/en/people"
    assert admin.get(f"/en/people/{mo}").status_code == 404


def test_a_host_reaches_every_town_of_the_network(
    app: Flask, add_person: AddPerson, signed_in: SignedIn, towns: Towns
) -> None:
    mo, host = add_person("Mo", moderator=["poti"]), signed_in(add_person("Ho", hosts=True))
    host.post(f"/en/people/{mo}/roles", data={"grants": [f"{towns['cahul']}:city_admin"]})
    assert roles_of(app, mo) == {(towns["cahul"], Role.CITY_ADMIN)}


def test_nobody_takes_from_themselves_what_lets_them_look_after_people(
    app: Flask, add_person: AddPerson, signed_in: SignedIn, towns: Towns
) -> None:
    ad = add_person("Ad", city_admin=["rustavi"], moderator=["rustavi"])
    admin = signed_in(ad)
    assert admin.post(f"/en/people/{ad}/roles", data={}).status_code == 403
    assert admin.post(f"/en/people/{ad}/roles", data={"grants": [f"{towns['rustavi']}:city_admin"]}).status_code == 303
    assert roles_of(app, ad) == {(towns["rustavi"], Role.CITY_ADMIN)}


def test_disabling_ends_every_session_with_the_next_request(
    add_person: AddPerson, signed_in: SignedIn, client: FlaskClient
) -> None:
    mo = add_person("Mo", moderator=["rustavi"])
    phone, office = signed_in(mo), signed_in(mo)
    admin = signed_in(add_person("Ad", city_admin=["rustavi"]))
    assert phone.get("/en/account").status_code == 200
    assert admin.post(f"/en/people/{mo}/disable").status_code == 303
    assert [one.get("/en/account").status_code for one in (phone, office)] == [303, 303]
    assert admin.post(f"/en/people/{mo}/enable").status_code == 303
    assert phone.get("/en/account").status_code == 303
    assert signed_in(mo).get("/en/account").status_code == 200


def test_nobody_disables_themselves_a_site_admin_or_a_colleague_of_other_towns(
    add_person: AddPerson, signed_in: SignedIn
) -> None:
    ad, both = add_person("Ad", city_admin=["rustavi"]), add_person("Both", moderator=["rustavi", "poti"])
    site = add_person("Si", admin=True, moderator=["rustavi"])
    admin = signed_in(ad)
    for act in ("disable", "reset", "end-sessions", "invite-again"):
        assert admin.post(f"/en/people/{both}/{act}").status_code == 403
        assert admin.post(f"/en/people/{site}/{act}").status_code == 404
    for act in ("disable", "reset"):
        assert admin.post(f"/en/people/{ad}/{act}").status_code == 403
        assert signed_in(site).post(f"/en/people/{site}/{act}").status_code == 403


@pytest.mark.parametrize("act", ["disable", "enable", "reset", "end-sessions", "invite-again", "roles"])
def test_people_out_of_reach_are_not_there(add_person: AddPerson, signed_in: SignedIn, act: str) -> None:
    elsewhere = add_person("El", moderator=["poti"])
    for who in (add_person("Ad", city_admin=["rustavi"]), add_person("Mo", moderator=["poti"])):
        assert signed_in(who).post(f"/en/people/{elsewhere}/{act}").status_code == 404
        assert signed_in(who).post(f"/en/people/{uuid4()}/{act}").status_code == 404


def test_after_a_reset_the_next_link_sets_up_a_new_authenticator(
    add_person: AddPerson,
    set_up: Callable[[UUID], list[str]],
    signed_in: SignedIn,
    admin: FlaskClient,
    letters: Callable[[], list[EmailMessage]],
) -> None:
    mo = add_person("Mo", moderator=["rustavi"])
    set_up(mo)
    phone = signed_in(mo)
    admin.post(f"/en/people/{mo}/reset")
    assert phone.get("/en/account").status_code == 303
    phone.post("/en/sign-in", data={"email": "mo@example.org"})
    phone.post(link_in(letters()[0]))
    assert "Set up your authenticator app" in phone.get("/en/sign-in/code").text


def test_every_act_is_noted_with_who_did_it(
    app: Flask, add_person: AddPerson, signed_in: SignedIn, towns: Towns
) -> None:
    ad, mo = add_person("Ad", city_admin=["rustavi"]), add_person("Mo", moderator=["rustavi"])
    admin = signed_in(ad)
    admin.post(f"/en/people/{mo}/roles", data={"grants": [f"{towns['rustavi']}:facilitator"]})
    for act in ("invite-again", "end-sessions", "reset", "disable", "enable"):
        admin.post(f"/en/people/{mo}/{act}")
    with app.app_context():
        noted = db.session.execute(
            select(AuditEvent.act, AuditEvent.actor_id).where(AuditEvent.object_id == mo).order_by(AuditEvent.id)
        ).all()
    assert {actor for _act, actor in noted} == {ad}
    assert {act for act, _actor in noted} >= {
        "role_taken",
        "role_given",
        "person_invited",
        "sessions_ended",
        "second_factor_reset",
        "person_disabled",
        "person_enabled",
    }


def test_a_disabled_person_is_not_invited_again(add_person: AddPerson, signed_in: SignedIn, towns: Towns) -> None:
    mo, admin = add_person("Mo", moderator=["rustavi"]), signed_in(add_person("Ad", city_admin=["rustavi"]))
    admin.post(f"/en/people/{mo}/disable")
    answer = admin.post("/en/people/invite", data=invitation("mo@example.org", f"{towns['rustavi']}:facilitator"))
    assert answer.status_code == 409
    assert "account is closed" in answer.text
