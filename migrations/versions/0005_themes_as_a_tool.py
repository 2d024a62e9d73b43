"""themes as a working tool

Revision ID: 0005
Revises: 0004
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    with op.batch_alter_table('city', schema=None) as batch_op:
        batch_op.add_column(sa.Column('figures', JSON, nullable=False, server_default='{}'))
    with op.batch_alter_table('theme', schema=None) as batch_op:
        batch_op.add_column(sa.Column('other_names', JSON, nullable=False, server_default='{}'))

    op.create_table('theme_move',
    sa.Column('change_id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('took_old', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['change_id'], ['theme_change.id'], name=op.f('fk_theme_move_change_id')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_theme_move_story_id')),
    sa.PrimaryKeyConstraint('change_id', 'story_id', name=op.f('pk_theme_move'))
    )
    with op.batch_alter_table('theme_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_theme_move_story_id'), ['story_id'], unique=False)


def downgrade() -> None:
    op.drop_table('theme_move')
    with op.batch_alter_table('theme', schema=None) as batch_op:
        batch_op.drop_column('other_names')
    with op.batch_alter_table('city', schema=None) as batch_op:
        batch_op.drop_column('figures')
