"""What the pages of staff share: nothing of them is kept by a browser or proxy, and some ask to sign in once more."""

from flask import Blueprint, Response, current_app, g, url_for
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts.throttle import MINUTE, TooFast
from storyhub.accounts.viewer import SignInAgain
from storyhub.web.headers import keep_private
from storyhub.web.htmx import go

blueprint = Blueprint("accounts", __name__)


@blueprint.before_request
def private() -> None:
    keep_private()


@blueprint.before_request
def with_form_token() -> None:
    """Public pages go without a token elsewhere; here a session stands behind them already before the sign-in."""
    if current_app.config["WTF_CSRF_ENABLED"] and not g.get("csrf_valid"):
        current_app.extensions["csrf"].protect()


@blueprint.after_request
def soon_again(response: Response) -> Response:
    """Whoever tried too often waits a minute here, not the hour that is right for stories."""
    if response.status_code == TooFast.status:
        response.headers["Retry-After"] = str(int(MINUTE.total_seconds()))
    return response


@blueprint.errorhandler(SignInAgain)
def sign_in_again(_error: SignInAgain) -> AnyResponse:
    return go(sign_in_again_url())


def sign_in_again_url() -> str:
    return url_for("accounts.sign_in", again=1, next=url_for("accounts.account"))
