"""The letters to tellers who left an address: in their language, never empty, never with the receipt they have in it.

`notify_teller` is for whoever has something to tell, also the features above; the worker then reads the present state,
so that nothing is written about a story that was taken back meanwhile.
"""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _

from storyhub.adapters.mail import Letter
from storyhub.core import jobs
from storyhub.core.codes import grouped
from storyhub.stories.models import State
from storyhub.stories.queries.contacts import Reach

WRITE = "stories.letters.write_to_teller"
ASKED, ANSWERED = "asked", "answered"


def notify_teller(story_id: UUID, kind: str) -> None:
    """Write to the teller, if letters are wanted, that they were `asked` or `answered`. Inside the transaction of the cause."""
    jobs.enqueue(WRITE, story_id=story_id, kind=kind)


def question_letter(reach: Reach, my_page: str) -> Letter:
    """The team asked something. The question itself is read with the receipt."""
    with force_locale(reach.language):
        return _letter(
            reach, my_page, _("The team has a question about your story"), _("The team has asked you something.")
        )


def answer_letter(reach: Reach, my_page: str) -> Letter:
    """The town has answered those whose stories it rests on."""
    with force_locale(reach.language):
        return _letter(
            reach,
            my_page,
            _("The town has answered you"),
            _("The town has written down what it heard, what it did, and what it did not do and why."),
        )


def move_letter(reach: Reach, my_page: str, reason: str = "") -> Letter:
    """It was published, is kept for the team, or hidden for a reason."""
    with force_locale(reach.language):
        match reach.story.state:
            case State.PUBLISHED:
                subject, words = _("Your story is published"), [_("Those whom you allowed can read it now.")]
            case State.KEPT:
                subject = _("The team has read your story")
                words = [_("The team has read it and keeps it; readers do not see it.")]
            case _other:
                subject = _("Your story is not shown")
                words = [_("The team has hidden it from readers."), _("The reason: %(reason)s", reason=reason)]
                words = words if reason else words[:1]
        return _letter(reach, my_page, subject, *words)


def receipts_letter(address: str, language: str, receipts: Sequence[tuple[str, str]], my_page: str) -> Letter:
    """New receipts for (heading, receipt) of each story told with this address. The one letter that has receipts in it."""
    with force_locale(language):
        codes = [f"{heading}\n{' '.join(grouped(receipt))}" for heading, receipt in receipts]
        words = (
            _("Hello,"),
            _("somebody asked for a new receipt for what was told with this mail address. It opens your story here:"),
            my_page,
            *codes,
            _("The receipts from before open the stories as well. Keep this letter where only you can read it."),
            _("If you did not ask for it, you can leave this letter alone."),
        )
        return Letter(address, _("Your new receipt"), "\n\n".join(words) + "\n", language)


def _letter(reach: Reach, my_page: str, subject: str, *words: str) -> Letter:
    paragraphs = (
        _("Hello,"),
        _("this is about your story “%(title)s”.", title=reach.story.title)
        if reach.story.title
        else _("this is about the story you told in %(town)s.", town=reach.story.city.name.text(reach.language)),
        *words,
        _("Open your story with your receipt to see more, to answer, or to have no more letters:"),
        my_page,
    )
    return Letter(reach.address, subject, "\n\n".join(paragraphs) + "\n", reach.language)
