"""Grants of a community are found by an index"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index, validate

revision = "20261129_5541"
down_revision = "20261129_5540"


def upgrade() -> None:
    given = text("community_id is not null")
    add_index("ix_grants_community", "grants", ["community_id", "created_at", "id"], postgresql_where=given)
    for name in ("fk_grants_community_id", "ck_grants_single_giver", "ck_grants_report_of_community"):
        validate("grants", name)


def downgrade() -> None:
    op.drop_index("ix_grants_community", "grants")
