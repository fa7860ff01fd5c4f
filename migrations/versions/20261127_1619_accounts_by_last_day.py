"""Accounts are found by the last day on which they were used"""

from alembic import op

from migrations.online import add_index

revision = "20261127_1619"
down_revision = "20261127_1618"


def upgrade() -> None:
    add_index("ix_users_last_active_on", "users", ["last_active_on"])


def downgrade() -> None:
    op.drop_index("ix_users_last_active_on", "users")
