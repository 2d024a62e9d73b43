"""The people of a town or network: who they are, what they may do, inviting and disabling."""

from collections.abc import Callable, Iterable
from uuid import UUID

from flask import Response, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from storyhub.accounts import policy, queries, services
from storyhub.accounts.forms import InviteForm, RolesForm, value_of
from storyhub.accounts.messages import ROLE_HINTS, ROLE_NAMES
from storyhub.accounts.models import Person
from storyhub.accounts.reach import CITY_ROLES, Grant, Reach
from storyhub.accounts.security import factors
from storyhub.accounts.views.blueprint import blueprint
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import Role, Viewer
from storyhub.web.access import staff, viewer
from storyhub.web.errors import sentence
from storyhub.web.filters import tr
from storyhub.web.forms import error_list
from storyhub.web.htmx import go
from storyhub.web.locale import current_language
from storyhub.web.render import page


@blueprint.get("/<lang:lang>/people")
@staff
def people() -> Response:
    reach = _reach()
    cities, networks = queries.places_in(reach)
    names = {city.id: tr(city.name) for city in cities} | {network.id: tr(network.name) for network in networks}
    everyone = [_row(person, reach, names) for person in queries.people_in(reach)]
    return page("accounts/people.html", people=everyone)


@blueprint.get("/<lang:lang>/people/invite")
@staff
def invite() -> Response:
    form = InviteForm(formdata=None)
    form.language.data = current_language().code
    return _invite_page(_reach(), form)


@blueprint.post("/<lang:lang>/people/invite")
@staff
def send_invitation() -> AnyResponse:
    reach, form = _reach(), InviteForm()
    if not form.validate():
        return _invite_page(reach, form, 422)
    try:
        services.invite_person(
            viewer(),
            email=form.email.data,
            name=form.name.data,
            language=form.language.data,
            grants=form.chosen(),
        )
    except Invalid as error:
        form.grants.errors = [sentence(error.fields["grants"])]
        return _invite_page(reach, form, error.status)
    except Conflict as error:
        form.email.errors = [sentence(error.key)]
        return _invite_page(reach, form, error.status)
    flash(_("The invitation is on its way to %(email)s.", email=form.email.data))
    return go(url_for("accounts.people"))


@blueprint.get("/<lang:lang>/people/<uuid:person_id>")
@staff
def person(person_id: UUID) -> Response:
    reach, found = _seen(person_id)
    form = RolesForm(formdata=None)
    form.grants.data = [value_of(grant) for grant in _held(found, reach)]
    return page(
        "accounts/person.html",
        person=found,
        form=form,
        places=_places(reach),
        may_manage=viewer().person_id != found.id and policy.may_manage(reach, found, found.memberships),
    )


@blueprint.post("/<lang:lang>/people/<uuid:person_id>/roles")
@staff
def set_roles(person_id: UUID) -> AnyResponse:
    services.set_roles(viewer(), person_id, RolesForm().chosen())
    flash(_("The roles are kept."))
    reach, found = _reach(), queries.person_by_id(person_id)
    if not policy.may_see(reach, found, found.memberships):
        return go(url_for("accounts.people"))
    return go(url_for("accounts.person", person_id=person_id))


@blueprint.post("/<lang:lang>/people/<uuid:person_id>/disable")
@staff
def disable(person_id: UUID) -> AnyResponse:
    return _done(services.disable_person, person_id, _("The account is closed. Its open browsers are signed out."))


@blueprint.post("/<lang:lang>/people/<uuid:person_id>/enable")
@staff
def enable(person_id: UUID) -> AnyResponse:
    return _done(services.enable_person, person_id, _("The account is open again."))


@blueprint.post("/<lang:lang>/people/<uuid:person_id>/invite-again")
@staff
def invite_again(person_id: UUID) -> AnyResponse:
    return _done(services.invite_again, person_id, _("A new invitation is on its way."))


@blueprint.post("/<lang:lang>/people/<uuid:person_id>/end-sessions")
@staff
def end_sessions(person_id: UUID) -> AnyResponse:
    return _done(services.end_all_sessions, person_id, _("All browsers of this person are signed out."))


@blueprint.post("/<lang:lang>/people/<uuid:person_id>/reset")
@staff
def reset(person_id: UUID) -> AnyResponse:
    def forget_factors(actor: Viewer, whose: UUID) -> None:
        services.reset_second_factor(actor, whose, factors=factors())

    told = _("Authenticator, recovery codes and passkeys are removed. The next link by mail sets up new ones.")
    return _done(forget_factors, person_id, told)


def _done(service: Callable[[Viewer, UUID], None], person_id: UUID, told: str) -> AnyResponse:
    service(viewer(), person_id)
    flash(told)
    return go(url_for("accounts.person", person_id=person_id))


def _reach() -> Reach:
    reach = queries.reach_of(viewer())
    policy.require_reach(reach)
    return reach


def _seen(person_id: UUID) -> tuple[Reach, Person]:
    reach, found = _reach(), queries.person_by_id(person_id)
    if not policy.may_see(reach, found, found.memberships):
        raise NotFound()
    return reach, found


def _held(person: Person, reach: Reach) -> Iterable[Grant]:
    return [Grant(one.place_id, one.role) for one in person.memberships if reach.covers(one.place_id)]


def _places(reach: Reach) -> list[dict[str, object]]:
    """Each place in reach with the roles that can be given there, as the form draws them."""
    cities, networks = queries.places_in(reach)
    return [_place(city.id, tr(city.name), CITY_ROLES) for city in cities] + [
        _place(network.id, tr(network.name), (Role.NETWORK_HOST,)) for network in networks
    ]


def _place(place_id: UUID, name: str, roles: Iterable[Role]) -> dict[str, object]:
    options = [
        {"value": value_of(Grant(place_id, role)), "label": ROLE_NAMES[role], "hint": ROLE_HINTS[role]}
        for role in roles
    ]
    return {"name": name, "options": options}


def _row(person: Person, reach: Reach, names: dict[UUID, str]) -> dict[str, object]:
    """The person, and each role they hold with the places in reach where they hold it."""
    held = set(_held(person, reach))
    roles = [
        {
            "name": ROLE_NAMES[role],
            "places": [name for place, name in names.items() if Grant(place, role) in held],
        }
        for role in Role
    ]
    return {"person": person, "roles": [one for one in roles if one["places"]]}


def _invite_page(reach: Reach, form: InviteForm, status: int = 200) -> Response:
    return page("accounts/invite.html", form=form, places=_places(reach), errors=error_list(form), status=status)
