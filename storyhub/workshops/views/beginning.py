"""Beginning a workshop: a name, a path to begin with, a language."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import text
from storyhub.core.columns import new_id
from storyhub.core.permissions import Role
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page
from storyhub.workshops.draft import Draft
from storyhub.workshops.methods.library import library
from storyhub.workshops.methods.schema import Method
from storyhub.workshops.services import preparing
from storyhub.workshops.views import labels
from storyhub.workshops.views.own import languages_offered

blueprint = Blueprint("beginning", __name__)


@blueprint.get("/<lang:lang>/<city>/workshops/new")
@role(Role.FACILITATOR)
def choose() -> Response:
    """What to begin with."""
    return _new_page({"title": "", "path": "", "language": current_language().code})


@blueprint.post("/<lang:lang>/<city>/workshops/new")
@role(Role.FACILITATOR)
def begin() -> AnyResponse:
    """A draft with the agenda of the chosen path."""
    typed = {name: text.clean_line(request.form.get(name, "")) for name in ("title", "path", "language")}
    draft = Draft(typed["title"], "", typed["language"])
    wrong = draft.faults() | ({} if typed["path"] in library().paths else {"path": "workshop_path"})
    if wrong:
        return _new_page(typed, wrong)
    key = request.form.get("key", "")[:64] or None
    code = preparing.begin_workshop(viewer(), g.city.id, **typed, key=key)
    flash(gettext("Begun. Only facilitators see it so far."))
    return go(url_for("preparing.edit", code=code))


def _new_page(typed: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> Response:
    keep_private()
    errors = {name: sentence(key) for name, key in (wrong or {}).items()}
    return page(
        "workshops/new.html",
        status=422 if errors else 200,
        paths=_paths(),
        typed=typed,
        languages_offered=languages_offered(),
        key=request.form.get("key") or new_id().hex,
        errors=errors,
        summary=[{"text": line, "href": f"#{name}"} for name, line in errors.items()],
    )


def _paths() -> list[dict[str, str]]:
    """What there is to begin with: what it is for, how long it takes, what comes out at the end."""
    mine, methods = current_language().code, library().methods
    found = []
    for one in library().paths.values():
        spoken = one.in_language(mine)
        laid = [methods[exercise.method].in_language(mine) for exercise in spoken.exercise]
        facts = [spoken.path.purpose]
        if laid:
            days = max(exercise.day for exercise in spoken.exercise)
            length = labels.minutes(sum(method.method.minutes for method in laid))
            facts += [gettext("%(time)s on %(days)s days.", time=length, days=days) if days > 1 else f"{length}."]
            facts += [gettext("Gives: %(what)s.", what=", ".join(_given(laid)))]
        found.append({"value": one.id, "label": spoken.path.title, "explanation": " ".join(facts)})
    return found


def _given(laid: Sequence[Method]) -> list[str]:
    """What a path gives that stays: outputs that become records, each once."""
    return list(dict.fromkeys(one.label for method in laid for one in method.output if one.outcome))
