"""Files of a workshop for the town's team: asked for, awaited, fetched."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask_babel import format_decimal, gettext, lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.errors import Conflict, Gone, Invalid, NotFound
from storyhub.core.permissions import Role
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import day, moment
from storyhub.web.htmx import go
from storyhub.web.render import page
from storyhub.workshops.models import FileState, Workshop, WorkshopFile, WorkshopState
from storyhub.workshops.queries.papers import (
    FORMATS,
    fingerprints_of,
    is_in_time,
    name_of,
    paper_of,
    papers_of,
    turns_of,
)
from storyhub.workshops.services import papers as services
from storyhub.workshops.views.own import own_workshop, prepared

blueprint = Blueprint("papers", __name__)

MEGABYTE = 1_000_000
STEPS = {
    1: lazy_gettext("The workshop is read"),
    2: lazy_gettext("The file is written"),
    3: lazy_gettext("The file is checked and kept"),
}
"""What is done at each of them."""
ASKED_FOR = (WorkshopState.OPEN, WorkshopState.CLOSED)
NAMES = {
    "pptx": lazy_gettext("Slides"),
    "pdf": lazy_gettext("Report to read and print"),
    "xlsx": lazy_gettext("Workbook of everything"),
    "csv": lazy_gettext("Tables for other programs"),
}
WHAT = {
    "pptx": lazy_gettext("PowerPoint: every board and scenario, with words to speak."),
    "pdf": lazy_gettext("PDF on A4, with the stories behind the cards."),
    "xlsx": lazy_gettext("Excel or LibreOffice: each card, vote and judgement in its row."),
    "csv": lazy_gettext("CSV in a ZIP: the same tables, and what their columns mean."),
}
TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
}


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/files")
@role(Role.FACILITATOR)
def papers(code: str) -> Response:
    """What there is, what is being made, and the form to ask."""
    return _page(_told(code))


@blueprint.post("/<lang:lang>/<city>/workshops/<code>/files")
@role(Role.FACILITATOR)
def ask(code: str) -> AnyResponse:
    """Have files made."""
    found = _told(code)
    formats = request.form.getlist("formats")
    with_owners = request.form.get("with_owners") == "yes"
    try:
        services.ask_for_papers(viewer(), found.id, formats, with_owners=with_owners)
    except (Invalid, Conflict) as error:
        return _page(found, formats, with_owners, _problem(error), 422 if isinstance(error, Invalid) else 409)
    if any(one.state == FileState.WAITING for one in papers_of(found.id)):
        flash(gettext("The files are being made. This takes some seconds."))
    return go(url_for("papers.papers", code=code, _anchor="papers"))


@blueprint.get("/<lang:lang>/<city>/workshops/<code>/files/<uuid:file_id>")
@role(Role.FACILITATOR)
def paper(code: str, file_id: UUID) -> Response:
    """The file, while all that it says may be said. Raises Gone, NotFound."""
    workshop = _told(code)
    found = paper_of(workshop.id, file_id)
    if found.state == FileState.GONE:
        raise Gone("paper_outdated")
    if found.state != FileState.MADE:
        raise NotFound()
    if not is_in_time(found) or found.fingerprint != fingerprints_of(workshop, [found])[found.with_owners]:
        raise Gone("paper_outdated")
    data = current_app.extensions["storyhub.papers"].get(name_of(found))
    if data is None:
        raise NotFound()
    answer = Response(data, mimetype=TYPES[found.format])
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(workshop, found)}"'
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _told(code: str) -> Workshop:
    """A workshop of which there is something to tell. Raises NotFound."""
    found = own_workshop(code)
    if found.state not in ASKED_FOR:
        raise NotFound()
    return found


def _page(
    found: Workshop,
    formats: list[str] | None = None,
    with_owners: bool = False,
    problem: str = "",
    status: int = 200,
) -> Response:
    made = papers_of(found.id)
    is_waiting = any(one.state == FileState.WAITING for one in made)
    outdated = set() if is_waiting else _outdated(found, made)
    rows = [_row(found, one, outdated) | _progress(one, turns_of(made)) for one in made]
    return page(
        "workshops/papers.html",
        fragments=("papers",),
        status=status,
        **prepared(found, "papers"),
        formats=[
            {"id": one, "name": NAMES[one], "what": WHAT[one], "checked": formats is None or one in formats}
            for one in FORMATS
        ],
        with_owners=with_owners,
        problem=problem,
        rows=rows,
        is_waiting=is_waiting,
        is_open=found.state == WorkshopState.OPEN,
        most=services.STEPS,
    )


def _outdated(found: Workshop, made: Sequence[WorkshopFile]) -> set[UUID]:
    """Those that say something else than may be said now. Asked once all are made, and at each download."""
    there = [one for one in made if is_in_time(one)]
    present = fingerprints_of(found, there)
    return {one.id for one in there if one.fingerprint != present[one.with_owners]}


def _row(found: Workshop, paper: WorkshopFile, outdated: Collection[UUID]) -> dict[str, Any]:
    is_ready = is_in_time(paper) and paper.id not in outdated
    return {
        "id": paper.id,
        "name": _name(paper),
        "href": is_ready and url_for("papers.paper", code=found.code, file_id=paper.id),
        "size": gettext("%(size)s MB", size=format_decimal(max(0.1, paper.size / MEGABYTE), "0.0")),
        "made": moment(paper.made_at) if paper.made_at else "",
        "until": day(paper.expires_at) if paper.expires_at else "",
        "problem": sentence(paper.problem) if paper.state == FileState.FAILED else "",
    }


def _progress(paper: WorkshopFile, turns: Mapping[UUID, WorkshopFile | None]) -> dict[str, Any]:
    """Of a file that is not there yet, which step of its making is under way, or what is made before it."""
    before = turns.get(paper.id)
    return {
        "is_waiting": paper.state == FileState.WAITING,
        "step": paper.done,
        "doing": STEPS.get(paper.done, ""),
        "after": _name(before) if before else "",
    }


def _name(paper: WorkshopFile) -> str:
    name = str(NAMES[paper.format])
    for_whom = gettext("For the town’s team")
    return f"{name} · {for_whom}" if paper.with_owners else name


def _file_name(workshop: Workshop, paper: WorkshopFile) -> str:
    ending = name_of(paper).rpartition(".")[2]
    return f"{workshop.city.slug}-{workshop.code}{'-team' if paper.with_owners else ''}.{ending}"


def _problem(error: Invalid | Conflict) -> str:
    return sentence("paper_format_missing") if isinstance(error, Invalid) else sentence(error.key)
