"""Towns, as the composition root sees them."""

from storyhub.cities.messages import MESSAGES
from storyhub.cities.views import blueprint, init_app
from storyhub.core.registry import Feature

FEATURE = Feature(name="cities", blueprints=[blueprint], init=init_app, messages=MESSAGES)
