"""The process that reads strangers' vocabularies: it limits itself, reads one file from its input, answers in JSON, ends."""

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

from rdflib import OWL, RDF, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from storyhub.adapters.skos import MOST_CONCEPTS

HUB = Namespace("urn:storyhub:vocabulary#")
MEMORY_BYTES, CPU_SECONDS = 512 * 1024 * 1024, 15
FEW = 8
"""How often a concept may be called otherwise in one language."""
WARM_UP = (
    '<a:b> a <http://www.w3.org/2004/02/skos/core#Concept>; <http://www.w3.org/2004/02/skos/core#prefLabel> "c"@en .',
    """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:s="http://www.w3.org/2004/02/skos/core#"><s:Concept rdf:about="a:b"><s:prefLabel xml:lang="en">c</s:prefLabel>
    </s:Concept></rdf:RDF>""",
    """{"@context": {"s": "http://www.w3.org/2004/02/skos/core#"}, "@id": "a:b", "@type": "s:Concept",
    "s:prefLabel": {"@value": "c", "@language": "en"}}""",
)
"""One vocabulary in each form: all that reads them is loaded before the limits are set and a stranger's byte is read."""


class Refused(Exception):
    pass


def main() -> None:
    for text in WARM_UP:
        concepts_in(text.encode())
    limit_process()
    try:
        answer: dict[str, Any] = {"concepts": concepts_in(sys.stdin.buffer.read())}
    except Refused as refusal:
        answer = {"reason": str(refusal)}
    except (Exception, RecursionError):  # noqa: BLE001 a stranger's file: whatever goes wrong, it cannot be read
        answer = {"reason": "not_rdf"}
    sys.stdout.write(json.dumps(answer))


def limit_process() -> None:
    """No new file or socket can be opened from here on: contexts and entities elsewhere stay elsewhere."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def concepts_in(file: bytes) -> list[dict[str, Any]]:
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("not_utf8") from error
    graph = Graph().parse(data=text, format=_kind_of(text))
    found = sorted((one for one in set(graph.subjects(RDF.type, SKOS.Concept)) if not isinstance(one, BNode)), key=str)
    if not found:
        raise Refused("no_concepts")
    if len(found) > MOST_CONCEPTS:
        raise Refused("too_many")
    return [_concept(graph, one) for one in found]


def _kind_of(text: str) -> str:
    """Told from its beginning; names of files say little."""
    start = text.lstrip()
    if start.startswith(("<?xml", "<!")) or "<rdf:RDF" in start[:2000]:
        if "<!DOCTYPE" in text:
            raise Refused("doctype")
        return "xml"
    try:
        document = json.loads(start)
    except ValueError:
        return "turtle"
    if any(_is_elsewhere(context) for context in _contexts(document)):
        raise Refused("elsewhere")
    return "json-ld"


def _contexts(document: Any) -> Iterator[Any]:
    if isinstance(document, dict):
        for key, value in document.items():
            if key in ("@context", "@import"):
                yield from value if isinstance(value, list) else [value]
            yield from _contexts(value)
    elif isinstance(document, list):
        for one in document:
            yield from _contexts(one)


def _is_elsewhere(context: Any) -> bool:
    return isinstance(context, str)


def _concept(graph: Graph, one: Node) -> dict[str, Any]:
    return {
        "address": str(one),
        "notation": next((str(text) for text in _objects(graph, one, SKOS.notation)), ""),
        "label": _texts(graph, one, SKOS.prefLabel),
        "other_names": _names(graph, one),
        "meaning": _texts(graph, one, SKOS.definition),
        "use_when": _texts(graph, one, SKOS.scopeNote),
        "not_when": _texts(graph, one, HUB.notWhen),
        "broader": next((str(above) for above in _objects(graph, one, SKOS.broader) if isinstance(above, URIRef)), ""),
        "is_lens": (one, RDF.type, HUB.Lens) in graph,
        "is_deprecated": any(_is_true(value) for value in graph.objects(one, OWL.deprecated)),
    }


def _objects(graph: Graph, one: Node, predicate: URIRef) -> list[Node]:
    """In an order that does not depend on the file's."""
    return sorted(graph.objects(one, predicate), key=lambda node: (str(node), repr(node)))


def _texts(graph: Graph, one: Node, predicate: URIRef) -> dict[str, str]:
    """One text in each language: where there are several, the first in order, so that the same file says the same."""
    found: dict[str, str] = {}
    for text in _objects(graph, one, predicate):
        if isinstance(text, Literal):
            found.setdefault(_language(text), str(text))
    return found


def _names(graph: Graph, one: Node) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in _objects(graph, one, SKOS.altLabel):
        names = found.setdefault(_language(text), []) if isinstance(text, Literal) else []
        names.extend([str(text)] if len(names) < FEW else [])
    return found


def _language(text: Literal) -> str:
    """`ka` of `ka-GE`; the empty string where none is said."""
    return (text.language or "").split("-")[0].lower()


def _is_true(value: Node) -> bool:
    return str(value).lower() in ("true", "1")
