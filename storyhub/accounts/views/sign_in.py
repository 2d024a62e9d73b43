"""Signing in and out. Every answer before the last step is the same for an address we know and one we do not."""

import segno
from flask import Response, current_app, jsonify, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts import passkeys, queries, services
from storyhub.accounts.forms import CodeForm, SignInForm
from storyhub.accounts.models import Person
from storyhub.accounts.return_path import safe_path
from storyhub.accounts.security import factors, set_up_address, set_up_key
from storyhub.accounts.services import SignedIn
from storyhub.accounts.throttle import TooFast, slow_down, slow_down_place
from storyhub.accounts.viewer import current_session, current_session_id, forget, remember
from storyhub.accounts.views.blueprint import blueprint
from storyhub.core.errors import DomainError, Gone, Invalid
from storyhub.web.access import public, staff, viewer
from storyhub.web.errors import sentence
from storyhub.web.forms import error_list
from storyhub.web.htmx import go
from storyhub.web.render import page

HALF_WAY = "half_way"


@blueprint.get("/<lang:lang>/sign-in")
@public
def sign_in() -> AnyResponse:
    """Ask for the address, or for a passkey. Who is signed in already goes on, unless asked to do it again."""
    next_path = safe_path(request.args.get("next"))
    again = "again" in request.args
    if viewer().is_staff and not again:
        return go(next_path or staff_home())
    return page("accounts/sign_in.html", form=SignInForm(), next_path=next_path, again=again)


@blueprint.post("/<lang:lang>/sign-in")
@public
def send_link() -> AnyResponse:
    """Have a link sent, if there is somebody to send it to."""
    form, next_path = SignInForm(), safe_path(request.form.get("next"))
    if not form.validate():
        return _sign_in_page(form, next_path, 422, error_list(form))
    try:
        slow_down("sign-in", form.email.data)
    except TooFast as error:
        return _sign_in_page(form, next_path, error.status, [{"text": sentence(error.key), "href": "#email"}])
    services.request_link(form.email.data, next_path)
    return go(url_for("accounts.link_sent"))


@blueprint.get("/<lang:lang>/sign-in/sent")
@public
def link_sent() -> Response:
    return page("accounts/link_sent.html")


@blueprint.get("/<lang:lang>/sign-in/link/<token>")
@public
def link(token: str) -> Response:
    """A page with a button: programs that read mail follow links, and must not use this one up."""
    return page("accounts/link.html", token=token, spent="")


@blueprint.post("/<lang:lang>/sign-in/link/<token>")
@public
def follow_link(token: str) -> AnyResponse:
    slow_down_place("link")
    try:
        half_way = services.follow_link(token, factors=factors())
    except Gone as error:
        return page("accounts/link.html", token="", spent=sentence(error.key), status=error.status)
    session[HALF_WAY] = half_way
    return go(url_for("accounts.code"))


@blueprint.get("/<lang:lang>/sign-in/code")
@public
def code() -> AnyResponse:
    """Ask for the code, or show what sets an authenticator up."""
    person = _half_way_person()
    return _code_page(person, CodeForm()) if person else go(url_for("accounts.sign_in"))


@blueprint.post("/<lang:lang>/sign-in/code")
@public
def check_code() -> AnyResponse:
    person, form = _half_way_person(), CodeForm()
    if person is None:
        gone = sentence("half_way_over")
        return page("accounts/link.html", token="", spent=gone, status=410)
    if not form.validate():
        return _code_page(person, form, 422)
    try:
        slow_down("code", str(person.id))
        done = services.finish_sign_in(
            session[HALF_WAY], form.code.data, factors=factors(), instead_of=current_session_id()
        )
    except (Invalid, TooFast) as error:
        key = error.fields["code"] if isinstance(error, Invalid) else error.key
        form.code.errors = [sentence(key)]
        return _code_page(_half_way_person() or person, form, error.status)
    return _welcome(done)


@blueprint.post("/<lang:lang>/sign-in/passkey/options")
@public
def passkey_challenge() -> Response:
    """What the browser needs to ask for a passkey."""
    try:
        slow_down_place("passkey")
    except TooFast as error:
        return _told(error)
    return jsonify(passkeys.options_to_sign_in())


@blueprint.post("/<lang:lang>/sign-in/passkey")
@public
def use_passkey() -> AnyResponse:
    """The browser's answer."""
    slow_down_place("passkey")
    next_path, proof = safe_path(request.form.get("next")), passkeys.used()
    if proof is None:
        refused = [{"text": sentence("passkey_refused"), "href": "#passkey"}]
        return _sign_in_page(SignInForm(formdata=None), next_path, 403, refused)
    token = services.finish_with_passkey(*proof, instead_of=current_session_id())
    return _welcome(SignedIn(token, next_path))


@blueprint.post("/<lang:lang>/sign-out")
@staff
def sign_out() -> AnyResponse:
    live = current_session()
    assert live is not None
    services.end_session(viewer(), live.id)
    forget()
    response = go(url_for("accounts.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def staff_home() -> str:
    """Where staff begin: the page a higher feature named, else one's own account."""
    home = current_app.extensions.get("storyhub.staff_home")
    return home() if home else url_for("accounts.account")


def _sign_in_page(form: SignInForm, next_path: str, status: int, errors: list[dict[str, str]]) -> Response:
    return page("accounts/sign_in.html", form=form, next_path=next_path, again=False, errors=errors, status=status)


def _half_way_person() -> Person | None:
    token = session.get(HALF_WAY)
    return queries.person_half_way(token) if isinstance(token, str) else None


def _code_page(person: Person, form: CodeForm, status: int = 200) -> Response:
    if person.has_authenticator:
        by_recovery = "recovery" in request.args
        return page("accounts/code.html", form=form, by_recovery=by_recovery, errors=error_list(form), status=status)
    qr = segno.make(set_up_address(person), error="m")
    drawn = Markup(qr.svg_inline(border=4, light="#fff", omitsize=True, svgclass="qr"))  # noqa: S704
    key = set_up_key(person)
    return page("accounts/set_up.html", form=form, qr=drawn, key=key, errors=error_list(form), status=status)


def _welcome(done: SignedIn) -> AnyResponse:
    remember(done.token)
    goal = done.next_path or staff_home()
    if done.recovery_codes:
        return page("accounts/recovery_codes.html", codes=done.recovery_codes, goal=goal)
    return go(goal)


def _told(error: DomainError) -> Response:
    answer = jsonify(message=sentence(error.key))
    answer.status_code = error.status
    return answer
