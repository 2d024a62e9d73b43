"""What differs between two settings documents, piece by piece."""

from storyhub.cities.changes import Change, changes_between

HILL = {"slug": "hill", "name": {"en": "The hill", "ka": "გორა"}, "retired": False}
PORT = {"slug": "port", "name": {"en": "The port"}, "retired": False}


def test_documents_that_say_the_same_differ_in_nothing() -> None:
    assert changes_between({"items": [HILL]}, {"items": [HILL]}) == []
    assert changes_between({"title": {"en": "Come in", "ka": ""}}, {"title": {"en": "Come in"}}) == []


def test_a_text_is_compared_in_each_language() -> None:
    changed = changes_between({"title": {"en": "Come in"}}, {"title": {"en": "Sit down", "ka": "დაჯექით"}})
    assert changed == [
        Change(("title", "en"), "Come in", "Sit down"),
        Change(("title", "ka"), "", "დაჯექით"),
    ]


def test_a_list_is_compared_by_its_members_and_its_order() -> None:
    turned = changes_between({"items": [HILL, PORT]}, {"items": [PORT, HILL | {"retired": True}]})
    assert turned == [
        Change(("order",), "hill, port", "port, hill"),
        Change(("hill", "retired"), "False", "True"),
    ]
