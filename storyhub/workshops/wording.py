"""What we call things that no method names: kinds of records, verdicts, what became of a promise."""

from typing import Any

from flask_babel import lazy_gettext

from storyhub.workshops.methods.words import OutcomeKind
from storyhub.workshops.models import OutcomeState

ORDER = (
    OutcomeKind.SCENARIO,
    OutcomeKind.OPTION,
    OutcomeKind.EXPERIMENT,
    OutcomeKind.COMMITMENT,
    OutcomeKind.DRIVER,
    OutcomeKind.SIGNAL,
    OutcomeKind.IDEA,
)
"""In which people look for them."""
KINDS: dict[OutcomeKind, Any] = {
    OutcomeKind.SCENARIO: lazy_gettext("Scenario"),
    OutcomeKind.OPTION: lazy_gettext("Option"),
    OutcomeKind.EXPERIMENT: lazy_gettext("Experiment"),
    OutcomeKind.COMMITMENT: lazy_gettext("Commitment"),
    OutcomeKind.DRIVER: lazy_gettext("Driver"),
    OutcomeKind.SIGNAL: lazy_gettext("Signal"),
    OutcomeKind.IDEA: lazy_gettext("Idea"),
}
"""What one record is."""
KINDS_TOGETHER: dict[OutcomeKind, Any] = {
    OutcomeKind.SCENARIO: lazy_gettext("Scenarios"),
    OutcomeKind.OPTION: lazy_gettext("Options"),
    OutcomeKind.EXPERIMENT: lazy_gettext("Experiments"),
    OutcomeKind.COMMITMENT: lazy_gettext("Commitments"),
    OutcomeKind.DRIVER: lazy_gettext("Drivers"),
    OutcomeKind.SIGNAL: lazy_gettext("Signals"),
    OutcomeKind.IDEA: lazy_gettext("Ideas"),
}
"""What several are."""
VERDICTS: dict[str, Any] = {
    "no_regret": lazy_gettext("Holds in every world: begin"),
    "opt_out": lazy_gettext("Holds in most worlds: begin, and be ready to stop"),
    "opt_in": lazy_gettext("Holds in some worlds: be ready, and wait for the sign"),
    "abandon": lazy_gettext("Holds in no world: leave it"),
}
OUTCOME_STATES: dict[str, Any] = {
    OutcomeState.OPEN: lazy_gettext("Still open"),
    OutcomeState.DONE: lazy_gettext("Done"),
    OutcomeState.DROPPED: lazy_gettext("Dropped"),
}
