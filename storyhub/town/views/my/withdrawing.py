"""Taking the story back: asked once more, then at once and everywhere."""

from flask import Response

from storyhub.core import text
from storyhub.stories.queries.versions import versions_of
from storyhub.stories.services.withdrawing import withdraw_story
from storyhub.town.views.my.opened import Opened, wording
from storyhub.town.views.my.story import show_again
from storyhub.web.render import page


def ask(opened: Opened) -> Response:
    own = versions_of(opened.story.id)[-1]
    title = own.title or text.excerpt(own.body, 60)
    return page("town/withdraw.html", receipt=opened.receipt, story=opened.story, title=title, words=wording())


def withdraw(opened: Opened) -> Response:
    withdraw_story(opened.story.id)
    return show_again(opened)


STEPS = {"withdraw": ask, "withdraw_for_good": withdraw}
