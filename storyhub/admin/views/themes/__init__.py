"""Themes on pages: a town's own in its settings, the network's for its host. Every change says first what it moves."""

from storyhub.admin.views.themes import editing, listing, moving, splitting, taking_in
from storyhub.admin.views.themes.scope import blueprint

__all__ = ["blueprint", "editing", "listing", "moving", "splitting", "taking_in"]
