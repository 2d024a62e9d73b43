"""The settings as a city admin meets them: typed, seen as residents will see it, published, undone."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from storyhub.admin.areas import PAGES
from storyhub.cities import queries
from storyhub.cities.models import Area, HelpLine
from storyhub.core.db import db, transaction
from storyhub.core.languages import Translated
from storyhub.core.permissions import Role
from tests.support.pages import form_on, words_on
from tests.support.stories import Told

SETTINGS = "/en/rustavi/settings"
LISTS = ("districts", "prompts", "reasons", "help-lines")
SINGLE = tuple(one.slug for one in PAGES.values() if not one.is_list and one.area != Area.WORDING)
OTHERS = ("", "/missing", "/history", "/wording", "/wording/ka", "/wording/ka/1", "/pause")


@pytest.fixture
def admin(as_role: Callable[..., FlaskClient]) -> FlaskClient:
    return as_role("city_admin")


def sent_by(page: str, name: str) -> dict[str, str]:
    """What a form of the page would send; no field of the settings is sent twice."""
    return form_on(page, name).to_dict()


def typed(browser: FlaskClient, path: str, **said: str) -> dict[str, str]:
    """The form of a page with something typed in it."""
    fields = sent_by(browser.get(f"{SETTINGS}/{path}").text, "settings")
    for name, value in said.items():
        fields[name.replace("__", "-")] = value
    return fields


def publish(browser: FlaskClient, path: str, **said: str) -> str:
    """Through the preview, as one does; gives the words of the preview."""
    shown = browser.post(f"{SETTINGS}/{path}", data=typed(browser, path, **said) | {"action": "preview"})
    assert shown.status_code == 200, words_on(shown.text)
    kept = sent_by(shown.text, "publish")
    assert browser.post(f"{SETTINGS}/{path}", data=kept | {"action": "publish"}).status_code == 303
    return words_on(shown.text)


def first_slug(area: Area) -> str:
    return queries.settings_of(queries.city_by_slug("rustavi"), area)["items"][0]["slug"]


@pytest.mark.parametrize("path", ["", *(f"/{one}" for one in (*LISTS, *SINGLE)), *OTHERS])
@pytest.mark.parametrize("language", ["ka", "en"])
def test_every_page_of_the_settings_answers(admin: FlaskClient, path: str, language: str) -> None:
    answer = admin.get(f"/{language}/rustavi/settings{path}")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", LISTS)
def test_a_member_of_a_list_and_a_new_one_have_a_page(app: Flask, admin: FlaskClient, path: str) -> None:
    with app.app_context():
        slug = first_slug(Area(path.replace("-", "_")))
    for one in (slug, "new"):
        assert admin.get(f"{SETTINGS}/{path}/{one}").status_code == 200


@pytest.mark.parametrize(
    "path", ["nonsense", "districts/nowhere", "welcome/new", "wording/fr", "wording/ka/99", "history/7"]
)
def test_what_is_not_there_is_not_found(admin: FlaskClient, path: str) -> None:
    assert admin.get(f"{SETTINGS}/{path}").status_code == 404
    assert admin.post(f"{SETTINGS}/{path}").status_code in (404, 405)


def test_nobody_but_the_towns_admins_finds_the_settings(
    client: FlaskClient, as_role: Callable[..., FlaskClient]
) -> None:
    others = [as_role(role) for role in Role if role != Role.CITY_ADMIN] + [as_role("city_admin", "poti")]
    for path in ("", "/welcome", "/districts/new", "/wording/ka", "/history", "/missing"):
        assert client.get(SETTINGS + path).status_code == 303
        for other in others:
            assert other.get(SETTINGS + path).status_code == 404, path
    for other in others:
        assert other.post(f"{SETTINGS}/open").status_code == 404
        assert other.post(f"{SETTINGS}/welcome", data={"action": "publish"}).status_code == 404


def test_a_city_admin_has_no_power_over_content(admin: FlaskClient, tell: Callable[..., Told]) -> None:
    kept, waiting = tell(state="kept"), tell()
    for path in (
        "desk/",
        f"desk/{kept.code}",
        f"desk/{waiting.code}",
        f"stories/{kept.code}",
        f"stories/{waiting.code}",
    ):
        assert admin.get(f"/en/rustavi/{path}").status_code == 404, path
    acted = admin.post(f"/en/rustavi/desk/{waiting.code}", data={"act": "publish", "seen_state": "waiting"})
    assert acted.status_code == 404
    assert kept.code not in admin.get("/en/rustavi/stories").text


def test_a_change_is_seen_in_every_language_before_it_is_published(admin: FlaskClient, client: FlaskClient) -> None:
    fields = typed(admin, "welcome", title__en="Come in, neighbours", title__ka="")
    shown = admin.post(f"{SETTINGS}/welcome", data=fields | {"action": "preview"})
    words = words_on(shown.text)
    assert "Come in, neighbours" in words
    assert "ქართული" in words
    assert "its readers get English" in words, "Georgian is missing now and falls back"
    assert "Come in, neighbours" not in client.get("/en/rustavi/").text
    again = admin.post(f"{SETTINGS}/welcome", data=sent_by(shown.text, "publish") | {"action": "edit"})
    assert sent_by(again.text, "settings")["title-en"] == "Come in, neighbours"
    published = admin.post(f"{SETTINGS}/welcome", data=sent_by(shown.text, "publish") | {"action": "publish"})
    assert published.status_code == 303
    assert "Come in, neighbours" in client.get("/en/rustavi/").text
    assert "Come in, neighbours" in client.get("/ka/rustavi/").text


def test_languages_a_town_does_not_keep_stay_as_they_are(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        before = queries.city_by_slug("rustavi").welcome_title["ro"]
    publish(admin, "welcome", title__en="Come in")
    with app.app_context():
        assert queries.city_by_slug("rustavi").welcome_title["ro"] == before


@pytest.mark.parametrize(
    ("path", "said", "told"),
    [
        ("welcome", {"name-en": "x" * 61}, "under 60 characters"),
        ("responsible", {"responsible": "A", "email": "not an address"}, "does not look like a mail address"),
        ("responsible", {"responsible": " "}, "Write who is responsible"),
        ("moderation", {"min_age_alone": "4"}, "from 13 to 18"),
        ("moderation", {"min_age_alone": "old"}, "from 13 to 18"),
        ("moderation", {"moderation": "never"}, "Choose when stories are read"),
        ("prompts/new", {"question-en": "When?", "kind": "imagined", "year": "1999"}, "2025 to 2150"),
        ("prompts/new", {"question-en": "When?", "kind": "imagined", "year": ""}, "2025 to 2150"),
        ("prompts/new", {"question-en": ""}, "at least one language"),
        ("districts/new", {"name-en": "old RUSTAVI"}, "stands in the list already"),
        ("help-lines/new", {"name-en": "Neighbours", "number": "call us"}, "telephone number"),
        ("reasons/new", {"label-en": "\u202e\u200f"}, "at least one language"),
    ],
)
def test_what_cannot_be_taken_is_explained_and_kept(
    admin: FlaskClient, path: str, said: dict[str, str], told: str
) -> None:
    for action in ("preview", "publish"):
        fields = sent_by(admin.get(f"{SETTINGS}/{path}").text, "settings") | said | {"action": action}
        answer = admin.post(f"{SETTINGS}/{path}", data=fields)
        assert answer.status_code == 422
        assert told in words_on(answer.text)
        kept = sent_by(answer.text, "settings")
        assert all(
            kept[name] == value
            for name, value in said.items()
            if value.isascii() and name not in ("moderation", "responsible")
        )


def test_no_language_at_all_is_refused(admin: FlaskClient) -> None:
    fields = dict.fromkeys(typed(admin, "languages"), "") | {"seen": "0", "action": "preview"}
    answer = admin.post(f"{SETTINGS}/languages", data=fields)
    assert answer.status_code == 422
    assert "at least one language" in words_on(answer.text)


def test_a_form_that_is_nonsense_is_answered_kindly(admin: FlaskClient) -> None:
    for path in ("welcome", "districts/new", "help-lines/new", "languages", "moderation", "wording/ka"):
        for action in ("preview", "publish", "edit", "\x00"):
            data = {"action": action, "seen": "x", "place": "many", "year": "\x00", "name-en": "\x00" * 9}
            assert admin.post(f"{SETTINGS}/{path}", data=data).status_code in (200, 303, 409, 422), path


def test_of_two_who_write_at_once_the_second_loses_nothing(
    as_role: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    first, second = as_role("city_admin"), as_role("city_admin")
    fields = typed(second, "welcome", title__en="From the second")
    publish(first, "welcome", title__en="From the first")
    for action in ("preview", "publish"):
        answer = second.post(f"{SETTINGS}/welcome", data=fields | {"action": action})
        assert answer.status_code == 409
        assert "From the first" in words_on(answer.text)
        assert sent_by(answer.text, "settings")["title-en"] == "From the second"
    assert "From the first" in client.get("/en/rustavi/").text
    again = sent_by(answer.text, "settings") | {"action": "publish"}
    assert second.post(f"{SETTINGS}/welcome", data=again).status_code == 303
    assert "From the second" in client.get("/en/rustavi/").text


def test_a_district_is_added_moved_and_retired(app: Flask, admin: FlaskClient, client: FlaskClient) -> None:
    publish(admin, "districts/new", name__en="Behind the station", place="1")
    assert "Behind the station" in client.get("/en/rustavi/tell").text
    with app.app_context():
        assert first_slug(Area.DISTRICTS) == "behind-the-station"
    publish(admin, "districts/behind-the-station", retired="y")
    assert "Behind the station" not in client.get("/en/rustavi/tell").text
    assert "offered no more" in words_on(admin.get(f"{SETTINGS}/districts").text)


def test_a_district_with_a_georgian_name_alone_gets_an_address(app: Flask, admin: FlaskClient) -> None:
    publish(admin, "districts/new", name__ka="სადგურის უკან")
    publish(admin, "districts/new", name__ka="სადგურის წინ")
    with app.app_context():
        slugs = [one.slug for one in queries.districts_of(queries.city_by_slug("rustavi").id)]
    assert slugs[-2:] == ["district", "district-2"]


def test_the_last_reason_and_the_last_question_stay(app: Flask, admin: FlaskClient) -> None:
    for area in (Area.REASONS, Area.PROMPTS):
        with app.app_context():
            slugs = [row["slug"] for row in queries.settings_of(queries.city_by_slug("rustavi"), area)["items"]]
        for slug in slugs[1:]:
            publish(admin, f"{area.value}/{slug}", retired="y")
        fields = typed(admin, f"{area.value}/{slugs[0]}", retired="y") | {"action": "publish"}
        answer = admin.post(f"{SETTINGS}/{area.value}/{slugs[0]}", data=fields)
        assert answer.status_code == 422
        assert "At least one has to stay" in words_on(answer.text)


def test_a_help_line_is_checked_by_somebody_on_a_day_and_a_changed_number_is_not(
    app: Flask, admin: FlaskClient, client: FlaskClient
) -> None:
    with app.app_context():
        slug = first_slug(Area.HELP_LINES)
    publish(admin, f"help-lines/{slug}", checked="y")
    with app.app_context():
        line = db.session.scalars(select(HelpLine).where(HelpLine.is_checked)).one()
        assert line.checked_at is not None
        assert line.checked_by is not None
    publish(admin, f"help-lines/{slug}", number="0322 111 222")
    with app.app_context():
        line = db.session.scalars(select(HelpLine).where(HelpLine.number == "0322 111 222")).one()
        assert (line.is_checked, line.checked_at, line.checked_by) == (False, None, None)
    assert "0322 111 222" in client.get("/en/rustavi/about/help").text


def test_the_order_of_languages_is_kept(app: Flask, admin: FlaskClient) -> None:
    publish(admin, "languages", en="1", ka="2", ro="3", ru="", az="", hy="", uk="")
    with app.app_context():
        assert queries.city_by_slug("rustavi").languages == ["en", "ka", "ro"]


def test_who_is_responsible_stands_in_the_pages_at_once(admin: FlaskClient, client: FlaskClient) -> None:
    publish(admin, "responsible", responsible="The town hall of Rustavi", email="stories@rustavi.example")
    assert "The town hall of Rustavi" in client.get("/en/rustavi/about/privacy").text


def test_a_legal_page_gets_a_version_and_the_old_one_stays_readable(admin: FlaskClient, client: FlaskClient) -> None:
    shown = publish(admin, "page-terms", body__en="Be kind to {town}. <script>alert(1)</script>")
    assert "Be kind to Rustavi." in shown
    page = client.get("/en/rustavi/about/terms").text
    assert "Be kind to Rustavi." in page
    assert "<script>alert" not in page
    assert 'href="/en/rustavi/about/terms/1"' in page
    assert "Be kind to Rustavi." not in client.get("/en/rustavi/about/terms/1").text
    assert client.get("/en/rustavi/about/terms/3").status_code == 404


def test_the_age_stands_where_tellers_are_asked(admin: FlaskClient, client: FlaskClient) -> None:
    publish(admin, "moderation", min_age_alone="14")
    assert "Are you under 14?" in client.get("/en/rustavi/tell").text


def test_a_new_wording_is_announced_and_tellers_are_asked_in_it(admin: FlaskClient, client: FlaskClient) -> None:
    name = "use--quotation--question"
    fields = typed(admin, "wording/en") | {name: "May we quote you?", "use--workshops--question": ""}
    shown = admin.post(f"{SETTINGS}/wording/en", data=fields | {"action": "preview"})
    assert "May we quote you?" in words_on(shown.text)
    published = admin.post(
        f"{SETTINGS}/wording/en",
        data=sent_by(shown.text, "publish") | {"action": "publish"},
        follow_redirects=True,
    )
    assert "Published as version 2" in words_on(published.text)
    asked = client.get("/en/rustavi/tell").text
    assert "May we quote you?" in asked
    assert "May your story be used in the town’s workshops?" in asked, "a sentence left empty is the network's"
    assert "May we quote you?" not in client.get("/en/poti/tell").text
    assert "May the town quote your words" in admin.get(f"{SETTINGS}/wording/en/1").text


def test_a_wording_that_loses_the_age_is_refused(admin: FlaskClient) -> None:
    fields = typed(admin, "wording/en") | {"young--question": "Are you young?", "action": "preview"}
    answer = admin.post(f"{SETTINGS}/wording/en", data=fields)
    assert answer.status_code == 422
    assert "Keep {age}" in words_on(answer.text)


def test_two_who_reword_at_once(as_role: Callable[..., FlaskClient]) -> None:
    first, second = as_role("city_admin"), as_role("city_admin")
    fields = {browser: typed(browser, "wording/en") for browser in (first, second)}
    for browser, status in ((first, 303), (second, 409)):
        data = fields[browser] | {"name--none--label": f"Nameless {status}", "action": "publish"}
        assert browser.post(f"{SETTINGS}/wording/en", data=data).status_code == status


def test_the_history_says_who_when_and_what_and_brings_it_back(admin: FlaskClient, client: FlaskClient) -> None:
    for title in ("Come in", "Sit down"):
        publish(admin, "welcome", title__en=title)
    listed = words_on(admin.get(f"{SETTINGS}/history?area=welcome").text)
    assert "Name and welcome" in listed
    assert "Person" in listed, "who made it"
    version = admin.get(f"{SETTINGS}/history/2").text
    assert "Come in" in words_on(version)
    assert "Sit down" in words_on(version)
    back = sent_by(admin.get(f"{SETTINGS}/history/1").text, "bring-back")
    assert admin.post(f"{SETTINGS}/history/1", data=back | {"action": "after"}).status_code == 303
    assert "Come in" in client.get("/en/rustavi/").text
    stale = admin.post(f"{SETTINGS}/history/2", data=back | {"action": "after"})
    assert stale.status_code == 409


def test_what_is_missing_is_shown_with_what_stands_for_it_and_a_way_there(app: Flask, admin: FlaskClient) -> None:
    with app.app_context(), transaction():
        queries.districts_of(queries.city_by_slug("rustavi").id)[0].name = Translated(ka="ძველი რუსთავი")
    shown = admin.get(f"{SETTINGS}/missing").text
    assert "missing, shown in ქართული" in words_on(shown)
    assert f'href="{SETTINGS}/districts/old-rustavi#name-ru"' in shown
    assert f'href="{SETTINGS}/districts/old-rustavi#name"' in shown, "the reader's own language stands first"
    form = admin.get(f"{SETTINGS}/districts/old-rustavi").text
    assert 'id="name-ru"' in form
    assert 'id="name"' in form
    assert "5 texts missing" in words_on(admin.get(SETTINGS).text)


@pytest.mark.parametrize("role", ["city_admin", "moderator"])
def test_publishing_is_paused_and_goes_on(app: Flask, as_role: Callable[..., FlaskClient], role: str) -> None:
    browser = as_role(role)
    for action, words in (("pause", "Publishing is paused"), ("resume", "Publishing goes on")):
        answer = browser.post(f"{SETTINGS}/pause", data={"action": action}, follow_redirects=True)
        assert words in words_on(answer.text)
        with app.app_context():
            assert (queries.city_by_slug("rustavi").paused_at is not None) == (action == "pause")


def test_nobody_else_finds_the_pause(as_role: Callable[..., FlaskClient]) -> None:
    for role in ("facilitator", "learning_lead", "network_host"):
        assert as_role(role).get(f"{SETTINGS}/pause").status_code == 404
        assert as_role(role).post(f"{SETTINGS}/pause", data={"action": "pause"}).status_code == 404


@pytest.mark.config(WTF_CSRF_ENABLED=True)
def test_a_form_without_its_token_changes_nothing(app: Flask, admin: FlaskClient) -> None:
    for path, data in (
        ("welcome", {"title-en": "Mine", "seen": "0", "action": "publish"}),
        ("pause", {"action": "pause"}),
        ("open", {}),
    ):
        assert admin.post(f"{SETTINGS}/{path}", data=data).status_code in (400, 422), path
    with app.app_context():
        city = queries.city_by_slug("rustavi")
        assert city.paused_at is None
        assert queries.settings_versions(city.id) == []


@pytest.mark.parametrize("number", ["0", "99999", "99999999999999999999"])
def test_a_version_that_never_was_is_not_there(admin: FlaskClient, number: str) -> None:
    for method in (admin.get, admin.post):
        assert method(f"{SETTINGS}/history/{number}").status_code in (404, 405)


@pytest.mark.parametrize("seen", ["", "x", "999999999999999999999", "-5"])
def test_a_page_that_does_not_say_which_it_is_counts_as_old(admin: FlaskClient, seen: str) -> None:
    fields = typed(admin, "welcome", title__en="A better welcome") | {"seen": seen, "action": "publish"}
    answer = admin.post(f"{SETTINGS}/welcome", data=fields)
    assert answer.status_code == 409
    assert "A better welcome" in answer.text
