"""Exchanges are listed by who asks"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261129_5563"
down_revision = "20261129_5562"


def upgrade() -> None:
    condition = text("asker_id is not null")
    add_index("ix_missions_asker", "missions", ["asker_id", "created_at", "id"], postgresql_where=condition)


def downgrade() -> None:
    op.drop_index("ix_missions_asker", "missions")
