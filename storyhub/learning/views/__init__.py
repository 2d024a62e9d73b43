"""The pages of learning."""

from storyhub.learning.views import answered, discarding, entries, evidence, feedback, heard, review, writing

BLUEPRINTS = (
    entries.blueprint,
    writing.blueprint,
    discarding.blueprint,
    evidence.blueprint,
    review.blueprint,
    feedback.blueprint,
    answered.blueprint,
    heard.blueprint,
)
