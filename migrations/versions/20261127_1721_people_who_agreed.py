"""First names of the people who are said to agree to an edition"""

from alembic import op

revision = "20261127_1721"
down_revision = "20261127_1720"
TABLES = ("editions", "portrait_editions")


def upgrade() -> None:
    for table in TABLES:
        op.execute(f"alter table {table} add column people text[] not null default '{{}}'")


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "people")
