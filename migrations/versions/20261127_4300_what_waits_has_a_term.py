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


def downgrade() -> None:
    for column in ("reminded_at", "lapses_at"):
        op.drop_column("memberships", column)
