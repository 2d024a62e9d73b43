"""The pages of a town's settings, by what one does there."""

from storyhub.admin.views import editing, history, hosting, opening, overview, shapes, themes, wording
from storyhub.admin.views.blueprint import blueprint

BLUEPRINTS = (blueprint, themes.blueprint, hosting.blueprint)

__all__ = ["BLUEPRINTS", "editing", "history", "hosting", "opening", "overview", "shapes", "themes", "wording"]
