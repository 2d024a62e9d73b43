"""*My story*: opened with the receipt, which is posted on every step and never stands in an address."""

from storyhub.town.views.my.lost import blueprint as lost_blueprint
from storyhub.town.views.my.opening import blueprint

BLUEPRINTS = [blueprint, lost_blueprint]
