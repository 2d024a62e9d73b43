"""What the desk and the pages of staff say plainly: whether a letter goes, what is translated, whom a number stands for."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.cities.queries import current_wording
from storyhub.core.errors import Invalid
from storyhub.stories.models import Use
from storyhub.stories.services.contacting import change_contact, want_letters
from storyhub.stories.services.telling import Asked
from tests.support.pages import form_on, words_on
from tests.support.stories import Told

Tell = Callable[..., Told]


@pytest.mark.parametrize(
    ("contact", "wanted", "goes"),
    [
        ("nino@example.org", True, True),
        ("nino@example.org", False, False),
        ("+995 555 12 34 56", True, False),
        ("", True, False),
    ],
)
def test_whoever_asks_the_teller_knows_whether_a_letter_goes_and_no_more(
    app: Flask, as_role: Callable[..., FlaskClient], tell: Tell, contact: str, wanted: bool, goes: bool
) -> None:
    told = tell(contact=contact)
    if not wanted:
        with app.app_context():
            want_letters(told.id, False, asked=Asked(current_wording().version, "en"))
    page = as_role("moderator").get(f"/en/rustavi/desk/{told.code}").text
    assert ("A letter tells the teller" in words_on(page)) is goes
    assert ("No letter goes out" in words_on(page)) is not goes
    assert "example.org" not in page
    assert "12 34" not in page
    assert "995555123456" not in page


def test_a_translation_begins_empty_beside_the_original(as_role: Callable[..., FlaskClient], tell: Tell) -> None:
    told = tell(title="The lift", state="published", uses=frozenset({Use.TRANSLATION}))
    page = as_role("moderator").get(f"/en/rustavi/desk/{told.code}/translate?to=ka").text
    form = form_on(page, f"/en/rustavi/desk/{told.code}/translate")
    assert (form["title"], form["body"], form["language"]) == ("", "", "ka")
    assert "The lift" in words_on(page)


def test_erasing_is_offered_where_there_is_something_to_erase(app: Flask, tell: Tell) -> None:
    bare, left, keys = tell(), tell(contact="nino@example.org"), app.extensions["storyhub.keys"]
    with app.app_context():
        asked = Asked(current_wording().version, "en")
        for told, key in ((bare, "contact_none_yet"), (left, "contact_missing")):
            with pytest.raises(Invalid) as refused:
                change_contact(keys, told.id, " ", "en", asked=asked)
            assert refused.value.fields == {"contact": key}
