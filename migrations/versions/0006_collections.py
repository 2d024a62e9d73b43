"""collections

Revision ID: 0006
Revises: 0005
"""

from alembic import op
import sqlalchemy as sa

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('collection',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('flagged_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_collection_author_id')),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_collection_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collection')),
    sa.UniqueConstraint('code', name=op.f('uq_collection_code'))
    )
    with op.batch_alter_table('collection', schema=None) as batch_op:
        batch_op.create_index('ix_collection_town', ['city_id', 'state', 'published_at'], unique=False)

    op.create_table('collection_part',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('collection_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=True),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('was_public', sa.Boolean(), nullable=False),
    sa.Column('taken_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['collection_id'], ['collection.id'], name=op.f('fk_collection_part_collection_id')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_collection_part_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_collection_part')),
    sa.UniqueConstraint('collection_id', 'story_id', name=op.f('uq_collection_part_collection_id_story_id'))
    )
    with op.batch_alter_table('collection_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_collection_part_story_id'), ['story_id'], unique=False)

    op.create_table('booklet',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('collection_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('steps_done', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('problem', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_booklet_asked_by_id')),
    sa.ForeignKeyConstraint(['collection_id'], ['collection.id'], name=op.f('fk_booklet_collection_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booklet'))
    )
    with op.batch_alter_table('booklet', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_booklet_collection_id'), ['collection_id'], unique=False)

    op.create_table('booklet_story',
    sa.Column('booklet_id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['booklet_id'], ['booklet.id'], name=op.f('fk_booklet_story_booklet_id')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_booklet_story_story_id')),
    sa.PrimaryKeyConstraint('booklet_id', 'story_id', name=op.f('pk_booklet_story'))
    )
    with op.batch_alter_table('booklet_story', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_booklet_story_story_id'), ['story_id'], unique=False)

    op.create_index(op.f('ix_audit_event_object_id'), 'audit_event', ['object_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_audit_event_object_id'), table_name='audit_event')
    op.drop_table('booklet_story')
    op.drop_table('booklet')
    op.drop_table('collection_part')
    op.drop_table('collection')
