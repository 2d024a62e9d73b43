"""A method or a path as it was read: what it says, in which languages, and the digest by which a workshop keeps it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from cachetools import LRUCache, cached

from storyhub.workshops.methods import schema, texts
from storyhub.workshops.methods.schema import Method


@dataclass(frozen=True)
class Loaded:
    """A method with its translations, {language: {address: words}}. Two that say the same in all languages have one digest."""

    method: Method
    texts: texts.Translations
    digest: str
    file: Path | None = field(default=None, compare=False)
    """None for one that a workshop has kept."""

    @property
    def id(self) -> str:
        return self.method.method.id

    @property
    def definition(self) -> dict[str, Any]:
        """As a workshop keeps it; `kept` reads it back."""
        return msgspec.to_builtins(self.method)

    def in_language(self, language: str) -> Method:
        """The method in that language; where words are missing, the English stays."""
        return _spoken(self, language)


@dataclass(frozen=True)
class LoadedPath:
    """An agenda to begin with, and its translations."""

    path: schema.Path
    texts: texts.Translations
    file: Path | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        return self.path.path.id

    def in_language(self, language: str) -> schema.Path:
        return texts.in_language(self.path, self.texts, language)


def loaded(method: Method, translations: texts.Translations, file: Path | None = None) -> Loaded:
    return Loaded(method, translations, digest_of(method, translations), file)


@cached(LRUCache(128), key=lambda digest, *_kept: digest, lock=Lock())
def kept(digest: str, definition: Mapping[str, Any], translations: texts.Translations) -> Loaded:
    """A method as a workshop keeps it. The digest is trusted: it was made of just these."""
    return Loaded(msgspec.convert(definition, Method), translations, digest)


def digest_of(method: Method, translations: texts.Translations) -> str:
    """SHA-256, the same whatever the order of the files' tables."""
    return hashlib.sha256(msgspec.json.encode([method, translations], order="sorted")).hexdigest()


@cached(LRUCache(512), key=lambda one, language: (one.digest, language), lock=Lock())
def _spoken(one: Loaded, language: str) -> Method:
    return texts.in_language(one.method, one.texts, language)
