"""Beside a story at the desk: stories like it, and themes that these carry. A suggestion waits for a person to take it."""

from flask import g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core.errors import Invalid
from storyhub.core.permissions import Role
from storyhub.stories.queries import desk as queries
from storyhub.stories.services.tagging import STAFF, set_staff_themes
from storyhub.stories.services.taking import take_theme
from storyhub.stories.views.desk import blueprint, story_page
from storyhub.web.access import role, viewer
from storyhub.web.errors import sentence
from storyhub.web.htmx import go


@blueprint.post("/<lang:lang>/<city>/desk/<code>/themes/take")
@role(Role.MODERATOR)
def take(code: str) -> AnyResponse:
    """Make a suggested theme one of the team's."""
    story = queries.dossier(viewer(), g.city.id, code).story
    theme = request.form.get("theme", "")
    try:
        take_theme(viewer(), story.id, theme)
    except Invalid as error:
        said = {name: sentence(key) for name, key in error.fields.items()}
        return story_page(code, status=error.status, errors=said)
    return go(url_for("desk.story", code=code, taken=theme, _anchor="taken"))


@blueprint.post("/<lang:lang>/<city>/desk/<code>/themes/give-back")
@role(Role.MODERATOR)
def give_back(code: str) -> AnyResponse:
    """Take one of the team's themes off again."""
    story = queries.dossier(viewer(), g.city.id, code).story
    given_back = request.form.get("theme", "")
    kept = [tag.theme_id for tag in story.tags if tag.origin == STAFF and tag.theme.slug != given_back]
    set_staff_themes(viewer(), story.id, kept)
    return go(url_for("desk.story", code=code, _anchor="alike"))
