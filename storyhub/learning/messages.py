"""Sentences for what can be wrong with an entry or an answer, by key."""

from flask_babel import lazy_gettext as _

MESSAGES = {
    "entry_not_accepted": _("An answer rests on an entry that a learning lead has accepted."),
    "answer_sent": _("This answer has gone to the tellers and cannot be changed. A correction is a new answer."),
    "answer_changed": _("Somebody saved this answer since you opened it."),
    "answer_not_whole": _("Something is missing in this answer."),
    "answer_title_missing": _("It needs a title."),
    "answer_heard_missing": _("Write what you heard."),
    "answer_did_missing": _("Write what was done, or what was not and why."),
    "nobody_to_reach": _("Every teller has taken the story back: there is nobody to answer."),
    "entry_moved": _("Somebody was faster: this entry is not where you saw it. Look at it again."),
    "older_page": _(
        "This entry was changed in another window or on another device. Below is what you typed here, and under it "
        "what was kept there. Bring together what you need and save again."
    ),
    "title_missing": _("Give the entry a title, so that it is found again."),
    "what_happened_missing": _("Write what happened."),
    "so_what_missing": _("Write what it means: so what?"),
    "entry_language": _("Choose the language you write in."),
    "evidence_missing": _(
        "Cite at least one story or outcome that the entry rests on. What you wrote is kept as a draft."
    ),
    "no_evidence": _("It rests on nothing. Return it with thanks, so that its author looks for a story."),
    "evidence_not_open": _(
        "The entry cites a story that not all of these readers may see. Choose a smaller circle, or take the story out."
    ),
    "story_for_fewer": _(
        "This story is shared with a smaller circle than your entry. Choose a smaller circle for the entry first."
    ),
    "outcome_not_open": _(
        "The entry cites an outcome of a workshop that not all of these readers may see. "
        "Choose a smaller circle, or take the outcome out."
    ),
    "outcome_for_fewer": _(
        "Only the town’s team reads this outcome. Choose the team as the entry’s readers first, "
        "or publish what came of the workshop."
    ),
    "stance_missing": _("Say what it does to what you write."),
    "why_missing": _("Write why it matters here: a sentence is enough."),
    "quote_not_allowed": _("Its teller does not want to be quoted. The idea may be carried in your own words."),
    "quote_not_found": _("These words do not stand in the story. Copy them exactly; only line breaks may differ."),
    "quote_too_long": _("Please quote at most 1,000 characters."),
    "too_much_evidence": _("An entry can cite up to 40 stories and as many outcomes."),
    "thanks_missing": _("Write a word to the author: what you thank them for, and what would make it stronger."),
    "older_version": _("The author has submitted a newer version since you opened this page. Please read that one."),
    "look_again_first": _(
        "Something that it cites was taken back or narrowed after it was submitted. "
        "Return it with thanks, so that its author looks at it first."
    ),
}
