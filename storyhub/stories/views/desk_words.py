"""The desk's tools for a story's words: withhold a passage, note, themes, translation, remark. Nobody edits the words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.errors import Conflict, Invalid
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Role
from storyhub.stories.models import Story, Withheld
from storyhub.stories.queries import desk as queries
from storyhub.stories.queries.translations import translations_at_desk
from storyhub.stories.services import masking, noting, remarking, tagging, translating
from storyhub.stories.views import cards
from storyhub.stories.views.desk import blueprint, story_page
from storyhub.stories.views.desk_parts import language_choices, themes_for
from storyhub.themes.models import ThemeKind
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page


def _story(code: str) -> Story:
    return queries.dossier(viewer(), g.city.id, code).story


def _back(code: str, anchor: str) -> AnyResponse:
    return go(url_for("desk.story", code=code, _anchor=anchor))


def _refused(code: str, error: Invalid, typed: Mapping[str, Any]) -> Response:
    said = {name: sentence(key) for name, key in error.fields.items()}
    return story_page(code, status=422, errors=said, typed=typed)


def _number(text: str) -> int:
    """A version's number; one that no story has for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1


@blueprint.post("/<lang:lang>/<city>/desk/<code>/masks")
@role(Role.MODERATOR)
def mask(code: str) -> AnyResponse:
    """Withhold a passage."""
    found, form = _story(code), request.form
    what = form.get("what", "")
    try:
        masking.mask_passage(
            viewer(),
            found.id,
            form.get("exact", ""),
            Withheld(what) if what in set(Withheld) else Withheld.PASSAGE,
            seen_version=_number(form.get("seen", "")),
            everywhere=form.get("everywhere") == "yes",
        )
    except Invalid as error:
        return _refused(code, error, form.to_dict() | {"everywhere": form.get("everywhere", "no")})
    except masking.AnotherVersion as error:
        return story_page(code, status=409, problem=sentence(error.key), typed=form)
    return _back(code, "withheld")


@blueprint.post("/<lang:lang>/<city>/desk/<code>/masks/<uuid:mask_id>")
@role(Role.MODERATOR)
def answer_mask(code: str, mask_id: UUID) -> AnyResponse:
    """Give readers a withheld passage after all, or answer an objection by keeping it."""
    found, form = _story(code), request.form
    if form.get("act") == "lift":
        masking.lift_mask(viewer(), found.id, mask_id)
        return _back(code, "withheld")
    field = f"answer-{mask_id}"
    try:
        masking.keep_mask(viewer(), found.id, mask_id, form.get(field, ""))
    except Invalid as error:
        return _refused(code, Invalid({field: error.fields["answer"]}), form)
    return _back(code, "withheld")


@blueprint.post("/<lang:lang>/<city>/desk/<code>/note")
@role(Role.MODERATOR)
def note(code: str) -> AnyResponse:
    """A note on content, before the words."""
    found, form = _story(code), request.form
    try:
        noting.set_content_note(viewer(), found.id, form.get("note", ""), form.get("note_language", ""))
    except Invalid as error:
        return _refused(code, error, form)
    return _back(code, "content-note")


@blueprint.post("/<lang:lang>/<city>/desk/<code>/themes")
@role(Role.MODERATOR)
def themes(code: str) -> AnyResponse:
    """Themes and lens of the team, beside the teller's own."""
    found, chosen = _story(code), request.form.getlist("staff_themes")
    ids = {one.slug: one.id for kind in ThemeKind for one in themes_for(g.city, kind)}
    # What was retired since the team chose it is on no list, and stays.
    ids |= {tag.theme.slug: tag.theme_id for tag in found.tags if tag.origin == tagging.STAFF}
    try:
        tagging.set_staff_themes(viewer(), found.id, [ids[slug] for slug in chosen if slug in ids])
    except Invalid as error:
        return _refused(code, error, {"staff_themes": chosen})
    return _back(code, "team-themes")


@blueprint.post("/<lang:lang>/<city>/desk/<code>/remarks")
@role(Role.MODERATOR)
def remark(code: str) -> AnyResponse:
    """A word to the other moderators."""
    found = _story(code)
    try:
        remarking.add_remark(viewer(), found.id, request.form.get("remark", ""))
    except Invalid as error:
        return _refused(code, error, request.form)
    return _back(code, "remarks")


@blueprint.get("/<lang:lang>/<city>/desk/<code>/translate")
@role(Role.MODERATOR)
def translate(code: str) -> Response:
    """The words readers have, and beside them the place to write them in another language."""
    found = _story(code)
    to = request.args.get("to", "")
    before = [one for one, is_stale in translations_at_desk(viewer(), found) if one.language == to and not is_stale]
    words = {"title": before[0].title, "body": before[0].body} if before else {}
    return _translate_page(found, {"language": to, **words})


@blueprint.post("/<lang:lang>/<city>/desk/<code>/translate")
@role(Role.MODERATOR)
def send_translation(code: str) -> AnyResponse:
    """Show the translation beside the original."""
    found, form = _story(code), request.form
    try:
        translating.add_translation(
            viewer(),
            found.id,
            form.get("language", ""),
            form.get("title", ""),
            form.get("body", ""),
            seen_version=_number(form.get("seen", "")),
            seen_words=form.get("seen_words", ""),
        )
    except Invalid as error:
        said = {name: sentence(key) for name, key in error.fields.items()}
        return _translate_page(found, form, status=422, errors=said)
    except Conflict as error:
        return _translate_page(_story(code), form, status=409, problem=sentence(error.key))
    return _back(code, "translations")


def _translate_page(found: Story, typed: Mapping[str, str], *, status: int = 200, **more: Any) -> Response:
    keep_private()
    chosen = typed.get("language") or next(
        (one for one in (current_language().code, *g.city.languages, *LANGUAGES) if one != found.language), ""
    )
    errors = more.pop("errors", {})
    return page(
        "stories/desk_translate.html",
        status=status,
        story=found,
        heading=cards.heading(found),
        mark=translating.mark_of_words(found),
        languages=language_choices(but=found.language),
        chosen=chosen,
        typed=typed,
        errors=errors,
        summary=[{"text": line, "href": f"#{name}"} for name, line in errors.items()],
        **{"problem": "", **more},
    )


@blueprint.post("/<lang:lang>/<city>/desk/<code>/translations/<uuid:translation_id>/end")
@role(Role.MODERATOR)
def end_translation(code: str, translation_id: UUID) -> AnyResponse:
    """Take a translation away from readers."""
    translating.end_translation(viewer(), _story(code).id, translation_id)
    return _back(code, "translations")
