"""What was there before gets its ready JSON: the trigger writes it, a batch at a time"""

from alembic import op

from migrations.online import in_batches, validate

revision = "20261127_4871"
down_revision = "20261127_4870"


def upgrade() -> None:
    for table in ("media", "skills"):
        in_batches(f"""
            update {table} set id = id
            where id in (select id from {table} where summary is null limit :size)
        """)  # noqa: S608
        validate(table, "summary_kept")
        with op.get_context().autocommit_block():
            op.execute(f"alter table {table} alter column summary set not null")  # the constraint proves it: no scan
            op.execute(f"alter table {table} drop constraint summary_kept")


def downgrade() -> None:
    for table in ("media", "skills"):
        op.execute(f"alter table {table} alter column summary drop not null")
