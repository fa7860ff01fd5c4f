"""The last day on which an account was used; all begin today"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1618"
down_revision = "20261127_1617"


def upgrade() -> None:
    day = sa.Column("last_active_on", sa.Date(), nullable=False, server_default=sa.text("current_date"))
    op.add_column("users", day)
    op.add_column("users", sa.Column("inactive_warned_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "inactive_warned_at")
    op.drop_column("users", "last_active_on")
