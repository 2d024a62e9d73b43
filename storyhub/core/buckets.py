"""Token buckets in the database: how much comes from one place, without knowing which place it is.

The key is an HMAC of a network prefix under a salt that lives in memory only and changes every day.
"""

import hashlib
import hmac
import os
import secrets
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from storyhub.core import clock
from storyhub.core.columns import Moment
from storyhub.core.db import Model, db, transaction

SALT = "STORYHUB_BUCKET_SALT"


class TokenBucket(Model):
    """Tokens left under a key; below zero it counts how far over it has gone."""

    __tablename__ = "token_bucket"
    key: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    filled_at: Mapped[Moment]


def make_salt() -> str:
    """A fresh salt for the processes that inherit this one's environment."""
    return secrets.token_hex(32)


_own_salt = make_salt()


def place_key(address: str | None, day: date | None = None) -> str:
    """A key for the network an address belongs to (/24 or /56), good for one day and one run of the server."""
    try:
        parsed = ip_address(address or "")
        prefix = str(ip_network(f"{parsed}/{24 if parsed.version == 4 else 56}", strict=False))
    except ValueError:
        prefix = "unknown"
    salt = os.environ.get(SALT, _own_salt)
    message = f"{day or clock.now().date()}\x1f{prefix}"
    return "place:" + hmac.new(salt.encode(), message.encode(), hashlib.sha256).hexdigest()[:32]


def take(key: str, *, capacity: int, per: timedelta) -> float:
    """Take one token from a bucket that refills `capacity` tokens over `per`.

    Returns what is left: below zero the bucket was already empty. Never refuses; the caller decides.
    """
    now = clock.now()
    with transaction() as session:
        bucket = session.get(TokenBucket, key, with_for_update=True) or _new_bucket(session, key, capacity, now)
        bucket.tokens = _refilled(bucket, now, capacity, per) - 1
        bucket.filled_at = now
        return bucket.tokens


def _new_bucket(session: Session, key: str, capacity: int, now: datetime) -> TokenBucket:
    """A full one, or on PostgreSQL the one that somebody else makes at this very moment."""
    try:
        with session.begin_nested():
            bucket = TokenBucket(key=key, tokens=float(capacity), filled_at=now)
            session.add(bucket)
    except IntegrityError:
        return session.get_one(TokenBucket, key, with_for_update=True)
    return bucket


def level(key: str, *, capacity: int, per: timedelta) -> float:
    """What is in the bucket, taking nothing."""
    bucket = db.session.get(TokenBucket, key)
    return float(capacity) if bucket is None else _refilled(bucket, clock.now(), capacity, per)


def _refilled(bucket: TokenBucket, now: datetime, capacity: int, per: timedelta) -> float:
    passed = max((now - bucket.filled_at).total_seconds(), 0.0)
    return min(float(capacity), bucket.tokens + capacity * passed / per.total_seconds())


def sweep_buckets() -> None:
    """Buckets that nobody touched for a day are full again, and their keys mean nothing any more."""
    with transaction() as session:
        session.execute(delete(TokenBucket).where(TokenBucket.filled_at < clock.now() - timedelta(days=1)))
