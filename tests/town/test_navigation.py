"""The way around: what stands in the masthead and at the foot, for whom."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from storyhub.core.languages import LANGUAGES


def masthead(page: str) -> list[str]:
    found = re.search(r'<nav class="nav"[^>]*>(.*?)</nav>', page, re.DOTALL)
    assert found
    return re.findall(r'href="([^"]+)"', found[1])


def test_a_town_leads_to_its_stories_to_telling_and_to_ones_own_story(client: FlaskClient) -> None:
    assert masthead(client.get("/ka/rustavi/").text) == ["/ka/rustavi/stories", "/ka/rustavi/tell", "/ka/my"]


def test_the_network_leads_to_its_towns_and_their_stories(client: FlaskClient) -> None:
    assert masthead(client.get("/uk/").text) == ["/uk/", "/uk/stories", "/uk/my"]


def test_the_desk_stands_in_the_masthead_of_its_moderators_alone(as_role: Callable[..., FlaskClient]) -> None:
    moderator = as_role("moderator")
    assert "/en/rustavi/desk/" in masthead(moderator.get("/en/rustavi/").text)
    assert "/en/poti/desk/" not in masthead(moderator.get("/en/poti/").text)
    for role in ("facilitator", "learning_lead", "city_admin", "network_host"):
        assert "/en/rustavi/desk/" not in masthead(as_role(role).get("/en/rustavi/").text)


@pytest.mark.parametrize("path", ["/en/rustavi/stories", "/en/rustavi/tell", "/en/my", "/en/", "/en/stories"])
def test_the_masthead_says_where_one_is(client: FlaskClient, path: str) -> None:
    current = re.findall(r'href="([^"]+)" aria-current="page"', client.get(path).text)
    assert path in current


def test_every_page_leads_to_itself_in_each_language(client: FlaskClient) -> None:
    page = client.get("/hy/rustavi/stories?kind=lived").text
    for code, row in LANGUAGES.items():
        assert f'href="/{code}/rustavi/stories?kind=lived"' in page
        assert row.own_name in page


def test_staff_find_their_sign_in_and_then_their_account(
    client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    assert 'href="/en/sign-in"' in client.get("/en/rustavi/").text
    page = as_role("facilitator").get("/en/rustavi/").text
    assert 'href="/en/account"' in page
    assert 'href="/en/sign-in"' not in page


def test_a_page_that_is_not_there_still_leads_on(client: FlaskClient) -> None:
    for path in ("/en/atlantis/", "/en/rustavi/nowhere", "/nowhere", "/xx/rustavi/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "There is no such page." in answer.text
        assert re.search(r'href="/\w\w/"', answer.text)
