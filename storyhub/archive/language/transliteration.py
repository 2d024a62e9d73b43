"""Azerbaijani as it was written in Cyrillic until the 1990s, and still is by some, in its Latin letters."""

_LATIN = str.maketrans(
    dict(zip("абвгғдеәжзијкҝлмноөпрстуүфхһчҹшы", "abvqğdeəjziykglmnoöprstuüfxhçcșı", strict=True))
    | {"й": "y", "э": "e", "ю": "yu", "я": "ya", "ц": "s", "щ": "ș", "ё": "yo", "ь": "", "ъ": ""}
)


def latin_azerbaijani(folded: str) -> str:
    """A folded word with its Cyrillic letters as Azerbaijani read them; a Latin word stays as it is."""
    return folded.translate(_LATIN)
