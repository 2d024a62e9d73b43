"""Words of a story whose teller refused search engines stand on no page that they are let in to."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from storyhub.stories.models import Use
from storyhub.themes.queries import themes
from tests.stories.pages import codes
from tests.support.stories import Told

LIFT = "The lift in our block stands still since February, and the neighbours carry the shopping up the stairs."
LET_IN, REFUSED = frozenset({Use.SEARCH_ENGINES}), frozenset[Use]()
NOINDEX = 'name="robots" content="noindex"'
Tell = Callable[..., Told]


@pytest.fixture
def water(app: Flask) -> UUID:
    with app.app_context():
        return next(one.id for one in themes() if one.slug == "water")


def test_beside_a_story_that_search_engines_may_have_stand_only_such_stories(
    client: FlaskClient, tell: Tell, run_jobs: Callable[[], int]
) -> None:
    mine, open_ = (tell(state="published", title=name, body=LIFT, uses=LET_IN) for name in ("Lift", "Nine floors"))
    refused = tell(state="published", title="Refused", body=f"Quietly. {LIFT}", uses=REFUSED)
    run_jobs()
    page = client.get(f"/en/rustavi/stories/{mine.code}").text
    assert NOINDEX not in page
    assert codes(page.partition("Stories like this")[2]) == [open_.code]
    beside = codes(client.get(f"/en/rustavi/stories/{refused.code}").text.partition("Stories like this")[2])
    assert set(beside) == {mine.code, open_.code}


@pytest.mark.parametrize(("uses", "is_indexed"), [(LET_IN, True), (REFUSED, False)])
def test_a_story_with_answers_is_indexed_if_all_of_them_may_be(
    client: FlaskClient, tell: Tell, uses: frozenset[Use], is_indexed: bool
) -> None:
    mine = tell(state="published", title="First", uses=LET_IN)
    answer = tell(state="published", title="Second", answers_id=mine.id, uses=uses)
    assert (NOINDEX not in client.get(f"/en/rustavi/stories/{mine.code}").text) == is_indexed
    assert (NOINDEX not in client.get(f"/en/rustavi/stories/{answer.code}").text) == is_indexed


def test_a_story_that_answers_one_which_refuses_is_not_indexed(client: FlaskClient, tell: Tell) -> None:
    refused = tell(state="published", title="First", uses=REFUSED)
    answer = tell(state="published", title="Second", answers_id=refused.id, uses=LET_IN)
    assert NOINDEX in client.get(f"/en/rustavi/stories/{answer.code}").text


@pytest.mark.parametrize("path", ["/en/", "/en/rustavi/", "/en/rustavi/themes/water", "/en/themes/water"])
def test_pages_that_draw_stories_are_indexed_if_all_of_them_may_be(
    client: FlaskClient, tell: Tell, water: UUID, path: str
) -> None:
    assert NOINDEX not in client.get(path).text
    tell(state="published", theme_ids=(water,), uses=LET_IN)
    assert NOINDEX not in client.get(path).text
    tell(state="published", theme_ids=(water,), uses=REFUSED)
    assert NOINDEX in client.get(path).text
