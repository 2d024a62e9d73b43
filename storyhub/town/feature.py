"""The pages of town and network, as the composition root sees them."""

from storyhub.core.registry import Feature
from storyhub.town.navigation import init_app
from storyhub.town.views import home, my

FEATURE = Feature(name="town", blueprints=[home.blueprint, *my.BLUEPRINTS], init=init_app)
