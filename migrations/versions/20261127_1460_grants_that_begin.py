"""What begins is looked for each minute: it is found by when it does"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261127_1460"
down_revision = "20261127_1614"


def upgrade() -> None:
    where = sa.text("starts_at is not null and revoked_at is null")
    add_index("ix_grants_beginning", "grants", ["starts_at"], postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_grants_beginning", "grants")
