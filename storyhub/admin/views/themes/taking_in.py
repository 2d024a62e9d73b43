"""A vocabulary from a file: what it would add and change, and then to take it in."""

import json
from dataclasses import asdict
from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.adapters.skos import MOST_BYTES, MOST_CONCEPTS, Concept, SkosRefused, read_concepts
from storyhub.admin.views.themes.scope import Scope, both, current_scope, problem_of
from storyhub.core.errors import Conflict, Invalid
from storyhub.core.languages import LANGUAGES, Translated
from storyhub.themes.services import Step, concept_of, steps_for, take_in
from storyhub.web.access import viewer
from storyhub.web.bodies import Limits, body_limits
from storyhub.web.errors import sentence
from storyhub.web.filters import tr
from storyhub.web.htmx import go
from storyhub.web.render import page

LIMITS = Limits(file=MOST_BYTES, kept=2 * MOST_BYTES, body=10 * MOST_BYTES, texts=2 * MOST_BYTES)
"""A file that is far too large is read to its end, so that its sender is told at the field."""
PARTS = {
    "label": lazy_gettext("Name"),
    "meaning": lazy_gettext("What it means"),
    "use_when": lazy_gettext("Use it when"),
    "not_when": lazy_gettext("Rather not when"),
    "other_names": lazy_gettext("Also called"),
}


@both("/import", methods=["GET", "POST"])
@body_limits(LIMITS)
def import_() -> AnyResponse:
    """A file is read and shown first; what was shown is then sent back and taken in."""
    scope = current_scope()
    if request.method == "GET":
        return _form_page(scope)
    try:
        if request.form.get("action") != "take":
            return _preview(scope, read_concepts(_file()))
        added, changed = take_in(viewer(), scope.city_id, scope.prefix, _sent())
    except SkosRefused as refusal:
        return _form_page(scope, sentence(f"skos_{refusal.reason}"))
    except (Invalid, Conflict) as error:
        return _form_page(scope, problem_of(error), error.status)
    flash(_("Taken in: %(added)s added, %(changed)s changed. Each can be undone below.", added=added, changed=changed))
    return go(scope.url())


def _file() -> bytes:
    sent = request.files.get("file")
    return sent.read() if sent else b""


def _sent() -> list[Concept]:
    """The concepts as the preview handed them out; whatever else stands there is refused like a bad file."""
    try:
        rows = json.loads(request.form.get("concepts", ""))
        return [concept_of(row) for row in rows[:MOST_CONCEPTS]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SkosRefused("not_rdf") from error


def _form_page(scope: Scope, problem: str = "", status: int = 422) -> Response:
    return page("admin/theme_import.html", status=status if problem else 200, scope=scope, problem=problem, steps=None)


def _preview(scope: Scope, concepts: list[Concept]) -> Response:
    steps = steps_for(viewer(), scope.city_id, scope.prefix, concepts)
    return page(
        "admin/theme_import.html",
        scope=scope,
        problem="",
        steps=[_drawn(step) for step in steps if step.act in ("add", "change")],
        skipped=[_drawn(step) for step in steps if step.act == "skip"],
        same=sum(step.act == "same" for step in steps),
        concepts=json.dumps(
            [asdict(step.concept) for step in steps if step.act in ("add", "change")], ensure_ascii=False
        ),
    )


def _drawn(step: Step) -> dict[str, Any]:
    name = tr(Translated(step.wording.label)) or next(iter(step.concept.label.values()), step.slug)
    return {
        "act": step.act,
        "name": name,
        "slug": step.slug,
        "parent": step.parent,
        "reason": sentence(step.reason) if step.reason else "",
        "pieces": [
            {"part": str(PARTS[part]), "language": LANGUAGES[code], "before": before, "after": after}
            for part, code, before, after in step.pieces
        ],
    }
