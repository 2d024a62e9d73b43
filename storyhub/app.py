"""The composition root: the one file that knows everything and puts it together."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from storyhub.adapters import index, mail, storage
from storyhub.archive import language
from storyhub.archive.language.lemma_table import table_in
from storyhub.archive.language.lemmas import LEMMAS
from storyhub.config import Settings, read_settings
from storyhub.core.assets import ASSETS
from storyhub.core.db import db, engine_options, prepare_engine
from storyhub.core.registry import REGISTRY
from storyhub.core.sealing import Keys
from storyhub.features import FEATURES
from storyhub.web import (
    access,
    addresses,
    bodies,
    compression,
    errors,
    filters,
    headers,
    health,
    htmx,
    locale,
    logging,
    metrics,
)
from storyhub.workshops.methods.library import SHELF

MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """The application for these settings (from the environment when none are given).

    `overrides` are Flask configuration values, for tests.
    """
    settings = settings or read_settings()
    app = Flask("storyhub", root_path=str(ASSETS), template_folder="templates", static_folder="static")
    app.config.from_mapping(flask_config(settings), **overrides)
    logging.configure(settings.log)
    connect_ports(app, settings)
    connect_database(app)
    for part in (logging, metrics, compression, headers, addresses, locale, htmx, bodies, access, filters, errors):
        part.init_app(app)
    csrf = CSRFProtect(app)
    REGISTRY.install(FEATURES)
    app.register_blueprint(health.blueprint)
    for feature in FEATURES:
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
        if feature.init is not None:
            feature.init(app)
    for endpoint, view in app.view_functions.items():
        policy = access.policy_of(app, endpoint)
        if policy is not None and not policy.signed_in:
            # No session stands behind these forms; their origin is checked instead (web.access).
            csrf.exempt(view)
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    return app


def flask_config(settings: Settings) -> dict[str, Any]:
    """Flask's own settings, each with the value that is safe for people who fear being named."""
    prefix = "__Host-" if settings.is_https else ""
    return {
        "STORYHUB": settings,
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": list(settings.hosts),
        "MAX_CONTENT_LENGTH": MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_NAME": f"{prefix}session",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database, pool_size=settings.threads + 2),
        "BABEL_TRANSLATION_DIRECTORIES": str(ASSETS / "translations"),
        "BABEL_DEFAULT_LOCALE": "en",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "PREFERRED_URL_SCHEME": "https" if settings.is_https else "http",
    }


def connect_ports(app: Flask, settings: Settings) -> None:
    """The outside world, each part behind its port."""
    app.extensions["storyhub.keys"] = Keys(
        settings.secret_key, settings.receipt_pepper.encode(), settings.contact_key.encode()
    )
    app.extensions["storyhub.index"] = index.open_index(settings.index, settings.data / "index", language.MAKE)
    LEMMAS.read_from(table_in(settings.lemmas))
    SHELF.read_also(settings.methods)
    app.extensions["storyhub.storage"] = storage.open_store(settings.storage)
    app.extensions["storyhub.mailer"] = mail.open_mailer(settings.mail, settings.mail_from, settings.data / "outbox")


def connect_database(app: Flask) -> None:
    settings: Settings = app.config["STORYHUB"]
    if settings.database.startswith("sqlite"):
        settings.data.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
