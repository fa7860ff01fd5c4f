"""Who read stays known, as they were named then, for a year after they left"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1610"
down_revision = "20261127_1441"
READER, GRANT = "fk_access_events_reader_id", "fk_access_events_grant_id"


def upgrade() -> None:
    op.create_table(
        "departed_readers",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("address_mac", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_departed_readers")),
    )
    op.create_index("ix_departed_readers_address_mac", "departed_readers", ["address_mac"])
    op.create_index("ix_departed_readers_left_at", "departed_readers", ["left_at"])
    op.add_column("access_events", sa.Column("reader_name", sa.Text(), nullable=True))
    op.drop_constraint(op.f(READER), "access_events")
    op.drop_constraint(op.f(GRANT), "access_events")
    op.create_foreign_key(
        op.f(GRANT), "access_events", "grants", ["grant_id"], ["id"], ondelete="SET NULL", postgresql_not_valid=True
    )


def downgrade() -> None:
    op.drop_constraint(op.f(GRANT), "access_events")
    op.create_foreign_key(op.f(GRANT), "access_events", "grants", ["grant_id"], ["id"], ondelete="CASCADE")
    op.execute(
        "update access_events set reader_id = null where reader_id is not null "
        "and not exists (select from users where users.id = reader_id)"
    )
    op.create_foreign_key(op.f(READER), "access_events", "users", ["reader_id"], ["id"], ondelete="SET NULL")
    op.drop_column("access_events", "reader_name")
    op.drop_table("departed_readers")
