"""A method is data: whatever the loader accepts can be played to its end, by people who know nothing of it."""

from pathlib import Path

import pytest
from flask import Flask

from storyhub.core.permissions import Viewer
from storyhub.workshops.methods.loading import load_file
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.methods.words import Geometry, Verb
from tests.support.methods import Tables, write_method
from tests.workshops.methods.changed import changed
from tests.workshops.methods.invented import invented
from tests.workshops.played import faults_of, play

INVENTED = (3, 43, 146, 149, 167)
"""A few that are short and have every verb and every geometry among them; others are as good."""
CHANGED = (1, 7)


@pytest.mark.parametrize("seed", INVENTED)
def test_a_method_that_nobody_wrote_is_played(seed: int, app: Flask, facilitator: Viewer, tmp_path: Path) -> None:
    _play(_read(invented(seed), tmp_path), seed, app, facilitator)


@pytest.mark.parametrize("seed", CHANGED)
def test_a_shipped_method_is_played_with_a_change(seed: int, app: Flask, facilitator: Viewer, tmp_path: Path) -> None:
    _play(_read(changed(seed), tmp_path), seed, app, facilitator)


def _read(tables: Tables, folder: Path) -> Method:
    return load_file(write_method(folder, tables)).method


def _play(method: Method, seed: int, app: Flask, facilitator: Viewer) -> None:
    found = play(app, facilitator, [method], seed, people=2)
    assert found is not None
    assert found.offered, "people had something to do"
    assert faults_of(found) == []


def test_those_that_are_played_have_every_verb_and_every_geometry(tmp_path: Path) -> None:
    methods = [_read(invented(seed), tmp_path) for seed in INVENTED]
    assert {step.do for method in methods for step in method.step} == set(Verb)
    assert {board.geometry for method in methods for board in method.board} == set(Geometry)
