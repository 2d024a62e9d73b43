"""Writes to towns: taking them in, changing their settings, opening them, pausing publication."""

from storyhub.cities.services.opening import AlreadyOpen, NotReadyToOpen, add_city, open_city
from storyhub.cities.services.pausing import pause_publishing
from storyhub.cities.services.seeding import RESPONSIBLE, seed_towns
from storyhub.cities.services.settings import SettingsChangedMeanwhile, bring_back, change_settings

__all__ = [
    "RESPONSIBLE",
    "AlreadyOpen",
    "NotReadyToOpen",
    "SettingsChangedMeanwhile",
    "add_city",
    "bring_back",
    "change_settings",
    "open_city",
    "pause_publishing",
    "seed_towns",
]
