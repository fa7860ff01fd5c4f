"""Openings of links are found by their day"""

from alembic import op

from migrations.online import add_index

revision = "20261127_1616"
down_revision = "20261127_1615"


def upgrade() -> None:
    add_index("ix_link_days_day", "link_days", ["day"])


def downgrade() -> None:
    op.drop_index("ix_link_days_day", "link_days")
