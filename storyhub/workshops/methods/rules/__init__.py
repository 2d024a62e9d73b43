"""What a method must keep to beyond names and types. Each rule gives the key that breaks it and the reason."""

from collections.abc import Iterator

from storyhub.workshops.methods.problems import Fault
from storyhub.workshops.methods.rules import boards, cards, frame, outputs, steps, supply, uses, zones
from storyhub.workshops.methods.rules.names import faults_of_ids
from storyhub.workshops.methods.schema import Method

__all__ = ["faults_of", "faults_of_ids"]


def faults_of(method: Method) -> Iterator[Fault]:
    """Everything that is wrong with a method by itself. Its ids must be unique already (`faults_of_ids`)."""
    for rules in (frame, boards, zones, cards, steps, outputs, uses, supply):
        yield from rules.faults_of(method)
