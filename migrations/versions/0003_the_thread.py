"""the thread

Revision ID: 0003
Revises: 0002
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('archive_edition',
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('mark', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_archive_edition_city_id')),
    sa.PrimaryKeyConstraint('city_id', name=op.f('pk_archive_edition'))
    )
    op.create_table('archive_unindexed',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('object_id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_archive_unindexed_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_archive_unindexed')),
    sa.UniqueConstraint('source', 'object_id', name=op.f('uq_archive_unindexed_source_object_id'))
    )
    op.create_table('entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('network_id', sa.Uuid(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(length=24), nullable=False),
    sa.Column('audience', sa.String(length=24), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('what_happened', sa.String(), nullable=False),
    sa.Column('so_what', sa.String(), nullable=False),
    sa.Column('now_what', sa.String(), nullable=False),
    sa.Column('missing_voice', sa.String(), nullable=False),
    sa.Column('confidence', sa.String(length=24), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_from', sa.String(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('flagged_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_entry_author_id')),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_entry_city_id')),
    sa.ForeignKeyConstraint(['network_id'], ['network.id'], name=op.f('fk_entry_network_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('code', name=op.f('uq_entry_code'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index('ix_entry_author', ['author_id', 'state'], unique=False)
        batch_op.create_index('ix_entry_town', ['city_id', 'state', 'state_since'], unique=False)

    op.create_table('hide_reason',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('label', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_hide_reason_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hide_reason')),
    sa.UniqueConstraint('city_id', 'slug', name=op.f('uq_hide_reason_city_id_slug'))
    )
    op.create_table('settings_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('area', sa.String(length=24), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_settings_version_city_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_settings_version')),
    sa.UniqueConstraint('city_id', 'number', name=op.f('uq_settings_version_city_id_number'))
    )
    op.create_table('entry_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_event_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_event'))
    )
    with op.batch_alter_table('entry_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_event_entry_id'), ['entry_id'], unique=False)

    op.create_table('entry_notice',
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('turn', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_notice_entry_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_entry_notice_person_id')),
    sa.PrimaryKeyConstraint('entry_id', 'person_id', 'turn', name=op.f('pk_entry_notice'))
    )
    op.create_table('entry_theme',
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('theme_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_theme_entry_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_entry_theme_theme_id')),
    sa.PrimaryKeyConstraint('entry_id', 'theme_id', name=op.f('pk_entry_theme'))
    )
    with op.batch_alter_table('entry_theme', schema=None) as batch_op:
        batch_op.create_index('ix_entry_theme_theme_id', ['theme_id'], unique=False)

    op.create_table('entry_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_version_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_version')),
    sa.UniqueConstraint('entry_id', 'number', name=op.f('uq_entry_version_entry_id_number'))
    )
    op.create_table('feedback',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('heard', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('did', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('did_not', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('audience', sa.String(length=24), nullable=True),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_feedback_author_id')),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_feedback_city_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_feedback_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('code', name=op.f('uq_feedback_code'))
    )
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feedback_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index('ix_feedback_town', ['city_id', 'sent_at'], unique=False)

    op.create_table('feedback_theme',
    sa.Column('feedback_id', sa.Uuid(), nullable=False),
    sa.Column('theme_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['feedback_id'], ['feedback.id'], name=op.f('fk_feedback_theme_feedback_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_feedback_theme_theme_id')),
    sa.PrimaryKeyConstraint('feedback_id', 'theme_id', name=op.f('pk_feedback_theme'))
    )
    with op.batch_alter_table('feedback_theme', schema=None) as batch_op:
        batch_op.create_index('ix_feedback_theme_theme_id', ['theme_id'], unique=False)

    op.create_table('theme_change',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('theme_id', sa.Uuid(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('details', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_theme_change_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme_change'))
    )
    with op.batch_alter_table('theme_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_theme_change_theme_id'), ['theme_id'], unique=False)

    op.create_table('delivery',
    sa.Column('feedback_id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('was_useful', sa.Boolean(), nullable=True),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['feedback_id'], ['feedback.id'], name=op.f('fk_delivery_feedback_id')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_delivery_story_id')),
    sa.PrimaryKeyConstraint('feedback_id', 'story_id', name=op.f('pk_delivery'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_story_id'), ['story_id'], unique=False)

    op.create_table('evidence',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('story_version', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('stance', sa.String(length=24), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('quote', sa.String(), nullable=False),
    sa.Column('quote_start', sa.Integer(), nullable=True),
    sa.Column('quote_end', sa.Integer(), nullable=True),
    sa.Column('quote_prefix', sa.String(), nullable=False),
    sa.Column('quote_suffix', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lost_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_evidence_entry_id')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_evidence_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('entry_id', 'story_id', name=op.f('uq_evidence_entry_id_story_id'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_story_id'), ['story_id'], unique=False)

    op.create_table('mask',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('exact', sa.String(), nullable=False),
    sa.Column('what', sa.String(length=24), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('objection', sa.String(), nullable=False),
    sa.Column('objected_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_mask_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mask'))
    )
    with op.batch_alter_table('mask', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mask_story_id'), ['story_id'], unique=False)
        batch_op.create_index('ix_mask_objected', ['objected_at'], unique=False)

    op.create_table('message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_message_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_story_id'), ['story_id'], unique=False)
        batch_op.create_index('ix_message_unread', ['actor_id', 'read_at', 'story_id'], unique=False)

    op.create_table('presence',
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_presence_story_id')),
    sa.PrimaryKeyConstraint('story_id', 'person_id', name=op.f('pk_presence'))
    )
    op.create_table('remark',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_remark_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark'))
    )
    with op.batch_alter_table('remark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remark_story_id'), ['story_id'], unique=False)

    op.create_table('story_use',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('object_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_story_use_city_id')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_story_use_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_story_use')),
    sa.UniqueConstraint('story_id', 'kind', 'object_id', name=op.f('uq_story_use_story_id_kind_object_id'))
    )
    with op.batch_alter_table('story_use', schema=None) as batch_op:
        batch_op.create_index('ix_story_use_object', ['kind', 'object_id'], unique=False)
        batch_op.create_index('ix_story_use_town', ['city_id', 'kind', 'at'], unique=False)

    op.create_table('translation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_translation_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation'))
    )
    with op.batch_alter_table('translation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_translation_story_id'), ['story_id'], unique=False)

    op.add_column('city', sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('city', sa.Column('moderation', sa.String(length=24), nullable=False, server_default='before'))
    op.add_column('city', sa.Column('new_versions_at_once', sa.Boolean(), nullable=False, server_default=sa.false()))

    op.add_column('help_line', sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('help_line', sa.Column('checked_by', sa.Uuid(), nullable=True))

    with op.batch_alter_table('consent_wording', schema=None) as batch_op:
        batch_op.add_column(sa.Column('city_id', sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f('ix_consent_wording_city_id'), ['city_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_consent_wording_city_id'), 'city', ['city_id'], ['id'])

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lookup', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('told_of', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_contact_lookup'), ['lookup'], unique=False)

    op.add_column('district', sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))

    op.add_column('photo', sa.Column('blurred_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('photo', sa.Column('told_alt', sa.String(), nullable=True))

    op.add_column('story', sa.Column('told_place', sa.String(), nullable=True))
    op.add_column('story', sa.Column('content_note', sa.String(), nullable=False, server_default=''))
    op.add_column('story', sa.Column('content_note_language', sa.String(), nullable=False, server_default=''))
    op.add_column('story', sa.Column('likeness', sa.String(), nullable=False, server_default=''))
    op.add_column('story', sa.Column('unread_since', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_story_unread', 'story', ['city_id', 'unread_since'])
    op.add_column('story', sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
    op.drop_index('ix_story_queue', 'story')
    op.add_column('story', sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        'ix_story_desk', 'story',
        ['city_id', 'state', 'state_since', 'id', 'queue_mark', 'language', 'is_young', 'is_sensitive', 'asked_at'],
    )

    op.add_column('story_version', sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('story_version', sa.Column('set_aside_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_story_version_waiting', 'story_version', ['shown_at', 'set_aside_at', 'number', 'story_id'])

    op.add_column('report', sa.Column('settled_by', sa.Uuid(), nullable=True))
    op.add_column('report', sa.Column('answer', sa.String(), nullable=False, server_default=''))
    op.create_index('ix_report_open', 'report', ['settled_at', 'story_id'])

    op.create_table('look_alike',
    sa.Column('story_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['story.id'], name=op.f('fk_look_alike_other_id')),
    sa.ForeignKeyConstraint(['story_id'], ['story.id'], name=op.f('fk_look_alike_story_id')),
    sa.PrimaryKeyConstraint('story_id', 'other_id', 'by', name=op.f('pk_look_alike'))
    )
    op.create_index('ix_look_alike_other_id', 'look_alike', ['other_id'])
    op.create_table('desk_digest',
    sa.Column('city_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['city.id'], name=op.f('fk_desk_digest_city_id')),
    sa.PrimaryKeyConstraint('city_id', 'day', name=op.f('pk_desk_digest'))
    )

    with op.batch_alter_table('theme', schema=None) as batch_op:
        batch_op.add_column(sa.Column('city_id', sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f('ix_theme_city_id'), ['city_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_theme_city_id'), 'city', ['city_id'], ['id'])

    # The towns that are there are open, as they were.
    op.execute("UPDATE city SET opened_at = CURRENT_TIMESTAMP")
    _make_trail('entry_event')


def _make_trail(table: str) -> None:
    """Its rows are added and never changed, as in 0002."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'a trail only grows'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION a_trail_only_grows()"
    )


