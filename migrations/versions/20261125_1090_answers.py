"""What was answered under an idempotency key, where nothing can be read again"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_1090"
down_revision = "20261125_1081"


def upgrade() -> None:
    op.add_column("idempotency_keys", sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    op.drop_column("idempotency_keys", "answer")
