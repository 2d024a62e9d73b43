"""The consent wording of a town: its own words in one language after the other, and every version ever used."""

from typing import Any

from flask import Response, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.admin.areas import PAGES
from storyhub.admin.views.blueprint import blueprint, city_admin
from storyhub.admin.views.editing import Draft, form_page
from storyhub.admin.views.showing import town_languages
from storyhub.admin.wording import SECTIONS, WordingForm, sentences, with_wording, wording_form
from storyhub.cities import queries
from storyhub.cities.models import Area
from storyhub.cities.services import SettingsChangedMeanwhile, change_settings
from storyhub.core.errors import NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.web.access import viewer
from storyhub.web.errors import sentence
from storyhub.web.htmx import go
from storyhub.web.render import page


@blueprint.get("/wording")
@city_admin
def wordings() -> Response:
    """Which words are used now, in which languages they can be changed, and which were used before."""
    current, network = queries.current_wording(g.city.id), queries.current_wording()
    return page(
        "admin/wordings.html",
        current=current,
        is_own=current.city_id is not None,
        versions=queries.wordings_of(g.city.id),
        rows=[
            {"language": one, "own": _own_sentences(current.texts, network.texts, one.code)} for one in town_languages()
        ],
    )


@blueprint.get("/wording/<code>")
@city_admin
def wording(code: str) -> Response:
    return _form_page(_draft(code), code)


@blueprint.post("/wording/<code>")
@city_admin
def change_wording(code: str) -> AnyResponse:
    draft, network = _draft(code), queries.current_wording()
    action = request.form.get("action", "preview")
    if action == "edit":
        return _form_page(draft, code)
    if not draft.form.validate():
        return _form_page(draft, code, 422)
    assert isinstance(draft.form, WordingForm)
    texts = with_wording(draft.form, draft.document["texts"], network.texts, code)
    try:
        if draft.seen != queries.settings_number(g.city.id, Area.WORDING):
            raise SettingsChangedMeanwhile()
        if action == "publish":
            return _published(draft, {"texts": texts})
    except SettingsChangedMeanwhile as error:
        draft.seen = queries.settings_number(g.city.id, Area.WORDING)
        return _form_page(draft, code, error.status, stale=sentence(error.key), newer=[])
    return page(
        "admin/wording_preview.html",
        draft=draft,
        language=LANGUAGES[code],
        sections=_sections(texts[code]),
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in ("action", "csrf_token")],
    )


@blueprint.get("/wording/<code>/<int(max=99999):number>")
@city_admin
def wording_version(code: str, number: int) -> Response:
    """The words of one version, to be read."""
    found = next((one for one in queries.wordings_of(g.city.id) if one.version == number), None)
    if found is None or code not in LANGUAGES:
        raise NotFound()
    return page(
        "admin/wording_version.html",
        found=found,
        language=LANGUAGES[code],
        sections=_sections(found.texts.get(code, {})),
    )


def _draft(code: str) -> Draft:
    if code not in g.city.languages:
        raise NotFound()
    document = queries.settings_of(g.city, Area.WORDING)
    seen = request.form.get("seen", type=int)
    if seen is None:
        seen = queries.settings_number(g.city.id, Area.WORDING)
    form = wording_form(document["texts"], queries.current_wording().texts, code)
    return Draft(PAGES[Area.WORDING], code, form, document, seen)


def _form_page(draft: Draft, code: str, status: int = 200, **more: Any) -> Response:
    groups: dict[str, list[Any]] = {}
    for field in draft.fields:
        groups.setdefault(str(SECTIONS.get(field.name.partition("--")[0], "")), []).append(field)
    own_name, back = LANGUAGES[code].own_name, url_for("settings.wordings")
    return form_page(draft, status, groups=list(groups.items()), in_language=own_name, back=back, **more)


def _published(draft: Draft, document: dict[str, Any]) -> AnyResponse:
    if change_settings(viewer(), g.city.id, Area.WORDING, document, seen=draft.seen):
        number = queries.current_wording(g.city.id).version
        flash(_("Published as version %(n)s. From now on tellers are asked in these words.", n=number))
    else:
        flash(_("Nothing was changed."))
    return go(url_for("settings.wordings"))


def _own_sentences(own: dict[str, Any], network: dict[str, Any], code: str) -> int:
    """How many sentences differ from the network's."""
    theirs = dict(sentences(network.get(code, {})))
    return sum(theirs.get(path) != text for path, text in sentences(own.get(code, {})))


def _sections(texts: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [
        (str(SECTIONS.get(name, name)), [text for _path, text in sentences({name: section})])
        for name, section in texts.items()
    ]
