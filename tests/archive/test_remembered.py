"""What was counted is remembered while a town's archive stands, and counted anew after any change."""

from collections.abc import Callable

from flask import Flask

from storyhub.archive.queries import remembered
from storyhub.archive.services import note_change
from storyhub.cities.models import City
from storyhub.cities.queries import city_by_slug
from tests.support.stories import Told


class Counting:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> int:
        self.asked += 1
        return self.asked


def test_it_is_counted_once_while_nothing_changes(context: Flask, city: City) -> None:
    note_change(city.id)
    count = Counting()
    assert [remembered(city.id, "stories", count) for _ in range(3)] == [1, 1, 1]
    assert remembered(city.id, "districts", count) == 2


def test_a_change_makes_it_count_again(context: Flask, city: City) -> None:
    note_change(city.id)
    count = Counting()
    remembered(city.id, "stories", count)
    note_change(city.id)
    assert remembered(city.id, "stories", count) == 2


def test_another_towns_change_leaves_this_one_as_it_stands_and_counts_all_towns_again(
    context: Flask, city: City
) -> None:
    note_change(city.id)
    here, everywhere = Counting(), Counting()
    remembered(city.id, "stories", here)
    remembered(None, "stories", everywhere)
    note_change(city_by_slug("poti").id)
    assert remembered(city.id, "stories", here) == 1
    assert remembered(None, "stories", everywhere) == 2


def test_before_the_first_change_everything_is_counted(context: Flask, city: City) -> None:
    count = Counting()
    assert [remembered(city.id, "stories", count) for _ in range(2)] == [1, 2]


def test_a_withdrawn_story_leaves_every_count_at_once(app: Flask, client, tell: Callable[..., Told]) -> None:
    stays = tell(state="published")
    goes = tell(state="published", language="ka", body="ჩვენს ეზოში წყალი კვირაში ორჯერ მოდის.")
    page = "/en/rustavi/stories"
    for _ in range(2):
        before = client.get(page).text
        assert "2 stories" in before
        assert "ქართული <span" in before
    client.post("/en/my", data={"receipt": goes.receipt, "action": "withdraw_for_good"})
    after = client.get(page).text
    assert "1 story" in after
    assert "ქართული <span" not in after
    assert stays.code in after
