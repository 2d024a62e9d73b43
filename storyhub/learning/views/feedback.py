"""Writing the answer to the tellers: begun on an accepted entry, written language by language, looked at, sent once."""

from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.errors import Conflict, Invalid
from storyhub.core.languages import LANGUAGES
from storyhub.core.permissions import Role
from storyhub.learning.models import Entry, Feedback
from storyhub.learning.queries import entries
from storyhub.learning.queries import feedback as answers
from storyhub.learning.queries.relying import strands_of_entry
from storyhub.learning.queries.thread import thread_of_feedback
from storyhub.learning.services import feedback as services
from storyhub.learning.views.answers import draw, words_of
from storyhub.stories.queries.answered import answered_share
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import ago, day, iso
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.render import page

blueprint = Blueprint("feedback", __name__)

ANY_STAFF = tuple(Role)


@blueprint.get("/<lang:lang>/<city>/learning/answers")
@role(*ANY_STAFF)
def index() -> Response:
    """What may be answered, what is being written, what was sent."""
    keep_private()
    sent = answers.sent_in(g.city.id)
    reached = answers.reached_by([one.id for one in sent])
    return page(
        "learning/feedback_index.html",
        to_answer=[_entry(one) for one in answers.entries_to_answer(viewer(), g.city.id)],
        drafts=[_draft(one) for one in answers.drafts_for(viewer(), g.city.id)],
        sent=[_sent(one) | {"reached": reached.get(one.id, answers.Reached())} for one in sent],
        share=answered_share(viewer(), g.city.id),
        rows_endpoint="learning_answered.rows",
    )


def _entry(entry: Entry) -> dict[str, Any]:
    return {"code": entry.code, "title": entry.title, "lang": entry.language, "accepted": ago(entry.state_since)}


def _draft(draft: Feedback) -> dict[str, Any]:
    words = words_of(draft)
    title = {"title": words["title"], "lang": words["lang"]} if words["title"] else {}
    return {"title": draft.entry.title, "lang": draft.entry.language, "href": _write_href(draft.code), **title}


def _sent(answer: Feedback) -> dict[str, Any]:
    href = url_for("feedback.preview", code=answer.code)
    return words_of(answer) | {"href": href, "sent": day(answer.sent_at), "iso": iso(answer.sent_at)}  # type: ignore[arg-type]


@blueprint.post("/<lang:lang>/<city>/learning/logs/<code>/answer")
@role(*ANY_STAFF)
def begin(code: str) -> AnyResponse:
    """Begin the answer on an accepted entry, or go on with the one that was begun."""
    entry = entries.entry_for(viewer(), g.city.id, code)
    return go(_write_href(services.begin_feedback(viewer(), entry.id)))


@blueprint.get("/<lang:lang>/<city>/learning/answers/<code>")
@role(*ANY_STAFF)
def write(code: str) -> AnyResponse:
    """The answer in one language; what was sent is only looked at."""
    found = answers.feedback_for(viewer(), g.city.id, code)
    if found.sent_at is not None:
        return go(url_for("feedback.preview", code=code))
    return _write_page(found, _language(found, request.args.get("language")))


def _write_page(
    found: Feedback, language: str, *, status: int = 200, typed: dict[str, str] | None = None, **more: Any
) -> Response:
    keep_private()
    kept = words_of(found, language)
    return page(
        "learning/feedback_write.html",
        status=status,
        found=found,
        words=typed or kept,
        kept=kept,
        language=language,
        language_name=LANGUAGES[language].own_name,
        languages_written=[_written(found, code, language) for code in found.entry.city.languages],
        begun=[words_of(found, code) for code in found.heard if code != language],
        **{"errors": {}, "summary": [], "problem": "", **more},
    )


def _written(found: Feedback, code: str, current: str) -> dict[str, Any]:
    """A language of the town, and how far the answer is written in it."""
    is_begun = any(code in getattr(found, part) for part in services.LONGEST)
    is_whole = is_begun and code not in services.missing_parts(found)
    note = gettext("written") if is_whole else gettext("begun") if is_begun else gettext("not yet")
    return {"code": code, "name": LANGUAGES[code].own_name, "note": note, "current": code == current}


def _language(found: Feedback, asked: str | None) -> str:
    """The language asked for, or the entry's, or the town's first: one that the town writes."""
    town: list[str] = found.entry.city.languages
    return next((one for one in (asked, found.entry.language) if one in town), town[0])


@blueprint.post("/<lang:lang>/<city>/learning/answers/<code>")
@role(*ANY_STAFF)
def save(code: str) -> AnyResponse:
    """Keep what was typed; then stay, look at it, or go on in another language, as the pressed button says."""
    found = answers.feedback_for(viewer(), g.city.id, code)
    language, typed = request.form.get("language", ""), {part: request.form.get(part, "") for part in services.LONGEST}
    shown = _language(found, language)
    try:
        services.save_feedback(viewer(), found.id, language, typed, seen_revision=_revision())
    except Invalid as error:
        said = {part: sentence(key) for part, key in error.fields.items()}
        summary = [{"text": line, "href": f"#{part}"} for part, line in said.items()]
        return _write_page(found, shown, status=422, typed=typed, errors=said, summary=summary)
    except services.AnswerChanged as error:
        latest = answers.feedback_for(viewer(), g.city.id, code)
        return _write_page(latest, shown, status=409, typed=typed, problem=sentence(error.key))
    if request.form.get("act") == "preview":
        return go(url_for("feedback.preview", code=code))
    return go(_write_href(code, request.form.get("next_language", "") or language))


@blueprint.get("/<lang:lang>/<city>/learning/answers/<code>/preview")
@role(*ANY_STAFF)
def preview(code: str) -> Response:
    """The answer as tellers and readers will have it, whom it reaches, and what is missing."""
    return _preview_page(code)


def _preview_page(code: str, *, status: int = 200, problem: str = "") -> Response:
    keep_private()
    found = answers.feedback_for(viewer(), g.city.id, code)
    strands = strands_of_entry(viewer(), found.entry_id)
    missing = services.missing_parts(found)
    return page(
        "learning/feedback_preview.html",
        status=status,
        found=found,
        written=[words_of(found, one) | {"name": LANGUAGES[one].own_name} for one in found.heard],
        missing=[_missing(code, one, parts) for one, parts in missing.items()],
        to_reach=strands.total - strands.taken_back,
        taken_back=strands.taken_back,
        reached=answers.reached_by([found.id]).get(found.id, answers.Reached()),
        thread=draw(thread_of_feedback(viewer(), found), "answer", with_judgement=True),
        problem=problem,
    )


def _missing(code: str, language: str, parts: dict[str, str]) -> dict[str, Any]:
    return {
        "name": LANGUAGES[language].own_name,
        "href": _write_href(code, language),
        "said": [sentence(key) for key in parts.values()],
    }


@blueprint.post("/<lang:lang>/<city>/learning/answers/<code>/send")
@role(*ANY_STAFF)
def send(code: str) -> AnyResponse:
    """Send it to the tellers, for good."""
    found = answers.feedback_for(viewer(), g.city.id, code)
    try:
        services.send_feedback(viewer(), found.id, seen_revision=_revision())
    except Invalid as error:
        return _preview_page(code, status=422, problem=sentence(error.key))
    except Conflict as error:
        return _preview_page(code, status=409, problem=sentence(error.key))
    return go(url_for("feedback.preview", code=code))


def _revision() -> int:
    """The revision the page was made of; one that cannot be read is no revision at all."""
    sent = request.form.get("revision", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else -1


def _write_href(code: str, language: str | None = None) -> str:
    return url_for("feedback.write", code=code, language=language)
