"""Secret addresses of calendars"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_5300"
down_revision = "20261128_5330"


def upgrade() -> None:
    op.create_table(
        "calendars",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "user_id", "session_id")),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_read_on", sa.Date()),
        *(
            sa.ForeignKeyConstraint(
                [f"{noun}_id"], [f"{noun}s.id"], name=op.f(f"fk_calendars_{noun}_id_{noun}s"), ondelete="CASCADE"
            )
            for noun in ("user", "session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        *(sa.UniqueConstraint(column, name=op.f(f"uq_calendars_{column}")) for column in ("user_id", "token_digest")),
    )
    op.create_index(op.f("ix_calendars_session_id"), "calendars", ["session_id"])


def downgrade() -> None:
    op.drop_table("calendars")
