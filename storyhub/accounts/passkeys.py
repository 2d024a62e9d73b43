"""Passkeys between browser, Flask-Security and py_webauthn: what to ask the browser, and whether its answer is good.

The challenge waits in the browser's signed cookie and is taken out before it is looked at, so it serves once.
"""

from typing import Any

import webauthn
from flask import current_app, request, session
from flask_security.webauthn import WebAuthnRegisterResponseForm, WebAuthnSigninResponseForm
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from storyhub.accounts.models import Person
from storyhub.accounts.services.self_care import Credential
from storyhub.core import clock

CHALLENGE = "passkey"
SECONDS = 300


def options_to_add(person: Person) -> dict[str, Any]:
    """What `navigator.credentials.create` is asked."""
    util = current_app.extensions["security"].webauthn_util
    asked = util.registration_options(
        person,
        "first",
        {
            "challenge": _new_challenge(),
            "rp_name": current_app.config["SECURITY_WAN_RP_NAME"],
            "rp_id": _site(),
            "user_id": person.fs_webauthn_user_handle.encode(),
            "user_name": person.email,
            "user_display_name": person.name,
            "exclude_credentials": [PublicKeyCredentialDescriptor(id=one.credential_id) for one in person.webauthn],
        },
    )
    return options_to_json_dict(webauthn.generate_registration_options(**asked))


def added(name: str) -> Credential | None:
    """The passkey that the browser made, or None when its answer is not good."""
    form = WebAuthnRegisterResponseForm()
    form.challenge, form.name, form.usage, form.user_verification = _challenge(), name, "first", True
    if not form.challenge or not form.validate():
        return None
    made = form.registration_verification
    transports = [one.value for one in form.transports]
    return Credential(made.credential_id, made.credential_public_key, made.sign_count, transports)


def options_to_sign_in() -> dict[str, Any]:
    """What `navigator.credentials.get` is asked: any passkey of ours."""
    util = current_app.extensions["security"].webauthn_util
    asked = util.authentication_options(None, ["first"], {"challenge": _new_challenge(), "rp_id": _site()})
    return options_to_json_dict(webauthn.generate_authentication_options(**asked))


def used() -> tuple[bytes, int] | None:
    """Which passkey the browser proved to hold, with its new count; None when the proof is not good."""
    form = WebAuthnSigninResponseForm()
    form.challenge, form.user_verification, form.is_secondary, form.is_verify = (
        _challenge(),
        True,
        False,
        False,
    )
    if not form.challenge or not form.validate() or not form.mf_check or form.cred is None:
        return None
    return form.cred.credential_id, form.authentication_verification.new_sign_count


def _site() -> str:
    return request.host.split(":")[0]


def _new_challenge() -> bytes:
    challenge = current_app.extensions["security"].webauthn_util.generate_challenge(32)
    session[CHALLENGE] = {"challenge": challenge, "at": int(clock.now().timestamp())}
    return challenge.encode()


def _challenge() -> str:
    kept = session.pop(CHALLENGE, None) or {}
    is_new = 0 <= clock.now().timestamp() - kept.get("at", 0) < SECONDS
    return kept.get("challenge", "") if is_new else ""
