"""A wheel built from the checkout runs the demonstration from an empty folder."""

import os
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storyhub.core.assets import ASSETS
from storyhub.core.languages import DEFAULT, LANGUAGES
from tests.support.serving import free_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ASSETS, cwd=folder)
    return next(folder.glob("storyhub-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it, whose dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel, cwd=folder)
    site = next((folder / "lib").glob("python*/site-packages"))
    # As a path of its own, so that the editable install's .pth file in there is not followed.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def run(*command: object, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=bare_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def bare_environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STORYHUB_", "PYTHON"))}
    return kept | more


def test_the_wheel_has_everything_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in ("templates", "static", "migrations"):
        for file in (ASSETS / path).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith("."):
                assert f"storyhub/_assets/{file.relative_to(ASSETS)}" in names
    for code in LANGUAGES:
        if code != DEFAULT:
            assert f"storyhub/_assets/translations/{code}/LC_MESSAGES/messages.mo" in names
    assert any(name.startswith("storyhub/demo/pictures/") for name in names)


@pytest.fixture
def served(installed: Path, tmp_path: Path) -> Iterator[str]:
    storyhub = installed / "bin" / "storyhub"
    run(storyhub, "demo", cwd=tmp_path)
    port = free_port()
    process = subprocess.Popen(
        [storyhub, "serve", "--port", str(port)], cwd=tmp_path, env=bare_environment(STORYHUB_WEB_PROCESSES="1")
    )
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    assert process.wait(40) == 0


def test_the_demonstration_runs_from_an_empty_folder(served: str, tmp_path: Path, installed: Path) -> None:
    where = run(installed / "bin" / "python", "-c", "import storyhub; print(storyhub.__file__)", cwd=tmp_path)
    assert where.startswith(str(installed))
    page = fetched(f"{served}/ka/rustavi/")
    assert '<html lang="ka"' in page
    assert "რუსთავი" in page
    assert (tmp_path / "data" / "storyhub.sqlite3").exists()
    assert fetched(f"{served}/static/css/storyhub.css")


def fetched(url: str) -> str:
    until = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
