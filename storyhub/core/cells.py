"""Cells of tables that leave: none is a formula, whatever somebody wrote in it."""

import re

# What a spreadsheet would take for a formula; apostrophes before it belong to it, so that one more can be taken off again.
# Source: OWASP, CSV Injection.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet computes: an apostrophe before what begins like a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
