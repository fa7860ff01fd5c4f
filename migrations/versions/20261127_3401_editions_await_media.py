"""Editions await media that are on their way, and are completed"""

from alembic import op

revision = "20261127_3401"
down_revision = "20261127_3101"
COPIES = ("edition_media", "portrait_media")


def upgrade() -> None:
    op.execute("alter table editions add column revision bigint not null default 0")
    for table in COPIES:
        op.execute(f"alter table {table} add column awaited_until timestamptz")
        op.execute(f"create index ix_{table}_awaited on {table} (awaited_until) where awaited_until is not null")


def downgrade() -> None:
    for table in COPIES:
        op.drop_column(table, "awaited_until")
    op.drop_column("editions", "revision")
