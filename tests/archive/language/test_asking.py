"""Whoever types a word on another keyboard, in other letters or without marks finds it all the same."""

import pytest

from storyhub.archive.language import asked_beginnings, asked_forms, other_keyboards, words_in
from storyhub.archive.language.latin_typing import MOST, SPELLINGS, typed_in_latin


@pytest.mark.parametrize(
    ("typed", "word", "language"),
    [
        (typed, word, language)
        for language, pairs in {
            "ka": "saxli სახლი|sakhli სახლი|tskali წყალი|wyali წყალი|ts'q'ali წყალი|skola სკოლა|qucha ქუჩა|kucha ქუჩა"
            "|bavshvi ბავშვი|dzveli ძველი|gza გზა|chveni ჩვენი|avtobusi ავტობუსი|saavadmyofo საავადმყოფო|xidi ხიდი",
            "hy": "tun տուն|jur ջուր|dproc դպրոց|dprots դպրոց|hivandanoc հիվանդանոց|qaghaq քաղաք|kaghak քաղաք|yerexa երեխա"
            "|chanaparh ճանապարհ|harevan հարեւան|avtobus ավտոբուս|girq գիրք|vochinch ոչինչ",
            "uk": "voda вода|misto місто|likarnya лікарня|likarnia лікарня|shkola школа|vulytsia вулиця|doroha дорога"
            "|susid сусід|dity діти|mjata м'ята|miata м'ята|kyiv київ|zhinka жінка|shcho що",
            "ru": "voda вода|gorod город|bolnica больница|bol'nitsa больница|shkola школа|ulitsa улица|ulica улица"
            "|sosed сосед|deti дети|moya моя|zhizn жизнь|chelovek человек|horosho хорошо|khorosho хорошо|eshche еще",
        }.items()
        for typed, word in (pair.split() for pair in pairs.split("|"))
    ],
)
def test_latin_letters_find_the_word(typed: str, word: str, language: str) -> None:
    text, asked = words_in(word, language), asked_forms(typed)
    assert set(text.lemma) & set(asked.lemma)
    assert set(text.stem) & set(asked.stem)


def test_what_is_a_word_itself_comes_before_what_it_may_be_elsewhere() -> None:
    asked = asked_forms("tun")
    assert asked.surface == ("tun",)
    assert "տուն" in asked.lemma


def test_half_a_word_may_be_the_beginning_of_one_in_another_script() -> None:
    assert {"sax", "სახ"} <= set(asked_beginnings("sax"))
    assert "вод" in asked_beginnings("vod")


@pytest.mark.parametrize(
    ("word", "typed"), [("სახლი", "saxli"), ("სახლი", "sakhli"), ("տուն", "tun"), ("вода", "voda")]
)
def test_a_word_is_looked_for_in_latin_letters_too(word: str, typed: str) -> None:
    assert typed in asked_forms(word).surface or typed in asked_forms(word).lemma


@pytest.mark.parametrize(
    ("typed", "written", "language"),
    [
        ("scoala", "școala", "ro"),
        ("școala", "scoala", "ro"),
        ("tara", "ţară", "ro"),
        ("mekteb", "məktəbdə", "az"),
        ("kuce", "küçədə", "az"),
        ("ISIQ", "işıq", "az"),
        ("IŞIQ", "işıq", "az"),
        ("shagird", "şagirdlər", "az"),
        ("мята", "м’яти", "uk"),
        ("ёлка", "елки", "ru"),
        ("елка", "ёлки", "ru"),
        ("məktəb", "мәктәбдә", "az"),
        ("мәктәб", "məktəbdə", "az"),
        ("мәктәб", "мәктәбин", "az"),
        ("ᲡᲐᲮᲚᲘ", "სახლში", "ka"),
        ("ԵՐԵՎԱՆ", "Երևանում", "hy"),
    ],
)
def test_marks_capitals_and_alphabets_are_no_hindrance(typed: str, written: str, language: str) -> None:
    text, asked = words_in(written, language), asked_forms(typed)
    layers = ((text.surface, asked.surface), (text.lemma, asked.lemma), (text.stem, asked.stem))
    assert any(set(one) & set(other) for one, other in layers)


def test_however_long_the_word_its_readings_are_few() -> None:
    for word in ("tskaltubo" * 6, "chshch" * 10, "k" * 60, "ts'" * 20):
        for language in SPELLINGS:
            assert len(typed_in_latin(word, language)) <= MOST


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("saxli", "სახლი"),
        ("djlf", "вода"),
        ("vscnj", "місто"),
        ("ghbdtn", "привет"),
        ("руддщ", "hello"),
        ("tun", "տւն"),
        ("djlf yt ntxtn", "вода не течет"),
    ],
)
def test_the_same_keys_on_another_keyboard_are_offered(typed: str, meant: str) -> None:
    assert meant in other_keyboards(typed)


def test_what_is_known_is_offered_first_and_nothing_for_no_letters() -> None:
    assert other_keyboards("djlf")[0] == "вода"
    assert other_keyboards("") == other_keyboards("12 34 !?") == []
