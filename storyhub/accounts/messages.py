"""Sentences for what can be refused here, and the names of roles."""

from flask_babel import lazy_gettext as _

from storyhub.core.permissions import Role

MESSAGES = {
    "too_fast": _("That was very often in a short time. Wait a minute and try again; nothing is locked."),
    "link_spent": _("This link has been used already or is too old. Ask for a new one."),
    "half_way_over": _("Too much time has passed since you opened the link. Ask for a new one."),
    "code_wrong": _("This code is not right, or it has been used already. Wait for the next one and try again."),
    "passkey_refused": _("This passkey could not be checked. Try again, or sign in by mail."),
    "passkey_known": _("This passkey is in use already."),
    "account_disabled": _("This account has been closed. Ask the person who invited you."),
    "sign_in_again": _("This changes how you sign in, so please sign in once more first."),
    "role_needed": _("Choose at least one role."),
    "role_not_yours_to_give": _("You can give roles only in the towns you look after."),
    "person_is_disabled": _("This person’s account is closed. Open it again before you invite them."),
    "person_works_elsewhere_too": _(
        "This person also works in places you do not look after. You can take away their roles in yours."
    ),
    "not_to_yourself": _("You cannot do this to your own account. Ask a colleague."),
}

ROLE_NAMES = {
    Role.MODERATOR: _("Moderator"),
    Role.FACILITATOR: _("Facilitator"),
    Role.LEARNING_LEAD: _("Learning lead"),
    Role.CITY_ADMIN: _("City admin"),
    Role.NETWORK_HOST: _("Network host"),
}

ROLE_HINTS = {
    Role.MODERATOR: _("reads new stories and decides what is published"),
    Role.FACILITATOR: _("opens and leads workshops"),
    Role.LEARNING_LEAD: _("reads reflection logs and gathers what was learned"),
    Role.CITY_ADMIN: _("invites people and changes the town’s settings"),
    Role.NETWORK_HOST: _("sees every town of the network in one place"),
}
