"""What a second voice says of the language of a told text."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UNGUESSED = sa.text("guessed_language IS NULL")


def upgrade() -> None:
    op.add_column("story_version", sa.Column("guessed_language", sa.String(), nullable=True))
    op.add_column("story_version", sa.Column("guessed_probability", sa.Double(), nullable=True))
    op.create_index(
        "ix_story_version_unguessed",
        "story_version",
        ["at"],
        sqlite_where=UNGUESSED,
        postgresql_where=UNGUESSED,
    )


def downgrade() -> None:
    op.drop_index("ix_story_version_unguessed", "story_version")
    op.drop_column("story_version", "guessed_probability")
    op.drop_column("story_version", "guessed_language")
