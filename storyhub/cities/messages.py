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
    "shapes_without_source": _("Say where the shapes come from, so that people can look them up."),
    "attribution_too_long": _("Please keep it under 200 characters."),
    "shapes_no_file": _("Choose a GeoJSON file."),
    "shapes_too_large": _("The file is larger than 2 MB. Save it with fewer details, or with the districts alone."),
    "shapes_not_json": _("This file cannot be read: it is not JSON. Save it once more as GeoJSON."),
    "shapes_not_geojson": _(
        "This file is JSON, but not a collection of GeoJSON features. Save it once more as GeoJSON."
    ),
    "shapes_empty": _("There is no shape in this file."),
    "shapes_too_many": _("There are more than %(most)s features in this file. Save the districts alone."),
    "shapes_points": _(
        "Feature %(feature)s is a point or a line. Points could show a person’s house, so only areas are taken: "
        "take points and lines out of the file."
    ),
    "shapes_no_pairs": _("The outline of feature %(feature)s is not made of pairs of numbers: longitude and latitude."),
    "shapes_in_metres": _(
        "The numbers in this file are not longitude and latitude; they may be metres. "
        "Save it once more in WGS84 (EPSG:4326)."
    ),
    "shapes_out_of_range": _("Feature %(feature)s does not lie on Earth: its latitude is beyond 90 degrees."),
    "shapes_swapped": _(
        "Longitude and latitude seem to stand in each other’s place. GeoJSON gives the longitude first, then the latitude."
    ),
    "shapes_too_few_points": _(
        "Feature %(feature)s has no area: an outline needs three points at least that do not lie in one line."
    ),
    "shapes_nobodys": _(
        "No feature of this file is one of your districts. Give each a property “district”, “slug” or “name” that says "
        "a district’s name in one of its languages."
    ),
    "no_shape_chosen": _("Choose which shapes to take out."),
    "town_not_ready": _("Something is still missing before the town can open."),
    "town_already_open": _("The town is open already."),
    "slug_taken": _("Another town has this address."),
    "slug_not_possible": _("Use small Latin letters, digits and hyphens, and begin with a letter."),
    "country_unknown": _("Write the country as two capital letters, for example MD."),
    "time_zone_unknown": _("Choose a time zone from the list."),
}
