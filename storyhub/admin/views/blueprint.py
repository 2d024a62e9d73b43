"""What the settings pages share: a town's city admins alone, and nothing kept by a browser or proxy."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint

from storyhub.core.permissions import Role
from storyhub.web.access import role
from storyhub.web.headers import keep_private

View = TypeVar("View", bound=Callable[..., Any])

blueprint = Blueprint("settings", __name__, url_prefix="/<lang:lang>/<city>/settings")


@blueprint.before_request
def private() -> None:
    keep_private()


def city_admin(view: View) -> View:
    """The city admins of the page's town."""
    return role(Role.CITY_ADMIN)(view)
