"""`storyhub methods …`, for those who write methods and who take them in; `storyhub rehearse`, before the day."""

import json
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale

from storyhub.accounts.queries import viewer_of_person
from storyhub.core.errors import DomainError, NotFound
from storyhub.core.permissions import WORKER
from storyhub.web.errors import sentence
from storyhub.workshops.messages import MESSAGES
from storyhub.workshops.methods.checking import check_file
from storyhub.workshops.methods.library import Library, library
from storyhub.workshops.methods.texts import missing
from storyhub.workshops.queries.workshops import facilitators_of, workshop_by_code
from storyhub.workshops.rehearsal.asked import play_asked
from storyhub.workshops.rehearsal.faults import read_fault
from storyhub.workshops.rehearsal.rehearsing import NobodyThere, Plan, rehearse
from storyhub.workshops.rehearsal.report import Report
from storyhub.workshops.services import rehearsals


@click.group("methods")
def methods() -> None:
    """The methods of workshops, which are files."""


@methods.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_methods(files: tuple[Path, ...]) -> None:
    """Say what is wrong with each FILE (a method, a path, a translation), or with all there are. Ends with 1 when any is."""
    found = library()
    problems = [problem for file in files for problem in check_file(file, found)] if files else list(found.problems)
    for problem in problems:
        click.echo(str(problem))
    if not files:
        click.echo(_summary(found))
    elif not problems:
        click.echo(f"{len(files)} in order.")
    raise SystemExit(1 if problems else 0)


def _summary(found: Library) -> str:
    gaps = {name: missing(one.method, one.texts) for name, one in found.methods.items()}
    lines = [f"{name}: not all words in {', '.join(languages)}" for name, languages in gaps.items() if languages]
    return "\n".join([*lines, f"{len(found.methods)} methods and {len(found.paths)} paths can be used."])


@click.command("rehearse")
@click.argument("workshop", metavar="WORKSHOP")
@click.option("--people", type=click.IntRange(1, 400), default=60, show_default=True, help="How many take part.")
@click.option(
    "--speed", type=click.FloatRange(min=0, min_open=True), default=20, show_default=True, help="Times as quick."
)
@click.option(
    "--url", default="http://127.0.0.1:8000", show_default=True, help="The running server over the same data."
)
@click.option("--seconds", type=click.IntRange(0), default=0, help="After everybody came, play no longer.")
@click.option("--keep", is_flag=True, help="Keep the copy to look at it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--asked", is_flag=True, help="WORKSHOP is a copy that was asked for on its page: play it as wished there."
)
def rehearse_command(
    workshop: str, people: int, speed: float, url: str, seconds: int, *, keep: bool, as_json: bool, asked: bool
) -> None:
    """Play a copy of WORKSHOP (the code in its address) with invented people through the server's pages.

    They write in seven languages, and some behave badly. The copy is not announced and is thrown away at the end. Says
    what was broken, and ends with 1 when something was.
    """
    plan = Plan(url.rstrip("/"), people, speed, seconds, keep=keep)
    report = _asked(workshop) if asked else _rehearsed(workshop, plan, as_json=as_json)
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False) if as_json else "\n".join(report.lines(_in_english)))
    raise SystemExit(0 if report.is_well else 1)


def _in_english(said: str) -> str:
    key, values = read_fault(said)
    with force_locale("en"):
        return sentence(key, **values) if key in MESSAGES else said


def _asked(code: str) -> Report:
    """The worker begins this one. Its report is kept for the page."""
    try:
        report = play_asked(rehearsals.asked(code))
    except NotFound as error:
        raise click.ClickException(f"Nobody waits for a rehearsal of {code!r}.") from error
    if report is None:
        raise click.ClickException("It could not be played.")
    return report


def _rehearsed(code: str, plan: Plan, *, as_json: bool) -> Report:
    try:
        found = workshop_by_code(WORKER, code)
        actors = [viewer_of_person(one.person_id) for one in facilitators_of(found)] or [
            viewer_of_person(found.created_by_id)
        ]
        tell = (lambda _line: None) if as_json else (lambda line: click.echo(f"  {line}", err=True))
        return rehearse(actors[0], current_app.extensions["storyhub.keys"], found.id, plan, tell)
    except NotFound as error:
        raise click.ClickException(f"There is no workshop {code!r} here.") from error
    except NobodyThere as error:
        raise click.ClickException(
            f"No server over this data answers at {plan.url}. Start it, or name --url."
        ) from error
    except DomainError as error:
        raise click.ClickException(f"The workshop cannot be opened as it is: {error.key}") from error
