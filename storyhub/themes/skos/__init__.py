"""The vocabulary in the words of SKOS, for libraries, researchers and other towns."""

from storyhub.themes.skos.statements import Scheme, statements_of
from storyhub.themes.skos.writing import MEDIA_TYPES, WRITERS

__all__ = ["MEDIA_TYPES", "WRITERS", "Scheme", "statements_of"]
