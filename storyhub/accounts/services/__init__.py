"""Writes about staff: signing in, sessions, second factors and passkeys, people and their roles."""

from storyhub.accounts.services.people import (
    create_admin,
    disable_person,
    enable_person,
    invite_again,
    invite_person,
    reset_second_factor,
    set_roles,
)
from storyhub.accounts.services.self_care import (
    add_passkey,
    change_details,
    remove_passkey,
    renew_recovery_codes,
)
from storyhub.accounts.services.sessions import (
    close_every_door,
    end_all_sessions,
    end_session,
    label_session,
    open_session,
    sweep_accounts,
    touch_session,
)
from storyhub.accounts.services.sign_in import (
    SignedIn,
    finish_sign_in,
    finish_with_passkey,
    follow_link,
    make_link,
    request_link,
)

__all__ = [
    "SignedIn",
    "add_passkey",
    "change_details",
    "close_every_door",
    "create_admin",
    "disable_person",
    "enable_person",
    "end_all_sessions",
    "end_session",
    "finish_sign_in",
    "finish_with_passkey",
    "follow_link",
    "invite_again",
    "invite_person",
    "label_session",
    "make_link",
    "open_session",
    "remove_passkey",
    "renew_recovery_codes",
    "request_link",
    "reset_second_factor",
    "set_roles",
    "sweep_accounts",
    "touch_session",
]
