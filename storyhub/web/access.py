"""Default deny: a view without a policy answers nobody. Also where the viewer comes from.

A view is `@public`, or `@staff` (any signed-in person), or `@role(Role.X)` (that role in the page's town).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request

from storyhub.core.errors import NotAllowed, NotFound
from storyhub.core.permissions import ANONYMOUS, Role, Viewer

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """Who may call a view. `roles` empty and `signed_in` means any staff."""

    signed_in: bool = False
    roles: frozenset[Role] = frozenset()
    reason: str = ""


def public(view: View) -> View:
    """Anyone may call this view; what it shows still asks the visibility rule."""
    view.access_policy = Policy()  # type: ignore[attr-defined]
    return view


def staff(view: View) -> View:
    """Any signed-in person."""
    view.access_policy = Policy(signed_in=True)  # type: ignore[attr-defined]
    return view


def role(*roles: Role) -> Callable[[View], View]:
    """People who hold one of the roles in the page's town. To everyone else the page does not exist."""

    def mark(view: View) -> View:
        view.access_policy = Policy(signed_in=True, roles=frozenset(roles))  # type: ignore[attr-defined]
        return view

    return mark


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """The policy of an endpoint, or None when it has none and answers nobody."""
    foreign: dict[str, Policy] = app.extensions["storyhub.foreign_policies"]
    return foreign.get(endpoint) or getattr(app.view_functions.get(endpoint), "access_policy", None)


class SignInNeeded(NotAllowed):
    """Nobody is signed in where someone must be; a page leads to the sign-in."""

    status = 401
    key = "sign_in_needed"


def viewer() -> Viewer:
    """Who asks, loaded at most once per request and only when somebody wants to know."""
    if "viewer" not in g:
        load: Callable[[], Viewer] | None = current_app.extensions.get("storyhub.viewer_loader")
        g.viewer = load() if load else ANONYMOUS
    return g.viewer


def check_access() -> None:
    """Before each request: refuse what no policy allows, and what another site sends in someone's name."""
    if request.endpoint is None:
        return
    policy = policy_of(current_app, request.endpoint)
    if policy is None:
        raise NotFound()
    if request.method not in ("GET", "HEAD", "OPTIONS") and not is_same_origin():
        raise NotAllowed("other_site")
    if not policy.signed_in:
        return
    who = viewer()
    if not who.is_staff:
        raise SignInNeeded()
    if policy.roles and not any(who.has(one, g.city.id) for one in policy.roles):
        raise NotFound()


def is_same_origin() -> bool:
    """Whether a form was sent from our own page: the browser says so itself, no cookie is needed.

    A client that sends neither header is not a browser carrying somebody's cookies.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or _host_of(origin) == request.host


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def init_app(app: Flask) -> None:
    app.extensions.setdefault("storyhub.foreign_policies", {"static": Policy(reason="files of our own")})
    app.before_request(check_access)
