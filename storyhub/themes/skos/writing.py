"""Statements in the three notations that people ask for. Each is text, made without any library; tests read it with one."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from storyhub.themes.skos.statements import NAMESPACES, Ref, Statement, Text

MEDIA_TYPES = {"ttl": "text/turtle", "rdf": "application/rdf+xml", "jsonld": "application/ld+json"}
ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def turtle(said: Sequence[Statement]) -> str:
    lines = [f"@prefix {name}: <{address}> ." for name, address in NAMESPACES.items()]
    for subject, rows in _by_subject(said).items():
        body = " ;\n".join(f"    {predicate} {_turtle_object(what)}" for predicate, what in rows)
        lines.append(f"\n<{subject}>\n{body} .")
    return "\n".join(lines) + "\n"


def _turtle_object(what: Ref | Text) -> str:
    if isinstance(what, Ref):
        return what.to if _is_short(what.to) else f"<{what.to}>"
    ending = f"@{what.lang}" if what.lang else (f"^^{what.type}" if what.type else "")
    return f'"{what.words.translate(ESCAPED)}"{ending}'


def rdf_xml(said: Sequence[Statement]) -> str:
    names = " ".join(f"xmlns:{name}={quoteattr(address)}" for name, address in NAMESPACES.items())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF {names}>"]
    for subject, rows in _by_subject(said).items():
        lines.append(f"  <rdf:Description rdf:about={quoteattr(subject)}>")
        lines += [f"    {_xml_property(predicate, what)}" for predicate, what in rows]
        lines.append("  </rdf:Description>")
    return "\n".join([*lines, "</rdf:RDF>", ""])


def _xml_property(predicate: str, what: Ref | Text) -> str:
    if isinstance(what, Ref):
        return f"<{predicate} rdf:resource={quoteattr(_long(what.to))}/>"
    said = f" xml:lang={quoteattr(what.lang)}" if what.lang else ""
    typed = f" rdf:datatype={quoteattr(_long(what.type))}" if what.type else ""
    return f"<{predicate}{said}{typed}>{escape(what.words)}</{predicate}>"


def json_ld(said: Sequence[Statement]) -> str:
    graph = []
    for subject, rows in _by_subject(said).items():
        node: dict[str, Any] = {"@id": subject}
        for predicate, what in rows:
            if predicate == "rdf:type" and isinstance(what, Ref):
                node.setdefault("@type", []).append(what.to)
            else:
                node.setdefault(predicate, []).append(_json_object(what))
        graph.append(node)
    return json.dumps({"@context": NAMESPACES, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _json_object(what: Ref | Text) -> dict[str, str]:
    if isinstance(what, Ref):
        return {"@id": what.to}
    if what.lang:
        return {"@value": what.words, "@language": what.lang}
    return {"@value": what.words} | ({"@type": what.type} if what.type else {})


def _by_subject(said: Sequence[Statement]) -> dict[str, list[tuple[str, Ref | Text]]]:
    found: dict[str, list[tuple[str, Ref | Text]]] = {}
    for subject, predicate, what in said:
        found.setdefault(subject, []).append((predicate, what))
    return found


def _is_short(name: str) -> bool:
    return name.split(":", 1)[0] in NAMESPACES


def _long(name: str) -> str:
    short, _, rest = name.partition(":")
    return NAMESPACES[short] + rest if short in NAMESPACES else name


WRITERS: Mapping[str, Callable[[Sequence[Statement]], str]] = {"ttl": turtle, "rdf": rdf_xml, "jsonld": json_ld}
