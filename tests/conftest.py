"""What all tests stand on: real databases, real processes, a real browser. The fixtures live in `tests/support/`."""

import pytest

from tests.support import postgres, shared

pytest_plugins = [
    "tests.support.databases",
    "tests.support.application",
    "tests.support.staff",
    "tests.support.stories",
    "tests.support.editions",
    "tests.support.serving",
    "tests.support.browsing",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres", "both"),
        default="sqlite",
        help="which databases the tests run on; `make test` asks for both",
    )


def pytest_configure(config: pytest.Config) -> None:
    shared.make_folder(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is made once for many tests is made in one process (`--dist loadgroup`): for a file of tests with a browser
    its server, for others what their module makes."""
    for item in items:
        if item.get_closest_marker("browser") or "server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(f"browser-{item.path.stem}"))
        elif shared.shares_with_its_module(item):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


def pytest_unconfigure(config: pytest.Config) -> None:
    if shared.is_first_process(config):
        postgres.stop_server(shared.folder() / "postgres")
        shared.remove_folder()
