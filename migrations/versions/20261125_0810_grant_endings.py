"""Grants that came from a request, and those about to end, are found by an index"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index, validate

revision = "20261125_0810"
down_revision = "20261125_0800"
ENDING = sa.text("reminded_at is null and revoked_at is null")


def upgrade() -> None:
    validate("grants", "fk_grants_request_id")
    add_index("ix_grants_request", "grants", ["request_id"], postgresql_where=sa.text("request_id is not null"))
    add_index("ix_grants_ending", "grants", ["ends_at"], postgresql_where=ENDING)


def downgrade() -> None:
    op.drop_index("ix_grants_ending", "grants")
    op.drop_index("ix_grants_request", "grants")
