"""What one allows: each question with the answer as it stands, what a change does, and every answer with its dates."""

from typing import Any

from flask import Response, request
from flask_babel import gettext

from storyhub.core.visibility import Audience
from storyhub.stories.models import ConsentGrant, Use
from storyhub.stories.queries.mine import consent_history
from storyhub.stories.services.consenting import CHANGEABLE, change_consents
from storyhub.stories.views.acts import consent_name
from storyhub.stories.views.choices import yes_or_no
from storyhub.town.views.my.opened import Opened, asked, wording
from storyhub.town.views.my.story import show_again
from storyhub.web.filters import moment
from storyhub.web.render import page


def ask(opened: Opened) -> Response:
    given = {grant.use for grant in opened.mine.consents if grant.is_given}
    words = wording()
    return page(
        "town/my_consents.html",
        receipt=opened.receipt,
        story=opened.story,
        audiences=[
            {"value": one, "label": words("audience", one), "explanation": words("audience", one, "explanation")}
            for one in Audience
        ],
        questions=[
            {
                "name": form_name(use),
                "question": words("use", use, "question"),
                "explanation": " ".join(filter(None, (words("use", use, "explanation"), effect_of_no(use)))),
                "selected": "yes" if use in given else "no",
            }
            for use in CHANGEABLE
        ],
        history=[_answer(grant) for grant in consent_history(opened.story.id)],
    )


def keep(opened: Opened) -> Response:
    """The answers as they are sent now; an audience that is none leaves the one there was."""
    wanted = request.form.get("audience", "")
    audience = Audience(wanted) if wanted in set(Audience) else opened.story.audience
    uses = {use for use in CHANGEABLE if request.form.get(form_name(use)) == "yes"}
    change_consents(opened.story.id, audience, uses, asked())
    return show_again(opened)


def form_name(use: Use) -> str:
    """The field of a use; `photos` is the name of the files on the tell page, so its question has another."""
    return "show_photos" if use == Use.PHOTOS else use.value


def effect_of_no(use: Use) -> str:
    """What happens when a yes becomes a no."""
    return {
        Use.WORKSHOPS: gettext("Changed to no, it is left out of workshops from now on."),
        Use.QUOTATION: gettext("Changed to no, its words are taken out wherever they were quoted."),
        Use.TRANSLATION: gettext("Changed to no, a translation is shown no more."),
        Use.SEARCH_ENGINES: gettext("Changed to no, it takes search engines some days to forget it."),
        Use.PHOTOS: gettext("Changed to no, readers have the words alone."),
    }.get(use, "")


def _answer(grant: ConsentGrant) -> dict[str, Any]:
    until = gettext("until %(moment)s", moment=moment(grant.ended_at)) if grant.ended_at else gettext("holds now")
    value = f"{yes_or_no(grant.is_given)}: {moment(grant.at)} – {until}"
    return {"key": consent_name(grant, wording()), "value": value}


STEPS = {"consents": ask, "keep_consents": keep}
