"""Many texts are analysed by several processes, to the same words."""

from storyhub.archive.analysing import MANY, on_every_core, words_of
from storyhub.archive.language import words_in

TEXTS = [
    ("Վաղը ջուր կլինի։", "hy"),
    ("Вода ішла два рази.", "uk"),
    ("", "en"),
    ("წყალი კვირაში ორჯერ მოდის.", "ka"),
] * 5


def test_processes_find_the_same_words_in_the_same_order() -> None:
    here = [words_in(*one) for one in TEXTS]
    for things in (1, MANY):
        with on_every_core(things):
            shared = words_of(TEXTS)
        for one, other in zip(shared, here, strict=True):
            assert [list(getattr(one, name)) for name in ("surface", "lemma", "stem")] == [
                list(getattr(other, name)) for name in ("surface", "lemma", "stem")
            ]
