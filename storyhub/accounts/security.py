"""Flask-Security, set up for what we take from it: authenticator codes, recovery codes, passkeys.

Its pages, its cookie sessions and its passwords stay off: pages and sentences are ours in seven languages and
under a strict policy, and `StaffSession` rows decide who is signed in, so that one browser can be shut out alone.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, current_app
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore
from flask_security.totp import Totp
from flask_security.webauthn_util import WebauthnUtil
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from storyhub.accounts.models import Passkey, Person
from storyhub.accounts.queries import person_by_id
from storyhub.config import Settings
from storyhub.core.db import db
from storyhub.core.sealing import Keys
from storyhub.web.access import viewer

METHOD = "authenticator"
CLOCK_MAY_DIFFER = 30
"""Seconds by which a phone's clock may be early or late."""
CODES = 8


class CodesUsedOnce(Totp):
    """Flask-Security's codes, each taken once (RFC 6238, 5.2)."""

    def get_last_counter(self, user: Person) -> int | None:  # type: ignore[override]
        return user.totp_counter

    def set_last_counter(self, user: Person, tmatch: Any) -> None:  # type: ignore[override]
        user.totp_counter = tmatch.counter


class PasskeysThatVerify(WebauthnUtil):
    """Only passkeys that ask their user for finger, face or PIN, and that can be found without a name typed first."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002
        return UserVerificationRequirement.REQUIRED


class FlaskSecurityFactors:
    """The `Factors` port, kept by Flask-Security."""

    def __init__(self, security: Security) -> None:
        self.security = security

    def begin_authenticator(self, person: Person) -> None:
        person.tf_totp_secret, person.totp_counter = self.security.totp_factory.generate_totp_secret(), None

    def confirm_authenticator(self, person: Person) -> None:
        self.security.datastore.tf_set(person, METHOD)

    def forget_all(self, person: Person) -> None:
        person.tf_primary_method = person.tf_totp_secret = person.totp_counter = None
        self.security.datastore.mf_set_recovery_codes(person, None)

    def takes_code(self, person: Person, code: str) -> bool:
        digits, secret = "".join(code.split()), person.tf_totp_secret
        return secret is not None and self.security.totp_factory.verify_totp(
            digits, secret, person, window=CLOCK_MAY_DIFFER
        )

    def new_recovery_codes(self, person: Person) -> list[str]:
        return self.security.mf_recovery_codes_util.create_recovery_codes(person)

    def takes_recovery_code(self, person: Person, code: str) -> bool:
        letters = "".join(c for c in code.lower() if c.isalnum())
        written = "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))
        known = self.security.mf_recovery_codes_util.check_recovery_code(person, written)
        return known and self.security.mf_recovery_codes_util.delete_recovery_code(person, written)


def factors() -> FlaskSecurityFactors:
    """The second factors of this application."""
    return FlaskSecurityFactors(current_app.extensions["security"])


def set_up_address(person: Person) -> str:
    """The otpauth:// address that an authenticator app reads from the QR."""
    return current_app.extensions["security"].totp_factory.get_totp_uri(person.email, person.tf_totp_secret)


def set_up_key(person: Person) -> str:
    """The same secret, to be typed."""
    return current_app.extensions["security"].totp_factory.get_totp_pretty_key(person.tf_totp_secret)


def init_app(app: Flask) -> None:
    app.config.update(security_config(app.config["STORYHUB"], app.extensions["storyhub.keys"]))
    datastore = SQLAlchemyUserDatastore(db, Person, RoleMixin, webauthn_model=Passkey)
    security = Security(
        app,
        datastore,
        register_blueprint=False,
        totp_cls=CodesUsedOnce,
        webauthn_util_cls=PasskeysThatVerify,
    )
    security.login_manager.request_loader(who_adds_a_passkey)


def who_adds_a_passkey(request: Request) -> Person | None:
    """Flask-Security's form asks Flask-Login whose passkey it is; elsewhere nobody is signed in through Flask-Login.

    (In place of Flask-Security's own loader, which takes tokens from any address and header.)
    """
    if request.endpoint != "accounts.add_passkey" or not viewer().is_staff:
        return None
    return person_by_id(viewer().person_id)


def security_config(settings: Settings, keys: Keys) -> dict[str, Any]:
    host = urlsplit(settings.base_url).hostname or ""
    name = f"Storyhub {host.replace(':', '.')}"  # an authenticator's issuer may hold no colon, an IPv6 address does
    return {
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": name,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": [METHOD],
        "SECURITY_TOTP_SECRETS": {1: derived(keys, "authenticators").hex()},
        "SECURITY_TOTP_ISSUER": name,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [urlsafe_b64encode(derived(keys, "recovery codes"))],
        "SECURITY_TRACKABLE": False,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        # Flask-Login would otherwise mark the cookie with a hash of address and browser.
        "SESSION_PROTECTION": None,
    }


def derived(keys: Keys, purpose: str) -> bytes:
    """A key of its own for what staff prove themselves with; like contacts it outlives a turn of SECRET_KEY."""
    return hmac.new(keys.contact_key, f"storyhub {purpose}".encode(), hashlib.sha256).digest()
