"""People who work here, their roles, passkeys, sessions and one-time links.

The names beginning with `fs_`, `tf_`, `mf_` and `webauthn` are those by which Flask-Security knows a user.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from flask_security import AsaList, UserMixin, WebAuthnMixin
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storyhub.cities.models import City, Network
from storyhub.core.columns import Json, Key, MaybeMoment, Moment
from storyhub.core.db import Model
from storyhub.core.permissions import Role


class Purpose(StrEnum):
    """What a one-time link is for. `half_way` is no letter: it stands between the link and the code."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    HALF_WAY = "half_way"


def _random_name() -> str:
    return uuid4().hex


class Person(Model, UserMixin):
    """One member of staff. The authenticator counts once `tf_primary_method` is set; before that it is being set up."""

    __tablename__ = "person"
    id: Mapped[Key]  # type: ignore[assignment]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    is_site_admin: Mapped[bool] = mapped_column(default=False)
    invited_at: Mapped[Moment]
    joined_at: Mapped[MaybeMoment]
    disabled_at: Mapped[MaybeMoment]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=_random_name)
    fs_webauthn_user_handle: Mapped[str] = mapped_column(unique=True, default=_random_name)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    """Encrypted by Flask-Security."""
    totp_counter: Mapped[int | None]
    """The last half-minute whose code was used: it is not taken twice."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    """Encrypted by Flask-Security; a code that was used is gone."""

    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]
        lazy="raise", back_populates="person", order_by="Passkey.created_at"
    )
    memberships: Mapped[list["Membership"]] = relationship(lazy="raise", back_populates="person")

    @property
    def active(self) -> bool:  # type: ignore[override]
        return self.disabled_at is None

    @property
    def has_authenticator(self) -> bool:
        return self.tf_primary_method is not None


class Membership(Model):
    """One role in one town, or the host's role in one network."""

    __tablename__ = "membership"
    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    city_id: Mapped[UUID | None] = mapped_column(ForeignKey("city.id"), index=True)
    network_id: Mapped[UUID | None] = mapped_column(ForeignKey("network.id"), index=True)
    role: Mapped[Role]
    since: Mapped[Moment]

    person: Mapped[Person] = relationship(lazy="raise", back_populates="memberships")
    city: Mapped[City | None] = relationship(lazy="raise")
    network: Mapped[Network | None] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("person_id", "city_id", "role"),
        UniqueConstraint("person_id", "network_id", "role"),
        CheckConstraint("(city_id IS NULL) <> (network_id IS NULL)", name="one_place"),
        CheckConstraint("(role = 'network_host') = (network_id IS NOT NULL)", name="hosts_have_networks"),
    )

    @property
    def place_id(self) -> UUID:
        place = self.city_id or self.network_id
        assert place is not None
        return place


class Passkey(Model, WebAuthnMixin):
    """A passkey, under the name its owner gave it. It verifies its user, so it signs in without a second step."""

    __tablename__ = "passkey"
    id: Mapped[Key]  # type: ignore[assignment]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    transports: Mapped[list[str]] = mapped_column(Json, default=list)
    usage: Mapped[str] = mapped_column(default="first")
    created_at: Mapped[Moment]
    used_at: Mapped[MaybeMoment]

    person: Mapped[Person] = relationship(lazy="raise", back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds the owner."""
        return {"id": self.person_id}


class StaffSession(Model):
    """One browser that is signed in. The cookie carries the token; only its hash is here."""

    __tablename__ = "staff_session"
    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]
    label: Mapped[str] = mapped_column(default="")
    """What its owner calls this browser; we ask it nothing."""


class OneTimeLink(Model):
    """A token that opens one door once. Only its hash is here."""

    __tablename__ = "one_time_link"
    id: Mapped[Key]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[Purpose]
    next_path: Mapped[str] = mapped_column(default="")
    expires_at: Mapped[Moment]
    used_at: Mapped[MaybeMoment]
