"""Writing an entry: saved as one types, evidence beside the words, submitted when it is ready."""

from typing import Any

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import format_time, gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import text
from storyhub.core.columns import new_id
from storyhub.core.errors import Conflict, DomainError, Invalid, NotFound
from storyhub.core.languages import LANGUAGES
from storyhub.core.visibility import Audience
from storyhub.learning.draft import SECTIONS, Draft
from storyhub.learning.models import Confidence, Entry, EntryState
from storyhub.learning.policy import WRITABLE, is_author
from storyhub.learning.queries import entries
from storyhub.learning.queries.cited_outcomes import outcomes_cited
from storyhub.learning.services import citing, citing_outcomes, writing
from storyhub.learning.services.writing import OlderPage
from storyhub.learning.views.citations import evidence_cards, outcome_cards
from storyhub.learning.views.wording import AUDIENCES, CONFIDENCES, choices
from storyhub.themes import queries as themes
from storyhub.web.access import staff, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import tr
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go, htmx_target, is_htmx
from storyhub.web.render import page
from storyhub.workshops.models import Workshop
from storyhub.workshops.queries.table_uses import workshops_by_id

blueprint = Blueprint("writing", __name__)


@blueprint.get("/<lang:lang>/<city>/learning/logs/<code>/edit")
@staff
def edit(code: str) -> AnyResponse:
    """The draft, open to be written on."""
    entry = own_entry(code)
    if entry.state not in WRITABLE:
        return go(url_for("entries.entry", code=code))
    return edit_page(entry)


@blueprint.post("/<lang:lang>/<city>/learning/logs/<code>/edit")
@staff
def save(code: str) -> AnyResponse:
    """Keep the words; then do what the pressed button says. While one types, htmx sends the form without a button."""
    entry = own_entry(code)
    act, _colon, about = request.form.get("act", "save").partition(":")
    if is_htmx() and htmx_target() == "evidence":
        return _arrange(entry, act, about)
    try:
        revision = writing.save_draft(
            viewer(),
            entry.id,
            _draft(entry),
            seen_revision=_seen(),
            page=text.clean_line(request.form.get("page", "")[:40]),
        )
        if act == "submit":
            writing.submit_entry(viewer(), entry.id, seen_revision=revision)
    except (Invalid, Conflict) as error:
        return _refused(code, error)
    if _is_saving_meanwhile():
        saved = _clock(entries.entry_for(viewer(), g.city.id, code))
        return page("learning/entry_edit.html", fragments=("saved",), saved=saved, revision=revision)
    return _next(entry, act, about)


def _is_saving_meanwhile() -> bool:
    """Whether htmx saves while somebody types, and wants no more than a word about it."""
    return is_htmx() and htmx_target() == "saved"


def _next(entry: Entry, act: str, about: str) -> AnyResponse:
    """Where a browser without scripts goes when the words are kept."""
    words = text.clean_line(request.form.get("q", ""))
    if act == "submit":
        flash(gettext("Submitted. A learning lead reads it; you hear from them by mail."))
        return go(url_for("entries.entry", code=entry.code))
    if act == "cite":
        return go(url_for("evidence.cite", code=entry.code, story_code=about))
    if act == "cite-outcome":
        return go(url_for("outcome_evidence.cite", code=entry.code, outcome_code=about))
    if act == "find" or (act == "save" and words):
        return go(url_for("evidence.find", code=entry.code, q=words))
    if act in ("drop", "lift"):
        _move_evidence(entry, act, about)
        return go(url_for("writing.edit", code=entry.code, _anchor="evidence"))
    return go(url_for("writing.edit", code=entry.code, _anchor="saved"))


def _arrange(entry: Entry, act: str, about: str) -> Response:
    """Evidence dropped or lifted with htmx: its list alone comes back, the words stay as they are being typed."""
    _move_evidence(entry, act, about)
    return page("learning/entry_edit.html", fragments=("evidence",), entry=entry, **evidence_beside(entry))


def _move_evidence(entry: Entry, act: str, about: str) -> None:
    """`about` is the id of what is cited."""
    stories = {str(one.evidence.story_id): one.evidence.story_id for one in entries.evidence_of(viewer(), entry)}
    outcomes = {str(one.evidence.outcome_id): one.evidence.outcome_id for one in outcomes_cited(viewer(), entry)}
    if about in stories:
        (citing.drop_evidence if act == "drop" else citing.lift_evidence)(viewer(), entry.id, stories[about])
    elif about in outcomes:
        move = citing_outcomes.drop_outcome if act == "drop" else citing_outcomes.lift_outcome
        move(viewer(), entry.id, outcomes[about])


