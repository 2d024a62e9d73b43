"""The spam folder: put back what was told after all, delete the rest for good; asked once more before that."""

from flask import g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.core import text
from storyhub.core.permissions import Role
from storyhub.stories.models import State
from storyhub.stories.services import spam as folder
from storyhub.stories.views.desk import blueprint
from storyhub.web.access import role, viewer
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go
from storyhub.web.render import page


@blueprint.post("/<lang:lang>/<city>/desk/spam")
@role(Role.MODERATOR)
def spam() -> AnyResponse:
    """What the pressed button says, with the chosen ones or with all on the page."""
    keep_private()
    act, chosen = request.form.get("act", ""), request.form.getlist("codes")
    codes = request.form.getlist("on_page") if act == "delete_all" else chosen
    codes = list(dict.fromkeys(text.clean_line(code) for code in codes))[: folder.AT_ONCE]
    if codes and act in ("delete", "delete_all"):
        return page("stories/desk_spam_delete.html", codes=codes)
    if act == "delete_for_good":
        deleted = folder.delete_spam(viewer(), g.city.id, codes)
        return go(url_for("desk.queue", state=State.SPAM.value, deleted=deleted))
    if act == "put_back":
        folder.put_spam_back(viewer(), g.city.id, codes)
    return go(url_for("desk.queue", state=State.SPAM.value))
