"""A setting that cannot be meant is refused with a sentence that names it."""

import stat
from pathlib import Path

import pytest

from storyhub.config import SECRETS as NAMES
from storyhub.config import SettingsError, read_settings, write_secrets
from tests.support.settings import SECRETS, environment_for

WRONG = [
    ("STORYHUB_SECRET_KEY", "short", "at least 32"),
    ("STORYHUB_SECRET_KEY", "changeme" * 8, "guessed"),
    ("STORYHUB_SECRET_KEY", "a" * 64, "guessed"),
    ("STORYHUB_RECEIPT_PEPPER", "storyhub-development-secret-password", "guessed"),
    ("STORYHUB_CONTACT_KEY", "x" * 44, "base 64"),
    ("STORYHUB_BASE_URL", "stories.example.org", "https://stories.example.org"),
    ("STORYHUB_BASE_URL", "https://example.org/stories", "without a path"),
    ("STORYHUB_BASE_URL", "ftp://example.org", "must be like"),
    ("STORYHUB_DATABASE", "mysql://localhost/x", "postgresql://"),
    ("STORYHUB_DATABASE", "sqlite:///relative", "absolute"),
    ("STORYHUB_MAIL", "sendmail", "smtp://"),
    ("STORYHUB_PROXIES", "many", "from 0 to 5"),
    ("STORYHUB_WEB_PROCESSES", "0", "from 1 to 64"),
    ("STORYHUB_THREADS", "-1", "from 1 to 64"),
    ("STORYHUB_METRICS", "0.0.0.0:9100", "on this machine"),
    ("STORYHUB_LOG", "verbose", "console, json"),
    ("STORYHUB_METHODS", "/no/such/folder", "folder of methods"),
    ("STORYHUB_INDEX", "xapian", "tantivy, whoosh"),
]


@pytest.mark.parametrize(("name", "value", "hint"), WRONG)
def test_a_wrong_setting_is_named_with_what_would_be_right(name: str, value: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(environment_for(tmp_path, **{name: value}))
    assert name in str(refused.value)
    assert hint in str(refused.value)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_secret_nothing_starts(name: str, tmp_path: Path) -> None:
    environment = {key: value for key, value in environment_for(tmp_path).items() if key != name}
    with pytest.raises(SettingsError, match=f"{name} is not set"):
        read_settings(environment)


@pytest.mark.parametrize("name", ["STORYHUB_SECRET_KEY", "STORYHUB_RECEIPT_PEPPER"])
def test_the_refusal_does_not_repeat_the_secret(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(environment_for(tmp_path, **{name: "half-a-secret-7Hq"}))
    assert "half-a-secret-7Hq" not in str(refused.value)


def test_secrets_may_lie_in_files(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRETS["STORYHUB_SECRET_KEY"] + "\n")
    environment = environment_for(tmp_path, STORYHUB_SECRET_KEY="", STORYHUB_SECRET_KEY_FILE=str(tmp_path / "key"))
    assert read_settings(environment).secret_key == SECRETS["STORYHUB_SECRET_KEY"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    environment = environment_for(tmp_path, STORYHUB_SECRET_KEY="", STORYHUB_SECRET_KEY_FILE="/no/such/file")
    with pytest.raises(SettingsError, match="/no/such/file, which cannot be read"):
        read_settings(environment)


def test_an_empty_folder_gets_secrets_that_only_its_owner_reads(tmp_path: Path) -> None:
    write_secrets(tmp_path / "data")
    path = tmp_path / "data" / "secrets.env"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = read_settings({"STORYHUB_DATA": str(tmp_path / "data")})
    write_secrets(tmp_path / "data")
    assert read_settings({"STORYHUB_DATA": str(tmp_path / "data")}) == first
    assert len({first.secret_key, first.receipt_pepper, first.contact_key}) == 3


def test_the_environment_goes_before_the_folder(tmp_path: Path) -> None:
    write_secrets(tmp_path)
    assert read_settings(environment_for(tmp_path)).secret_key == SECRETS["STORYHUB_SECRET_KEY"]


def test_https_is_known_from_the_address(tmp_path: Path) -> None:
    settings = read_settings(environment_for(tmp_path, STORYHUB_BASE_URL="https://stories.example.org/"))
    assert settings.is_https
    assert settings.base_url == "https://stories.example.org"
    assert settings.hosts[0] == "stories.example.org"
    assert not read_settings(environment_for(tmp_path)).is_https


def test_a_folder_of_methods_is_given_or_not(tmp_path: Path) -> None:
    assert read_settings(environment_for(tmp_path)).methods is None
    assert read_settings(environment_for(tmp_path, STORYHUB_METHODS=str(tmp_path))).methods == tmp_path


def test_postgres_is_reached_through_psycopg(tmp_path: Path) -> None:
    url = read_settings(environment_for(tmp_path, "postgresql://u:p@db/storyhub")).database
    assert url == "postgresql+psycopg://u:p@db/storyhub"
