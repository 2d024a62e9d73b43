"""What the worker does for the exchange. Each may run twice."""

from uuid import UUID

from flask import current_app
from flask_babel import force_locale, gettext

from storyhub.adapters.storage import Store
from storyhub.cities.models import City
from storyhub.cities.queries import shapes_of
from storyhub.core import clock
from storyhub.core.db import db
from storyhub.core.languages import DEFAULT
from storyhub.exchange.columns import COLUMNS, CONSENT_MEANINGS
from storyhub.exchange.models import Export
from storyhub.exchange.places import exports_folder, uploads_folder
from storyhub.exchange.services import harvesting, making, remaking, uploading


def make_export(export_id: str, turn: int) -> None:
    """Write the file that somebody asked for."""
    export = db.session.get(Export, UUID(export_id))
    if export is None:
        return
    texts = {
        f"README-{language}.txt": _readme(export, language) for language in dict.fromkeys((DEFAULT, export.language))
    }
    about = {
        "Source-Organization": _base_url(),
        "Bagging-Date": clock.now().date().isoformat(),
        "External-Description": ", ".join(export.labels) or "All stories of the list",
        "External-Identifier": f"{_base_url()}{export.path}",
    }
    language = export.language
    with force_locale(language):
        making.make_export(_workshop(), UUID(export_id), turn, texts, about)


def _readme(export: Export, language: str) -> str:
    with force_locale(language):
        return current_app.jinja_env.get_template("exchange/readme.txt").render(
            export=export,
            columns=COLUMNS,
            consents=CONSENT_MEANINGS,
            list_url=f"{_base_url()}{export.path}",
            export_url=f"{_base_url()}/{language}/exports/{export.code}",
            asked_for=", ".join(export.labels) or gettext("everything"),
            map=_map_of(export, language),
        )


def _map_of(export: Export, language: str) -> dict[str, str]:
    """Where the shapes of the town's districts stand, and where they come from; empty for a town without any."""
    city = db.session.get(City, export.city_id) if export.city_id else None
    found = shapes_of(city.id) if city else None
    if city is None or found is None or not found.shapes:
        return {}
    return {
        "url": f"{_base_url()}/{language}/{city.slug}/districts.geojson",
        "source": found.attribution.text(language),
    }


def _workshop() -> making.Workshop:
    return making.Workshop(exports_folder(), _store(), _base_url())


def remake_exports(story_id: str) -> None:
    """A story changed: every file with it is deleted and made anew, and harvesters are told."""
    remaking.remake_exports(exports_folder(), UUID(story_id))
    harvesting.note_story(UUID(story_id), _base_url())


def read_upload(upload_id: str) -> None:
    """Read a file that somebody brought."""
    uploading.read_upload(uploads_folder(), _store(), UUID(upload_id))


def take_upload_in(upload_id: str) -> None:
    """Take in what was read and agreed to."""
    uploading.take_upload_in(uploads_folder(), _store(), UUID(upload_id))


def note_new_stories() -> None:
    """New public stories are there for harvesters within a minute."""
    harvesting.note_new_stories(_base_url())


def mend_records() -> None:
    """Once a day harvesters' records are compared with every story."""
    harvesting.mend_records(_base_url())


def sweep() -> None:
    """The janitor's hourly round: files whose days are over."""
    remaking.sweep_exports(exports_folder())
    uploading.sweep_uploads(uploads_folder())


def _store() -> Store:
    found: Store = current_app.extensions["storyhub.storage"]
    return found


def _base_url() -> str:
    return str(current_app.config["STORYHUB"].base_url)
