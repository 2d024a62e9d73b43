"""Inviting people, giving and taking roles, disabling."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from storyhub.accounts import policy
from storyhub.accounts.factors import Factors
from storyhub.accounts.models import Membership, Passkey, Person, Purpose
from storyhub.accounts.queries import person_by_email, reach_of
from storyhub.accounts.reach import Grant
from storyhub.accounts.services.sessions import end_all_sessions
from storyhub.accounts.services.sign_in import make_link
from storyhub.accounts.tokens import link_address
from storyhub.core import audit, clock, jobs
from storyhub.core.db import transaction
from storyhub.core.errors import Conflict, Invalid, NotFound
from storyhub.core.permissions import WORKER, Role, Viewer

INVITATION = "accounts.tasks.send_invitation"


def invite_person(actor: Viewer, *, email: str, name: str, language: str, grants: Iterable[Grant]) -> UUID:
    """Invite somebody by mail and give them roles. Whoever is known already keeps their name and gains the roles.

    Raises Invalid without a role, NotAllowed for a role the actor may not give, Conflict for a disabled person.
    """
    wanted = set(grants)
    with transaction() as session:
        reach = reach_of(actor)
        policy.require_reach(reach)
        if not wanted:
            raise Invalid({"grants": "role_needed"})
        policy.require_grants(reach, wanted)
        known = person_by_email(email)
        person = _locked(session, known.id if known else _new_person(session, email, name, language).id)
        if not person.active:
            raise Conflict("person_is_disabled")
        _give(actor, session, person.id, wanted - {_grant_of(one) for one in person.memberships})
        audit.note(actor, "person_invited", object_id=person.id)
        jobs.enqueue(INVITATION, person_id=person.id)
        return person.id


def invite_again(actor: Viewer, person_id: UUID) -> None:
    """Send the invitation once more."""
    with transaction() as session:
        person = _managed(actor, session, person_id)
        if not person.active:
            raise Conflict("person_is_disabled")
        jobs.enqueue(INVITATION, person_id=person.id)
        audit.note(actor, "person_invited", object_id=person.id)


def set_roles(actor: Viewer, person_id: UUID, grants: Iterable[Grant]) -> None:
    """Make these the person's roles in the places that the actor reaches; roles elsewhere stay as they are."""
    wanted = set(grants)
    with transaction() as session:
        reach, person = reach_of(actor), _locked(session, person_id)
        if not policy.may_see(reach, person, person.memberships):
            raise NotFound()
        policy.require_grants(reach, wanted)
        held = {_grant_of(one): one for one in person.memberships if reach.covers(one.place_id)}
        taken = held.keys() - wanted
        policy.require_not_own_say(actor, person, taken)
        for grant in taken:
            session.delete(held[grant])
            audit.note(actor, "role_taken", city_id=_city(grant), object_id=person_id, role=grant.role.value)
        _give(actor, session, person_id, wanted - held.keys())


def disable_person(actor: Viewer, person_id: UUID) -> None:
    """Shut somebody out from the next request on. NotAllowed towards oneself or beyond the actor's reach."""
    with transaction() as session:
        person = _managed(actor, session, person_id)
        if person.active:
            person.disabled_at = clock.now()
            end_all_sessions(actor, person_id)
            audit.note(actor, "person_disabled", object_id=person_id)


def enable_person(actor: Viewer, person_id: UUID) -> None:
    """Let somebody in again, with the roles and factors they had."""
    with transaction() as session:
        person = _managed(actor, session, person_id)
        if not person.active:
            person.disabled_at = None
            audit.note(actor, "person_enabled", object_id=person_id)


def reset_second_factor(actor: Viewer, person_id: UUID, *, factors: Factors) -> None:
    """For somebody who lost phone, codes and passkeys: the next link by mail lets them set up a new authenticator."""
    with transaction() as session:
        person = _managed(actor, session, person_id)
        factors.forget_all(person)
        for passkey in session.scalars(select(Passkey).where(Passkey.person_id == person_id)):
            session.delete(passkey)
        end_all_sessions(actor, person_id)
        audit.note(actor, "second_factor_reset", object_id=person_id)


def create_admin(email: str, name: str, *, base_url: str, language: str = "en") -> str:
    """A site admin with that address, new or already known; returns the address of a one-time link for them."""
    with transaction() as session:
        person = person_by_email(email) or _new_person(session, email, name, language)
        person.is_site_admin, person.disabled_at = True, None
        session.flush()
        audit.note(WORKER, "site_admin_created", object_id=person.id)
        token = make_link(person.id, Purpose.INVITATION)
        return link_address(base_url, person.language, token)


def _new_person(session: Session, email: str, name: str, language: str) -> Person:
    person = Person(email=email.strip().casefold(), name=name, language=language, invited_at=clock.now())
    session.add(person)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict() from error  # somebody invited the same address at the same moment
    return person


def _locked(session: Session, person_id: UUID) -> Person:
    person = session.scalar(
        select(Person).where(Person.id == person_id).options(selectinload(Person.memberships)).with_for_update()
    )
    if person is None:
        raise NotFound()
    return person


def _managed(actor: Viewer, session: Session, person_id: UUID) -> Person:
    person = _locked(session, person_id)
    policy.require_manage(actor, reach_of(actor), person)
    return person


def _give(actor: Viewer, session: Session, person_id: UUID, grants: Iterable[Grant]) -> None:
    for grant in sorted(grants, key=lambda one: (one.place_id, one.role)):
        city_id = _city(grant)
        session.add(
            Membership(
                person_id=person_id,
                city_id=city_id,
                network_id=None if city_id else grant.place_id,
                role=grant.role,
                since=clock.now(),
            )
        )
        audit.note(actor, "role_given", city_id=city_id, object_id=person_id, role=grant.role.value)


def _city(grant: Grant) -> UUID | None:
    return None if grant.role is Role.NETWORK_HOST else grant.place_id


def _grant_of(membership: Membership) -> Grant:
    return Grant(membership.place_id, membership.role)
