"""What can be refused about themes, in sentences."""

from flask_babel import lazy_gettext as _

MESSAGES = {
    "theme_label_too_long": _("A name may have at most 60 characters."),
    "theme_meaning_too_long": _("The meaning may have at most 300 characters."),
    "theme_slug_taken": _("The town has a theme with this address already."),
    "theme_cannot_take": _("Choose a theme that is offered now."),
    "split_how_many": _("Choose the stories that go to the new theme: at least one, at most 1,000."),
    "skos_empty": _("Choose a file: SKOS as Turtle, RDF/XML or JSON-LD."),
    "skos_too_large": _("The file is larger than two megabytes."),
    "skos_too_slow": _("The file takes too long to read. Try a smaller one."),
    "skos_not_utf8": _("The file is not written in UTF-8. Please save it so."),
    "skos_doctype": _("The file brings a document type with it, which we do not read. Save it as Turtle."),
    "skos_elsewhere": _(
        "The file refers to a context that stands elsewhere, and nothing is fetched. Save it as Turtle."
    ),
    "skos_not_rdf": _("This file cannot be read as Turtle, RDF/XML or JSON-LD."),
    "skos_no_concepts": _("There is no SKOS concept in this file."),
    "skos_too_many": _("There are more than 500 concepts in this file."),
    "skos_of_others": _("It belongs to somebody else: the network’s host changes the network’s themes."),
    "skos_merged": _("It was merged into another theme here."),
    "skos_deprecated": _("The file calls it outdated."),
    "skos_new_lens": _("The lens takes no new levels from a file."),
    "skos_no_address": _("It has no address in Latin letters that is still free."),
    "skos_ring": _("The file places it below itself."),
    "skos_twice": _("The file names this theme twice."),
    "theme_changed_later": _("Somebody changed this theme since. Look at what stands there now."),
}
