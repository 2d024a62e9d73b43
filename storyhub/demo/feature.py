"""The demonstration, as the composition root sees it."""

from storyhub.core.registry import Feature
from storyhub.demo.views import blueprint, init_app

FEATURE = Feature(name="demo", blueprints=[blueprint], init=init_app)
