"""Each language folds and sorts as its readers do."""

import pytest

from storyhub.core.languages import LANGUAGES, Translated, is_known, language, sorted_by

ORDERS = {
    "en": ["Apple", "bus", "Market", "zoo"],
    "hy": ["այգի", "բակ", "եզ", "երբ", "և", "զանգ", "էջ", "ըմպան", "թատրոն", "օր"],
    "ka": ["აბანო", "ბაღი", "ვარდი", "თბილისი", "ჟამი", "ღამე", "ყანა", "ჰაერი"],
    "ro": ["ac", "ăsta", "barcă", "in", "în", "sat", "școală", "tren", "țară", "vale"],
    "uk": ["гай", "ґанок", "еко", "єдність", "зима", "игрек", "ірис", "їжак", "йод", "ящик"],
    "az": ["ağac", "çay", "dərə", "ev", "əl", "gül", "ğ", "hava", "xalq", "ışıq", "iş", "qala", "şəhər", "üzüm"],
    "ru": ["ель", "ёлка", "жук", "йод", "ящик"],
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_words_stand_in_the_order_of_the_alphabet(code: str) -> None:
    words = ORDERS[code]
    assert [word for word, _ in sorted_by(((word, None) for word in reversed(words)), code)] == words


def test_what_somebody_said_stands_in_the_marks_of_the_language() -> None:
    said = {code: row.quoted("a") for code, row in LANGUAGES.items()}
    assert said == {"en": "“a”", "hy": "«a»", "ka": "„a“", "ro": "„a”", "uk": "«a»", "az": "“a”", "ru": "«a»"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_alphabet_has_each_letter_once(code: str) -> None:
    alphabet = LANGUAGES[code].alphabet
    assert len(set(alphabet)) == len(alphabet)
    assert alphabet == alphabet.casefold() or code == "hy"


def test_azerbaijani_has_two_letters_i() -> None:
    az = language("az")
    assert az.fold("İŞIQ") == "işıq"
    assert language("en").fold("IS") == "is"
    assert [word for word, _ in sorted_by([("İs", 1), ("Is", 2)], "az")] == ["Is", "İs"]


def test_old_romanian_cedillas_sort_with_the_commas() -> None:
    ro = language("ro")
    assert ro.sort_key("şcoală") == ro.sort_key("școală")
    assert ro.sort_key("ţară") == ro.sort_key("țară")


def test_the_armenian_ligature_sorts_as_its_two_letters() -> None:
    hy = language("hy")
    assert hy.sort_key("և") == hy.sort_key("եւ")


def test_capitals_do_not_come_first() -> None:
    assert [word for word, _ in sorted_by([("bus", 1), ("Apple", 2), ("apple", 3)], "en")] == ["Apple", "apple", "bus"]


def test_digits_and_foreign_letters_come_before() -> None:
    assert [word for word, _ in sorted_by([("აბანო", 1), ("2nd", 2), ("Zoo", 3)], "ka")] == ["2nd", "Zoo", "აბანო"]


def test_an_unknown_language_is_not_ours() -> None:
    assert not is_known("fr")
    with pytest.raises(KeyError):
        language("fr")


def test_a_text_falls_back_to_english_and_then_to_what_there_is() -> None:
    text = Translated(ka="წყალი", en="Water")
    assert (text.text("ka"), text.language_for("ka")) == ("წყალი", "ka")
    assert (text.text("ro"), text.language_for("ro")) == ("Water", "en")
    assert Translated(hy="Ջուր").text("ro") == "Ջուր"
    assert Translated(en="", hy="Ջուր").language_for("ro") == "hy"
    assert Translated().text("ro") == ""
