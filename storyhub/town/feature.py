"""The pages of town and network, as the composition root sees them."""

from storyhub.core.registry import Feature
from storyhub.town.navigation import init_app
from storyhub.town.views import home, my, numbers, together, vocabulary

BLUEPRINTS = [home.blueprint, numbers.blueprint, together.blueprint, vocabulary.blueprint, *my.BLUEPRINTS]

FEATURE = Feature(name="town", blueprints=BLUEPRINTS, init=init_app)
