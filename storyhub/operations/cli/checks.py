"""`storyhub check`."""

from typing import Any

import click
from flask import current_app

from storyhub.adapters.mail import Letter
from storyhub.core import jobs
from storyhub.operations.cli.talking import as_json_option, say, this_installation
from storyhub.operations.services.checking import Findings, defects_in, find_defects
from storyhub.operations.services.mending import mend
from storyhub.web.health import checks

SENTENCES = {
    "missing_files": "photograph files missing, to be brought back from a backup",
    "orphan_files": "files of no row, which go with --repair, or by themselves after a day",
    "broken_pages": "damage in the database file, so a backup is to be restored",
    "broken_references": "rows that point to rows that are not there",
    "failed_jobs": "jobs that gave up, which --repair lets try again",
    "overdue_jobs": "jobs that have waited for more than an hour: does the worker run?",
    "unknown_jobs": "kinds of jobs that this program does not know",
    "overdue_erasures": "withdrawn stories not erased within an hour; --repair erases them",
    "taken_back_but_there": "stories that were taken back and are there again; --repair takes them back",
    "erased_but_holding": "erased stories that still hold something; --repair erases them again",
    "withdrawn_without_mark": "withdrawn stories without a tombstone; --repair makes it",
    "marks_not_in_log": "tombstones missing from tombstones.log; --repair adds them",
    "index_fault": "the index cannot be trusted; the worker makes it anew, --repair does so now",
    "bad_methods": "faults in files of methods, which are left out: `storyhub methods check` tells of one file alone",
    "open_secrets": "secrets that others can read; --repair closes them",
    "unfinished_restore": "a restore that was cut off: this must not be served",
}


@click.command("check")
@as_json_option
@click.option("--repair", is_flag=True, help="Put right what can be put right.")
@click.option("--mail", "address", default="", metavar="ADDRESS", help="Send a test letter there.")
def check(address: str, *, as_json: bool, repair: bool) -> None:
    """Say whether everything is in order: database, files, jobs, erasures, methods, secrets, disk. Ends with 1 when not."""
    ready = checks(current_app.config["STORYHUB"].data)
    found, repaired = _look(repair=repair) if ready["schema"] else ({}, {})
    mail = _send_letter(address) if address else None
    good = all(ready.values()) and not defects_in(found) and (mail is None or mail["sent"])
    counts = jobs.counts() if ready["schema"] else {}
    document = {"ready": ready, "jobs": counts, **found, "repaired": repaired, "mail": mail, "ok": good}
    verdict = "Everything is in order." if good else "Not everything is in order."
    say(document, [*_lines(ready | counts, found, repaired, mail), verdict], as_json=as_json)
    raise SystemExit(0 if good else 1)


def _look(*, repair: bool) -> tuple[Findings, Findings]:
    """What is wrong now, and what was and is not any more."""
    here = this_installation()
    before = find_defects(here)
    if not repair or not any(before.values()):
        return before, {}
    mend(here)
    after = find_defects(here)
    gone = {name: [one for one in items if one not in after[name]] for name, items in before.items()}
    return after, {name: items for name, items in gone.items() if items}


def _send_letter(address: str) -> dict[str, Any]:
    """A test letter, sent here and now; what the mail server answers is told as it is."""
    where = current_app.config["STORYHUB"].mail
    letter = Letter(
        address, "Storyhub: a test", "This letter was sent by `storyhub check --mail`. Nothing else is needed.\n", "en"
    )
    try:
        current_app.extensions["storyhub.mailer"].send(letter)
    except Exception as error:  # noqa: BLE001  (whatever goes wrong with mail is the answer that was asked for)
        return {"sent": False, "said": f"{type(error).__name__}: {error}"}
    if where == "outbox":
        return {"sent": True, "said": "STORYHUB_MAIL is `outbox`: the letter lies in the data folder, it went nowhere"}
    return {"sent": True, "said": "the mail server took it"}


def _lines(state: dict[str, Any], found: Findings, repaired: Findings, mail: dict[str, Any] | None) -> list[str]:
    words = {True: "yes", False: "NO"}
    lines = [f"{name}: {words[value] if isinstance(value, bool) else value}" for name, value in state.items()]
    lines += [f"put right: {name.replace('_', ' ')} ({len(items)})" for name, items in repaired.items()]
    for name in (name for name, items in found.items() if items):
        shown = ", ".join(found[name][:5]) + (" …" if len(found[name]) > 5 else "")
        lines.append(f"{SENTENCES[name]}\n  {len(found[name])}: {shown}")
    return [*lines, f"mail: {mail['said']}"] if mail else lines
