"""Forms of a withheld word that the desk is offered: other endings, other scripts, and names too short to tell by endings."""

import pytest

from storyhub.stories.inflected import forms_of
from storyhub.stories.models import Mask


def mask(part: str, start: int, end: int) -> Mask:
    return Mask(part=part, start=start, end=end)


@pytest.mark.parametrize(
    ("name", "language", "text", "found"),
    [
        ("Аня", "ru", "Аню видели у Ани дома.", {"Аню", "Ани"}),
        ("ანა", "ka", "ანას ვნახე, ანამ თქვა. Ana was here.", {"ანას", "ანამ", "Ana"}),
        ("Անի", "hy", "Անիի տունը մեծ է, Անին եկավ։", {"Անիի", "Անին"}),
        ("Ana", "ro", "Casa Anei este mare.", {"Anei"}),
        ("Ия", "uk", "Ию бачили вранці.", {"Ию"}),
        ("ნინო", "ka", "Nino came with Ninom.", {"Nino", "Ninom"}),
        ("Зураб", "ru", "Zurab пришёл, Зурабу дали хлеб.", {"Zurab", "Зурабу"}),
        ("Giorgi", "en", "გიორგის says so.", {"გიორგის"}),
    ],
)
def test_a_name_is_found_in_other_forms_and_scripts(name: str, language: str, text: str, found: set[str]) -> None:
    assert found <= set(forms_of({"body": text}, [], name, language))


def test_words_that_only_begin_alike_and_what_is_withheld_already_are_not_offered() -> None:
    told = {"title": "Ana", "body": "Anul trecut un an bun. Ana."}
    body = told["body"].index("Ana.")
    withheld = [mask("title", 0, 3), mask("body", body, body + 3)]
    assert "an" not in forms_of(told, withheld, "Ana", "ro")
    assert "Ana" not in forms_of(told, withheld, "Ana", "ro")
    assert forms_of({"body": "The bread was good."}, [], "Nino", "en") == []
    assert forms_of({"body": "Words."}, [], "  ", "en") == []