def downgrade() -> None:
    with op.batch_alter_table('theme', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_theme_city_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_theme_city_id'))
        batch_op.drop_column('city_id')

    op.drop_table('desk_digest')
    op.drop_table('look_alike')
    op.drop_index('ix_report_open', 'report')
    op.drop_column('report', 'answer')
    op.drop_column('report', 'settled_by')
    op.drop_index('ix_story_version_waiting', 'story_version')
    op.drop_column('story_version', 'set_aside_at')
    op.drop_column('story_version', 'shown_at')

    op.drop_index('ix_story_desk', 'story')
    op.create_index('ix_story_queue', 'story', ['city_id', 'state', 'queue_mark', 'told_at'])
    op.drop_column('story', 'answered_at')
    op.drop_column('story', 'asked_at')
    op.drop_index('ix_story_unread', 'story')
    op.drop_column('story', 'unread_since')
    op.drop_column('story', 'likeness')
    op.drop_column('story', 'content_note_language')
    op.drop_column('story', 'content_note')
    op.drop_column('story', 'told_place')

    op.drop_column('photo', 'told_alt')
    op.drop_column('photo', 'blurred_at')

    op.drop_column('district', 'retired_at')

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_lookup'))
        batch_op.drop_column('told_of')
        batch_op.drop_column('lookup')

    with op.batch_alter_table('consent_wording', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_consent_wording_city_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_consent_wording_city_id'))
        batch_op.drop_column('city_id')

    op.drop_column('help_line', 'checked_by')
    op.drop_column('help_line', 'checked_at')

    op.drop_column('city', 'new_versions_at_once')
    op.drop_column('city', 'moderation')
    op.drop_column('city', 'opened_at')

    with op.batch_alter_table('translation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_translation_story_id'))

    op.drop_table('translation')
    with op.batch_alter_table('story_use', schema=None) as batch_op:
        batch_op.drop_index('ix_story_use_town')
        batch_op.drop_index('ix_story_use_object')

    op.drop_table('story_use')
    with op.batch_alter_table('remark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_remark_story_id'))

    op.drop_table('remark')
    op.drop_table('presence')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_story_id'))

    op.drop_table('message')
    with op.batch_alter_table('mask', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mask_story_id'))

    op.drop_table('mask')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_story_id'))

    op.drop_table('evidence')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_story_id'))

    op.drop_table('delivery')
    with op.batch_alter_table('theme_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_theme_change_theme_id'))

    op.drop_table('theme_change')
    with op.batch_alter_table('feedback_theme', schema=None) as batch_op:
        batch_op.drop_index('ix_feedback_theme_theme_id')

    op.drop_table('feedback_theme')
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_index('ix_feedback_town')
        batch_op.drop_index(batch_op.f('ix_feedback_entry_id'))

    op.drop_table('feedback')
    op.drop_table('entry_version')
    with op.batch_alter_table('entry_theme', schema=None) as batch_op:
        batch_op.drop_index('ix_entry_theme_theme_id')

    op.drop_table('entry_theme')
    op.drop_table('entry_notice')
    with op.batch_alter_table('entry_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_event_entry_id'))

    op.drop_table('entry_event')
    op.drop_table('settings_version')
    op.drop_table('hide_reason')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index('ix_entry_town')
        batch_op.drop_index('ix_entry_author')

    op.drop_table('entry')
    op.drop_table('archive_unindexed')
    op.drop_table('archive_edition')
