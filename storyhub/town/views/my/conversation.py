"""The teller's side: an answer to the team, an objection to a withheld passage, and whether an answer was of use."""

from uuid import UUID

from flask import Response, request

from storyhub.core import text
from storyhub.core.errors import Invalid, NotFound
from storyhub.learning.services.feedback import judge_usefulness
from storyhub.stories.queries.versions import masks_on
from storyhub.stories.services.conversing import answer_team
from storyhub.stories.services.objecting import object_to_mask
from storyhub.stories.views.acts import withheld_name
from storyhub.town.views.my.opened import Opened, again
from storyhub.town.views.my.story import show, show_again
from storyhub.web.errors import sentence
from storyhub.web.render import page


def answer(opened: Opened) -> Response:
    typed = request.form.get("answer", "")
    try:
        answer_team(opened.story.id, typed)
    except Invalid as error:
        return show(again(opened), errors=error.fields, typed=typed, status=error.status)
    return show_again(opened)


def ask_why(opened: Opened) -> Response:
    """Where an objection to a withheld passage is written."""
    return _objection_page(opened)


def keep_objection(opened: Opened) -> Response:
    typed = request.form.get("objection", "")
    try:
        object_to_mask(opened.story.id, _mask_id(), typed)
    except Invalid as error:
        return _objection_page(again(opened), typed, sentence(error.fields["objection"]), error.status)
    return show_again(opened)


def _objection_page(opened: Opened, typed: str = "", error: str = "", status: int = 200) -> Response:
    mask = next((one for one in masks_on(opened.story) if one.id == _mask_id()), None)
    if mask is None:
        return show(opened)
    return page(
        "town/my_objection.html",
        status=status,
        receipt=opened.receipt,
        story=opened.story,
        mask=mask,
        what=withheld_name(mask.what),
        typed=typed or mask.objection,
        error=error,
    )


def _mask_id() -> UUID:
    try:
        return UUID(request.form.get("mask", ""))
    except ValueError:
        raise NotFound() from None


def judge(opened: Opened) -> Response:
    """`useful` is yes or no, and nothing else is an answer."""
    said = request.form.get("useful")
    if said in ("yes", "no"):
        judge_usefulness(opened.story.id, text.clean_line(request.form.get("feedback", "")), said == "yes")
    return show_again(opened)


STEPS = {"answer": answer, "object": ask_why, "keep_objection": keep_objection, "judge": judge}
