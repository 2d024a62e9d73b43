"""What can be refused about a town's settings, in sentences."""

from flask_babel import lazy_gettext as _

MESSAGES = {
    "settings_changed_meanwhile": _("Somebody changed this while you were writing. What you wrote is still here."),
    "text_in_one_language": _("Write this in at least one language."),
    "said_twice": _("This stands in the list already. Two that read the same could not be told apart."),
    "too_many_items": _("The list cannot hold this one as well."),
    "one_must_stay": _("At least one has to stay."),
    "one_language_at_least": _("Choose at least one language."),
    "age_out_of_range": _("Choose an age from 13 to 18."),
    "choose_moderation": _("Choose when stories are read."),
    "year_out_of_range": _("An imagined story needs a year from 2025 to 2150; a lived one needs none."),
    "figure_out_of_range": _("Write a percentage from 0 to 100."),
    "figures_too_many": _("Together these are more than a hundred percent."),
    "figures_without_source": _("Say where the figures come from, so that people can look them up."),
    "figures_year": _("Write the year of the figures, for example 2024."),
    "town_not_ready": _("Something is still missing before the town can open."),
    "town_already_open": _("The town is open already."),
    "slug_taken": _("Another town has this address."),
    "slug_not_possible": _("Use small Latin letters, digits and hyphens, and begin with a letter."),
    "country_unknown": _("Write the country as two capital letters, for example MD."),
    "time_zone_unknown": _("Choose a time zone from the list."),
}
