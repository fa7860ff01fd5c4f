"""That something was read stays known when who read it is gone"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1060"
down_revision = "20261125_1040"
NAME = "fk_access_events_reader_id"


def upgrade() -> None:
    op.alter_column("access_events", "reader_id", existing_type=sa.Uuid(), nullable=True)
    op.drop_constraint(op.f(NAME), "access_events")
    op.create_foreign_key(
        op.f(NAME), "access_events", "users", ["reader_id"], ["id"], ondelete="SET NULL", postgresql_not_valid=True
    )


def downgrade() -> None:
    op.execute("delete from access_events where reader_id is null")
    op.drop_constraint(op.f(NAME), "access_events")
    op.create_foreign_key(op.f(NAME), "access_events", "users", ["reader_id"], ["id"], ondelete="CASCADE")
    op.alter_column("access_events", "reader_id", existing_type=sa.Uuid(), nullable=False)
