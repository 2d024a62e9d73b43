"""Where files of the exchange lie: in the data folder, derived or short-lived, in no backup."""

from pathlib import Path

from flask import current_app


def exports_folder() -> Path:
    return _folder() / "exports"


def uploads_folder() -> Path:
    return _folder() / "uploads"


def _folder() -> Path:
    return Path(current_app.config["STORYHUB"].data) / "exchange"
