"""Requests, flags and proposals that nobody answers end"""

from alembic import op

revision = "20261127_4300"
down_revision = "20261127_4601"


def upgrade() -> None:
    op.execute("alter table memberships add column lapses_at timestamptz, add column reminded_at timestamptz")
    op.execute(
        "update memberships set lapses_at = greatest(updated_at + interval '90 days', now() + interval '15 days') "
        "where state = 'requested'"
    )
    op.execute("create index ix_memberships_waiting on memberships (lapses_at) where state = 'requested'")
    op.execute("create index ix_flags_open on flags (created_at) where decided_at is null")
    op.execute("create index ix_media_proposed_words on media (updated_at, id) where transcription = 'proposed'")


def downgrade() -> None:
    for index in ("ix_media_proposed_words", "ix_flags_open"):
        op.drop_index(index)
    for column in ("reminded_at", "lapses_at"):
        op.drop_column("memberships", column)
