"""Themes as statements of subject, predicate and object, before any notation. Predicates are written `skos:prefLabel`.

A merged theme is an exact match of what it is read as, and replaced by it; like a retired one it is deprecated. What a
theme was called before is an alternative label of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from storyhub.themes.models import Theme, ThemeChange, ThemeKind, Vocabulary

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "hub": "urn:storyhub:vocabulary#",
}


@dataclass(frozen=True)
class Ref:
    """Another thing, by its address or by the short name of it."""

    to: str


@dataclass(frozen=True)
class Text:
    """Words in a language, or (without one) a plain value of this type."""

    words: str
    lang: str = ""
    type: str = ""


Statement = tuple[str, str, Ref | Text]


@dataclass(frozen=True)
class Scheme:
    """Whose vocabulary it is. `address` is its own, `concepts` what the address of each theme begins with."""

    address: str
    concepts: str
    title: Mapping[str, str]
    vocabulary: Vocabulary

    def concept(self, theme: Theme) -> str:
        return f"{self.concepts}/{theme.slug}"


def statements_of(scheme: Scheme, themes: Sequence[Theme], renamings: Sequence[ThemeChange]) -> list[Statement]:
    """Everything that is said, the scheme first. Themes carry all their texts; `renamings` are those that stand."""
    by_id = {theme.id: theme for theme in themes}
    earlier: dict[UUID, list[ThemeChange]] = {}
    for one in renamings:
        earlier.setdefault(one.theme_id, []).append(one)
    said = list(_of_scheme(scheme))
    for theme in themes:
        said += _of_theme(scheme, theme, by_id)
        said += _called(scheme.concept(theme), theme, earlier.get(theme.id, ()))
    return said


def _of_scheme(scheme: Scheme) -> Iterator[Statement]:
    yield scheme.address, "rdf:type", Ref("skos:ConceptScheme")
    for lang, title in scheme.title.items():
        yield scheme.address, "dct:title", Text(title, lang)
    yield scheme.address, "owl:versionInfo", Text(str(scheme.vocabulary.version))
    yield (
        scheme.address,
        "dct:modified",
        Text(scheme.vocabulary.since.isoformat(timespec="seconds"), type="xsd:dateTime"),
    )
    yield NAMESPACES["hub"] + "notWhen", "rdfs:subPropertyOf", Ref("skos:note")
    yield NAMESPACES["hub"] + "Lens", "rdfs:subClassOf", Ref("skos:Concept")


def _of_theme(scheme: Scheme, theme: Theme, by_id: Mapping[UUID, Theme]) -> Iterator[Statement]:
    one = scheme.concept(theme)
    yield one, "rdf:type", Ref("skos:Concept")
    if theme.kind == ThemeKind.LENS:
        yield one, "rdf:type", Ref("hub:Lens")
    yield one, "skos:inScheme", Ref(scheme.address)
    yield one, "skos:notation", Text(theme.slug)
    for predicate, texts in (
        ("skos:prefLabel", theme.label),
        ("skos:definition", theme.meaning),
        ("skos:scopeNote", theme.use_when),
        ("hub:notWhen", theme.not_when),
    ):
        for lang, words in texts.items():
            yield one, predicate, Text(words, lang)
    yield from _placed(scheme, theme, by_id)


def _placed(scheme: Scheme, theme: Theme, by_id: Mapping[UUID, Theme]) -> Iterator[Statement]:
    one = scheme.concept(theme)
    into = by_id.get(theme.merged_into_id) if theme.merged_into_id else None
    parent = by_id.get(theme.parent_id) if theme.parent_id else None
    if into is not None:
        yield one, "skos:exactMatch", Ref(scheme.concept(into))
        yield one, "dct:isReplacedBy", Ref(scheme.concept(into))
    elif parent is not None:
        yield one, "skos:broader", Ref(scheme.concept(parent))
        yield scheme.concept(parent), "skos:narrower", Ref(one)
    else:
        yield one, "skos:topConceptOf", Ref(scheme.address)
        yield scheme.address, "skos:hasTopConcept", Ref(one)
    if into is not None or theme.retired_at is not None:
        yield one, "owl:deprecated", Text("true", type="xsd:boolean")


def _called(one: str, theme: Theme, renamings: Sequence[ThemeChange]) -> Iterator[Statement]:
    """What else it is or was called, each once and never what it is called now."""
    earlier = ((lang, words) for change in renamings for lang, words in change.details["before"]["label"].items())
    others = ((lang, words) for lang, names in theme.other_names.items() for words in names)
    for lang, words in dict.fromkeys((*others, *earlier)):
        if words and theme.label.get(lang) != words:
            yield one, "skos:altLabel", Text(words, lang)