def own_entry(code: str) -> Entry:
    """The viewer's own entry. To everybody else this page does not exist."""
    keep_private()
    entry = entries.entry_for(viewer(), g.city.id, code)
    if not is_author(viewer(), entry):
        raise NotFound()
    return entry


def edit_page(
    entry: Entry, *, status: int = 200, errors: dict[str, str] | None = None, problem: str = "", kept: Any = ()
) -> Response:
    """The page to write on, with what was typed if it was sent. `kept` are the words that another page saved."""
    form: MultiDict[str, str] = request.form
    typed = {name: form.get(name, getattr(entry, name)) for name in SECTIONS}
    chosen = entries.themes_of([entry.id]).get(entry.id, [])
    sent = request.method == "POST"
    return page(
        "learning/entry_edit.html",
        fragments=("saved", "evidence"),
        status=status,
        entry=entry,
        typed=typed,
        may_discard=entry.state == EntryState.DRAFT and not entry.version,
        page_id=form.get("page") or new_id().hex,
        revision=entry.revision,
        saved=_clock(entry) if entry.revision else "",
        errors=errors or {},
        summary=[{"text": line, "href": f"#{name}"} for name, line in (errors or {}).items()],
        problem=problem,
        kept=kept,
        confidence=form.get("confidence", "") if sent else entry.confidence,
        confidences=choices(CONFIDENCES),
        language=form.get("language", entry.language),
        languages_offered=[{"value": one.code, "label": one.own_name} for one in LANGUAGES.values()],
        audience=form.get("audience", entry.audience),
        audiences=choices(AUDIENCES),
        themes=[
            {"value": one.slug, "label": tr(one.label), "meaning": tr(one.meaning)}
            for one in themes.themes(city_id=g.city.id)
        ],
        chosen=form.getlist("themes") if sent else [one.slug for one in chosen],
        begun_from=_begun_from(entry),
        **evidence_beside(entry),
    )


def _begun_from(entry: Entry) -> dict[str, str] | None:
    """The workshop from whose records it was begun for its author; None once it was submitted, or where they began it."""
    found = workshops_by_id(viewer(), [entry.workshop_id]) if entry.workshop_id and not entry.version else ()
    return next(({"title": one.title, "lang": one.language, "href": _results_of(one)} for one in found), None)


def _results_of(workshop: Workshop) -> str:
    return url_for("results.results", city=workshop.city.slug, code=workshop.code)


def evidence_beside(entry: Entry) -> dict[str, Any]:
    """What the draft cites, for its list."""
    return {
        "evidence": evidence_cards(entries.evidence_of(viewer(), entry), with_reasons=True),
        "outcomes_cited": outcome_cards(outcomes_cited(viewer(), entry), with_reasons=True),
    }


def _draft(entry: Entry) -> Draft:
    """The form, read. What it does not say, or says in words we do not know, is left as nothing."""
    form = request.form
    ids = {slug: theme_id for theme_id, slug in themes.theme_slugs(g.city.id)}
    confidence, audience = form.get("confidence", ""), form.get("audience", "")
    return Draft(
        language=form.get("language", entry.language),
        title=text.clean_line(form.get("title", "")),
        **{name: text.clean(form.get(name, "")) for name in SECTIONS if name != "title"},
        confidence=Confidence(confidence) if confidence in set(Confidence) else None,
        audience=Audience(audience) if audience in set(AUDIENCES) else entry.audience,
        theme_ids=frozenset(ids[slug] for slug in form.getlist("themes") if slug in ids),
    )


def _seen() -> int:
    seen = request.form.get("revision", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1


def _refused(code: str, error: DomainError) -> AnyResponse:
    """Nothing typed is lost: the page comes back with it, beside what another page had saved."""
    fields = error.fields if isinstance(error, Invalid) else {}
    said = {name: sentence(key) for name, key in fields.items()}
    if _is_saving_meanwhile():
        problem = next(iter(said.values()), sentence(error.key))
        return page(
            "learning/entry_edit.html", fragments=("saved",), status=error.status, problem=problem, revision=_seen()
        )
    entry = own_entry(code)
    if entry.state not in WRITABLE:
        raise error
    kept = [(name, getattr(entry, name)) for name in SECTIONS] if isinstance(error, OlderPage) else ()
    return edit_page(entry, status=error.status, errors=said, problem="" if said else sentence(error.key), kept=kept)


def _clock(entry: Entry) -> str:
    return format_time(entry.saved_at, "short")
