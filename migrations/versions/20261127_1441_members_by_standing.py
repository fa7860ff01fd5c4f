"""Members by how long they have been there, and accesses by who received and who gave them, are found by indices"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261127_1441"
down_revision = "20261127_1440"
ACTIVE = sa.text("state = 'active'")
LIVE = sa.text("revoked_at is null")


def upgrade() -> None:
    add_index("ix_memberships_standing", "memberships", ["community_id", "joined_at"], postgresql_where=ACTIVE)
    add_index(
        "ix_grants_given",
        "grants",
        ["audience_type", "audience_id", "owner_id", "target_type", "target_id"],
        postgresql_where=LIVE,
    )
    with op.get_context().autocommit_block():
        op.drop_index("ix_grants_audience", if_exists=True, postgresql_concurrently=True)


def downgrade() -> None:
    op.create_index("ix_grants_audience", "grants", ["audience_type", "audience_id"], postgresql_where=LIVE)
    op.drop_index("ix_grants_given", "grants")
    op.drop_index("ix_memberships_standing", "memberships")
