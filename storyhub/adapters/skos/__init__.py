"""Vocabularies of others, read: SKOS in RDF/XML, Turtle or JSON-LD becomes plain concepts.

The file is a stranger's, and the library that reads it is large: the work is done in a child process with limits
(`child`), which can open no file and no connection once it has begun. This side imports no RDF library.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MOST_BYTES = 2_000_000
MOST_CONCEPTS = 500
SECONDS = 20
REASONS = ("not_utf8", "doctype", "elsewhere", "not_rdf", "no_concepts", "too_many")
"""What the child may refuse; this side adds too_large, empty and too_slow."""

# -I keeps PYTHON* variables, the user's site-packages and the working directory out of the child. It also
# drops the path by which an unpacked checkout finds itself, so that one path is handed over by name.
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from storyhub.adapters.skos.child import main; main()"
_ROOT = str(Path(__file__).resolve().parents[3])


class SkosRefused(Exception):
    """A file that cannot be taken in; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Concept:
    """One concept as the file says it; texts by language, `broader` the address of the one above it or empty."""

    address: str
    notation: str
    label: Mapping[str, str]
    other_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    meaning: Mapping[str, str] = field(default_factory=dict)
    use_when: Mapping[str, str] = field(default_factory=dict)
    not_when: Mapping[str, str] = field(default_factory=dict)
    broader: str = ""
    is_lens: bool = False
    is_deprecated: bool = False


def read_concepts(file: bytes) -> list[Concept]:
    """The concepts of a vocabulary, in the order of their addresses. Raises SkosRefused."""
    if not file.strip():
        raise SkosRefused("empty")
    if len(file) > MOST_BYTES:
        raise SkosRefused("too_large")
    try:
        ended = subprocess.run(
            [sys.executable, "-I", "-c", _BOOT, _ROOT],
            input=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            cwd="/",
            env={"LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SkosRefused("too_slow") from error
    return _taken(ended)


def _taken(ended: "subprocess.CompletedProcess[bytes]") -> list[Concept]:
    """A child that died says nothing, and neither is its answer taken on trust."""
    try:
        answer = json.loads(ended.stdout)
        # Half a sign is no text: neither a page nor a database takes it.
        json.dumps(answer, ensure_ascii=False).encode()
        if "reason" in answer:
            raise SkosRefused(answer["reason"] if answer["reason"] in REASONS else "not_rdf")
        return [Concept(**row) for row in answer["concepts"]]
    except (ValueError, TypeError, KeyError) as error:
        raise SkosRefused("too_slow" if ended.returncode < 0 else "not_rdf") from error
