"""Whether a database holds the demonstration."""

from sqlalchemy.orm import Mapped, mapped_column

from storyhub.core.columns import Moment
from storyhub.core.db import Model, db


class DemoStamp(Model):
    """One row in a database that was filled with the demonstration."""

    __tablename__ = "demo_stamp"
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Moment]


def is_demo() -> bool:
    return db.session.get(DemoStamp, "demo") is not None
