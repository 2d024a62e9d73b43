"""Settings, read once from STORYHUB_* and refused with a sentence when they cannot be meant."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

SECRETS = ("STORYHUB_SECRET_KEY", "STORYHUB_RECEIPT_PEPPER", "STORYHUB_CONTACT_KEY")
WELL_KNOWN = ("changeme", "change-me", "secret", "password", "dev", "development", "test", "storyhub", "example")


class SettingsError(Exception):
    """A setting that cannot be meant; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set. `docs/deployment.md` has the same list as a table."""

    data: Path
    database: str
    base_url: str
    hosts: tuple[str, ...]
    secret_key: str
    receipt_pepper: str
    contact_key: str
    storage: str
    index: str
    lemmas: Path
    methods: Path | None
    mail: str
    mail_from: str
    proxies: int
    bind: str
    web_processes: int
    threads: int
    metrics: str
    log: str

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment, and secrets from `secrets.env` in the data folder where none are given.

    Raises SettingsError with a sentence that names the variable and what would be right.
    """
    data = Path(environ.get("STORYHUB_DATA", "data")).absolute()
    env = _with_own_secrets({name: value for name, value in environ.items() if value}, data)
    bind = _address(env.get("STORYHUB_BIND", "127.0.0.1:8000"))
    base_url = env.get("STORYHUB_BASE_URL", f"http://{bind}").rstrip("/")
    host = _host_of(base_url)
    return Settings(
        data=data,
        database=_database(env.get("STORYHUB_DATABASE", ""), data),
        base_url=base_url,
        hosts=tuple(env.get("STORYHUB_HOSTS", f"{host} 127.0.0.1 localhost").replace(",", " ").split()),
        secret_key=_secret(env, "STORYHUB_SECRET_KEY"),
        receipt_pepper=_secret(env, "STORYHUB_RECEIPT_PEPPER"),
        contact_key=_contact_key(env),
        storage=_folder(env.get("STORYHUB_STORAGE", str(data / "photos"))),
        index=_choice(env, "STORYHUB_INDEX", ("tantivy", "whoosh")),
        lemmas=Path(env.get("STORYHUB_LEMMAS", data)).absolute(),
        methods=_methods(env.get("STORYHUB_METHODS", "")),
        mail=_mail(env.get("STORYHUB_MAIL", "outbox")),
        mail_from=env.get("STORYHUB_MAIL_FROM", f"storyhub@{host}"),
        proxies=_number(env, "STORYHUB_PROXIES", 0, least=0, most=5),
        bind=bind,
        web_processes=_number(env, "STORYHUB_WEB_PROCESSES", 2, least=1, most=64),
        threads=_number(env, "STORYHUB_THREADS", 8, least=1, most=64),
        metrics=_loopback(env.get("STORYHUB_METRICS", "")),
        log=_choice(env, "STORYHUB_LOG", ("console", "json")),
    )


def write_secrets(data: Path) -> None:
    """Make `secrets.env` (readable by its owner alone) unless the folder has one."""
    path = data / "secrets.env"
    if path.exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    values = (secrets.token_urlsafe(48), secrets.token_urlsafe(48), Fernet.generate_key().decode())
    lines = "".join(f"{name}={value}\n" for name, value in zip(SECRETS, values, strict=True))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(lines)
        file.flush()
        os.fsync(descriptor)


def _secrets_file(data: Path) -> dict[str, str]:
    path = data / "secrets.env"
    if not path.exists():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def _with_own_secrets(env: dict[str, str], data: Path) -> dict[str, str]:
    """The environment, and for each secret it gives neither as a value nor as a file, the one in the data folder."""
    kept = {name: value for name, value in _secrets_file(data).items() if f"{name}_FILE" not in env}
    return kept | env


def _from_file(env: Mapping[str, str], name: str) -> str:
    if env.get(name):
        return env[name]
    path = env.get(f"{name}_FILE")
    if not path:
        raise SettingsError(
            f"{name} is not set. Give it in the environment, or in a file named by {name}_FILE; "
            "`storyhub migrate` into an empty data folder makes all three secrets."
        )
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise SettingsError(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error


def _secret(env: Mapping[str, str], name: str) -> str:
    value = _from_file(env, name)
    if len(value) < 32:
        raise SettingsError(f"{name} has {len(value)} characters; it needs at least 32, made by chance.")
    if _is_guessable(value):
        raise SettingsError(f"{name} can be guessed. Make one with: openssl rand -base64 48")
    return value


def _is_guessable(value: str) -> bool:
    rest = value.lower()
    for word in WELL_KNOWN:
        rest = rest.replace(word, "")
    return len(rest) < 24 or len(set(value)) < 10


def _contact_key(env: Mapping[str, str]) -> str:
    value = _from_file(env, "STORYHUB_CONTACT_KEY")
    try:
        Fernet(value)
    except ValueError as error:
        raise SettingsError(
            "STORYHUB_CONTACT_KEY must be 32 bytes in url-safe base 64. Make one with: "
            "openssl rand -base64 32 | tr '+/' '-_'"
        ) from error
    return value


def base_url_from(text: str) -> str:
    """Scheme and host as they are given on a command line. Raises SettingsError."""
    base_url = text.rstrip("/")
    _host_of(base_url)
    return base_url


def _host_of(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingsError(
            f"The base URL (STORYHUB_BASE_URL) is {base_url!r}; it must be like https://stories.example.org, without a path."
        )
    return parts.hostname


def _database(url: str, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'storyhub.sqlite3'}"
    if url.startswith("postgresql://"):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    if url.startswith(("postgresql+psycopg://", "sqlite:////")):
        return url
    raise SettingsError(
        f"STORYHUB_DATABASE begins with {url.split(':', 1)[0]!r}; it must be postgresql://… or sqlite:////absolute/path."
    )


def _folder(value: str) -> str:
    if not value.startswith("/"):
        raise SettingsError(f"STORYHUB_STORAGE is {value!r}; it must be an absolute path to a folder on this machine.")
    return value


def _methods(value: str) -> Path | None:
    if value and not Path(value).is_dir():
        raise SettingsError(f"STORYHUB_METHODS is {value!r}; it must be a folder of methods (.toml) that is there.")
    return Path(value).absolute() if value else None


def _address(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not host or not colon or not port.isdigit() or not 0 < int(port) < 65536:
        raise SettingsError(f"STORYHUB_BIND is {value!r}; it must be an address and a port, like 127.0.0.1:8000.")
    return value


def _mail(value: str) -> str:
    if value == "outbox" or (value.startswith(("smtp://", "smtps://")) and _has_host_and_port(value)):
        return value
    raise SettingsError("STORYHUB_MAIL must be `outbox`, smtp://user:password@host:587 or smtps://…:465.")


def _has_host_and_port(url: str) -> bool:
    """Whether an address names a host, and a port that can be one if it names any."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _number(env: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{name} is {text!r}; it must be a whole number from {least} to {most}.")
    return int(text)


def _choice(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name, allowed[0])
    if value not in allowed:
        raise SettingsError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def _loopback(value: str) -> str:
    if value and value.rsplit(":", 1)[0] not in ("127.0.0.1", "localhost"):
        raise SettingsError(f"STORYHUB_METRICS is {value!r}; it must be an address on this machine: 127.0.0.1:9100.")
    return value
