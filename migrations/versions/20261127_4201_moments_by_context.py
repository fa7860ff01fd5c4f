"""Moments are found by context, also those that have none"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261127_4201"
down_revision = "20261127_4200"
COLUMNS = ["owner_id", "context", "lived_at", "id"]
NEW, OLD = "ix_experiences_contexts", "ix_experiences_context"


def upgrade() -> None:
    add_index(NEW, "experiences", COLUMNS, postgresql_where=sa.text("trashed_at is null"))
    with op.get_context().autocommit_block():
        op.drop_index(OLD, if_exists=True, postgresql_concurrently=True)


def downgrade() -> None:
    op.create_index(OLD, "experiences", COLUMNS, postgresql_where=sa.text("trashed_at is null and context is not null"))
    op.drop_index(NEW, "experiences")
