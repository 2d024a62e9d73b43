"""Questions as people ask them, over the stories of the demonstration: those that should come first do."""

from pathlib import Path

import pytest

from bench.relevance import demo_archive, mean, measured
from storyhub.core.languages import LANGUAGES

FLOORS = {"en": 0.88, "hy": 0.95, "ka": 0.80, "ro": 0.90, "uk": 0.85, "az": 0.95, "ru": 0.84}


@pytest.fixture(scope="module")
def results(lemmas: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, object, float]]]:
    assert lemmas.exists()
    return measured(demo_archive(tmp_path_factory.mktemp("relevance")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_should_come_first_does(results: dict[str, list[tuple[object, object, float]]], language: str) -> None:
    assert len(results[language]) >= 14
    assert mean([score for *_, score in results[language]]) >= FLOORS[language]
