"""One's own account: name and language, where one is signed in, passkeys, recovery codes."""

from uuid import UUID

from flask import Response, flash, jsonify, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts import passkeys, queries, services
from storyhub.accounts.forms import DetailsForm, LabelForm, PasskeyForm
from storyhub.accounts.messages import ROLE_NAMES
from storyhub.accounts.reach import Reach
from storyhub.accounts.security import factors
from storyhub.accounts.viewer import SignInAgain, current_session_id, require_fresh
from storyhub.accounts.views.blueprint import blueprint, sign_in_again_url
from storyhub.core.errors import NotAllowed
from storyhub.core.languages import is_known
from storyhub.core.permissions import Role
from storyhub.web.access import staff, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import tr
from storyhub.web.forms import error_list
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page


@blueprint.get("/<lang:lang>/account")
@staff
def account() -> Response:
    return _account_page()


@blueprint.post("/<lang:lang>/account")
@staff
def change_details() -> AnyResponse:
    form = DetailsForm()
    if not form.validate():
        return _account_page(details=form, status=422)
    services.change_details(viewer(), name=form.name.data, language=form.language.data)
    flash(_("Your name and language are kept."))
    language = form.language.data if is_known(form.language.data) else current_language().code
    return go(url_for("accounts.account", lang=language))


@blueprint.post("/<lang:lang>/account/sessions/<uuid:session_id>/end")
@staff
def end_session(session_id: UUID) -> AnyResponse:
    services.end_session(viewer(), session_id)
    flash(_("That browser is signed out."))
    return _back()


@blueprint.post("/<lang:lang>/account/sessions/end-others")
@staff
def end_other_sessions() -> AnyResponse:
    who = viewer()
    assert who.person_id is not None
    services.end_all_sessions(who, who.person_id, but=current_session_id())
    flash(_("You are signed in here alone now."))
    return _back()


@blueprint.post("/<lang:lang>/account/sessions/label")
@staff
def label_session() -> AnyResponse:
    form, this_one = LabelForm(), current_session_id()
    if not form.validate():
        return _account_page(label=form, status=422)
    if this_one is not None:
        services.label_session(viewer(), this_one, form.label.data)
        flash(_("The name of this browser is kept."))
    return _back()


@blueprint.post("/<lang:lang>/account/recovery-codes")
@staff
def renew_recovery_codes() -> Response:
    require_fresh()
    codes = services.renew_recovery_codes(viewer(), factors=factors())
    return page("accounts/recovery_codes.html", codes=codes, goal=url_for("accounts.account"))


@blueprint.post("/<lang:lang>/account/passkeys/options")
@staff
def new_passkey_options() -> Response:
    """What the browser needs to make a passkey; or where to go first."""
    try:
        require_fresh()
    except SignInAgain as error:
        answer = jsonify(message=sentence(error.key), go=sign_in_again_url())
        answer.status_code = error.status
        return answer
    return jsonify(passkeys.options_to_add(queries.person_by_id(viewer().person_id)))


@blueprint.post("/<lang:lang>/account/passkeys")
@staff
def add_passkey() -> AnyResponse:
    require_fresh()
    form = PasskeyForm()
    if not form.validate():
        return _account_page(passkey=form, status=422)
    credential = passkeys.added(form.passkey_name.data)
    if credential is None:
        raise NotAllowed("passkey_refused")
    services.add_passkey(viewer(), credential, name=form.passkey_name.data)
    flash(_("The passkey is added. You can sign in with it from now on."))
    return _back()


@blueprint.post("/<lang:lang>/account/passkeys/<uuid:passkey_id>/remove")
@staff
def remove_passkey(passkey_id: UUID) -> AnyResponse:
    services.remove_passkey(viewer(), passkey_id)
    flash(_("The passkey is removed."))
    return _back()


def _back() -> AnyResponse:
    return go(url_for("accounts.account"))


def _account_page(
    *,
    details: DetailsForm | None = None,
    label: LabelForm | None = None,
    passkey: PasskeyForm | None = None,
    status: int = 200,
) -> Response:
    person, this_one = queries.person_by_id(viewer().person_id), current_session_id()
    sessions = queries.sessions_of(person.id)
    here = next((one for one in sessions if one.id == this_one), None)
    given = details or label or passkey
    return page(
        "accounts/account.html",
        person=person,
        sessions=sessions,
        this_one=this_one,
        details_form=details or DetailsForm(formdata=None, obj=person),
        label_form=label or LabelForm(formdata=None, obj=here),
        passkey_form=passkey or PasskeyForm(formdata=None),
        codes_left=len(person.mf_recovery_codes or ()),
        towns=_my_towns(),
        looks_after_people=bool(queries.reach_of(viewer())),
        errors=error_list(given) if given else [],
        status=status,
    )


def _my_towns() -> list[dict[str, object]]:
    """The towns one works in, with the names of one's roles there."""
    roles = viewer().roles
    cities, _networks = queries.places_in(Reach(cities=frozenset(roles)))
    return [
        {
            "slug": city.slug,
            "name": tr(city.name),
            "roles": [str(ROLE_NAMES[role]) for role in Role if role in roles[city.id]],
        }
        for city in cities
    ]
