"""A new version of one's own words, and the erasure of those that stood before."""

from flask import Response, request

from storyhub.core.errors import Invalid
from storyhub.stories.queries.versions import NewerWords, masks_on, versions_of
from storyhub.stories.services.versions import add_version, erase_earlier_versions
from storyhub.town.views.my.opened import Opened, again
from storyhub.town.views.my.story import show, show_again
from storyhub.web.errors import sentence
from storyhub.web.render import page


def write(opened: Opened) -> Response:
    """The words as the teller last sent them, to be changed."""
    last = versions_of(opened.story.id)[-1]
    return _form(opened, last.title, last.body, last.number)


def keep(opened: Opened) -> Response:
    """Keep what was written. A page that others have overtaken hands the words back, to be compared and sent again."""
    title, body = request.form.get("title", ""), request.form.get("body", "")
    seen = _number(request.form.get("version", ""))
    try:
        add_version(opened.story.id, title, body, seen=seen)
    except Invalid as error:
        return _form(again(opened), title, body, seen, status=error.status, errors=error.fields)
    except NewerWords as error:
        opened = again(opened)
        last = versions_of(opened.story.id)[-1]
        return _form(opened, title, body, last.number, status=error.status, errors={"body": error.key}, theirs=last)
    return show_again(opened)


def _form(
    opened: Opened,
    title: str,
    body: str,
    version: int,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    theirs: object = None,
) -> Response:
    said = {name: sentence(key) for name, key in (errors or {}).items()}
    return page(
        "town/my_words.html",
        status=status,
        receipt=opened.receipt,
        story=opened.story,
        at_once=opened.story.city.new_versions_at_once and not masks_on(opened.story),
        title=title,
        body=body,
        version=version,
        errors=said,
        summary=[{"text": words, "href": f"#{name}"} for name, words in said.items()],
        theirs=theirs,
    )


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def ask_to_erase(opened: Opened) -> Response:
    return page("town/my_erase_words.html", receipt=opened.receipt)


def erase(opened: Opened) -> Response:
    erase_earlier_versions(opened.story.id)
    return show_again(opened)


STEPS = {"words": write, "keep_words": keep, "erase_words": ask_to_erase, "erase_words_for_good": erase, "show": show}
