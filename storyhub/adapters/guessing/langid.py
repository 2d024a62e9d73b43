"""The model of py3langid, naive Bayes over pieces of bytes, cut down to our languages."""

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from storyhub.adapters.guessing import Guess
from storyhub.core.languages import LANGUAGES


class LangidGuesser:
    def __init__(self, model: LanguageIdentifier) -> None:
        self._model = model

    def guess(self, text: str) -> Guess:
        return Guess(*self._model.classify(text))


def open_guesser() -> LangidGuesser:
    """Of its 140 languages ours alone: one made of what remains holds a quarter less than one that was told to look away."""
    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(LANGUAGES)
    parts = (whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output)
    return LangidGuesser(LanguageIdentifier(*parts, norm_probs=True, tk_row=whole.tk_row))
