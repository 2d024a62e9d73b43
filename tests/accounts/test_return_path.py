"""Where one goes after signing in is always a path of ours."""

import pytest

from storyhub.accounts.return_path import safe_path


@pytest.mark.parametrize("path", ["/", "/en/account", "/ka/rustavi/desk/?state=waiting&page=2", "/hy/%D5%A1"])
def test_our_own_paths_are_kept(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "en/account",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/en/\\..\\evil",
        "https://evil.example/",
        "https:/evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/en\r\nSet-Cookie: a=b",
        "/\x00",
        " /en",
        "/en /x",
        "/\u2028",
        "/\u202e",
        "/\ud800",
        "/" + "a" * 600,
    ],
)
def test_whatever_could_lead_elsewhere_is_dropped(path: str | None) -> None:
    assert safe_path(path) == ""
