"""Themes on pages: a town's own in its settings, the network's for its host; what moves is said before, and undone after."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.core.permissions import Role
from storyhub.themes.queries import theme_for
from tests.support.pages import form_on, words_on
from tests.support.staff import new_person, sign_in
from tests.support.stories import Told

TOWN, NETWORK = "/en/rustavi/settings/themes", "/en/network/themes"


@pytest.fixture
def admin(as_role: Callable[..., FlaskClient]) -> FlaskClient:
    return as_role("city_admin")


@pytest.fixture
def host(app: Flask) -> FlaskClient:
    person = new_person(app, Role.NETWORK_HOST).person_id
    assert person is not None
    return sign_in(app, person)


def add(browser: FlaskClient, **said: str):
    return browser.post(
        f"{TOWN}/new", data={"label-en": "Bees", "meaning-en": "Hives on roofs", "slug": "bees", **said}
    )


def test_a_towns_own_theme_is_added_offered_to_its_tellers_and_renamed(admin: FlaskClient, client: FlaskClient) -> None:
    assert add(admin).status_code == 303
    assert "Bees" in client.get("/en/rustavi/tell").text
    assert "Bees" not in client.get("/en/poti/tell").text
    form = form_on(admin.get(f"{TOWN}/rustavi-bees").text, "").to_dict() | {"label-en": "Bees and wasps"}
    assert admin.post(f"{TOWN}/rustavi-bees", data=form).status_code == 303
    page = words_on(admin.get(TOWN).text)
    assert "“Bees” was renamed “Bees and wasps”" in page
    stale = admin.post(f"{TOWN}/rustavi-bees", data=form | {"label-en": "Hornets"})
    assert stale.status_code == 409
    assert "Hornets" in stale.text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"label-en": ""}, "Write this in at least one language."),
        ({"label-en": "x" * 61}, "A name may have at most 60 characters."),
        ({"meaning-en": "x" * 301}, "The meaning may have at most 300 characters."),
        ({"slug": "Пчёлы"}, "Use small Latin letters, digits and hyphens"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field_and_stays(
    admin: FlaskClient, said: dict[str, str], why: str
) -> None:
    answer = add(admin, **said)
    assert answer.status_code == 422
    assert why in words_on(answer.text)
    assert next(iter(said.values())) in answer.text


def test_a_merger_says_what_moves_and_can_be_undone(
    app: Flask, host: FlaskClient, client: FlaskClient, tell: Callable[..., Told]
) -> None:
    with app.app_context():
        energy = theme_for("energy").id
    public = tell(state="published", theme_ids=(energy,))
    tell("poti", state="published", audience="city", theme_ids=(energy,))
    preview = words_on(host.get(f"{NETWORK}/energy/merge?into=water").text)
    assert "1 story carries it" in preview
    assert "and 1 more that readers do not see" in preview
    assert host.post(f"{NETWORK}/energy/merge", data={"into": "water"}).status_code == 303
    assert public.code in client.get("/en/stories?theme=water").text
    page = host.get(NETWORK).text
    undo = re.search(r'action="(/en/network/themes/changes/[^"]+)"', page)
    assert undo
    assert host.post(undo[1]).status_code == 303
    assert public.code not in client.get("/en/stories?theme=water").text
    assert public.code in client.get("/en/stories?theme=energy").text


def test_a_merger_into_nothing_or_itself_is_refused_with_a_sentence(host: FlaskClient) -> None:
    for into in ("", "energy", "no-such-theme", "event"):
        answer = host.post(f"{NETWORK}/energy/merge", data={"into": into})
        assert answer.status_code == 422, into
        assert "Choose a theme that is offered now." in words_on(answer.text)


def test_each_keeps_to_their_own(
    app: Flask, admin: FlaskClient, host: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    add(admin)
    for path in (NETWORK, f"{NETWORK}/energy", f"{NETWORK}/energy/retire"):
        assert admin.get(path).status_code == 404
        assert host.get(path).status_code == 200
    for path in (TOWN, f"{TOWN}/rustavi-bees"):
        assert host.get(path).status_code == 404
        assert as_role("moderator").get(path).status_code == 404
        assert admin.get(path).status_code == 200
    assert admin.post(f"{TOWN}/energy/retire").status_code == 404
    assert admin.get("/en/poti/settings/themes").status_code == 404
