"""Accounts, as the composition root sees them."""

from datetime import timedelta

from flask import Flask

from storyhub.accounts import security, tasks
from storyhub.accounts.messages import MESSAGES
from storyhub.accounts.services import sweep_accounts
from storyhub.accounts.viewer import load_viewer
from storyhub.accounts.views import blueprint
from storyhub.core.registry import Feature, Periodic


def init_app(app: Flask) -> None:
    security.init_app(app)
    app.extensions["storyhub.viewer_loader"] = load_viewer


FEATURE = Feature(
    name="accounts",
    blueprints=[blueprint],
    init=init_app,
    tasks=[tasks.send_sign_in_letter, tasks.send_invitation],
    periodic=[Periodic(sweep_accounts, every=timedelta(days=1))],
    messages=MESSAGES,
    commands=["storyhub.accounts.cli:create_admin"],
)
