"""The same rows as at the desk, for those who answer and have no desk."""

from flask import Blueprint, Response

from storyhub.core.permissions import Role
from storyhub.stories.views.answered import rows_page
from storyhub.web.access import role

blueprint = Blueprint("learning_answered", __name__)


@blueprint.get("/<lang:lang>/<city>/learning/answered")
@role(*Role)
def rows() -> Response:
    """Stories whose tellers were answered, or not yet: those this viewer may read."""
    return rows_page("learning_answered.rows")
