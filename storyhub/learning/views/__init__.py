"""The pages of learning."""

from storyhub.learning.views import (
    answered,
    citing_outcomes,
    discarding,
    entries,
    evidence,
    feedback,
    from_outcome,
    heard,
    review,
    writing,
)

BLUEPRINTS = (
    entries.blueprint,
    writing.blueprint,
    discarding.blueprint,
    evidence.blueprint,
    citing_outcomes.blueprint,
    from_outcome.blueprint,
    review.blueprint,
    feedback.blueprint,
    answered.blueprint,
    heard.blueprint,
)
