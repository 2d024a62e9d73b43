"""Pages of workshops, by whom they are for."""

BLUEPRINTS = ()
