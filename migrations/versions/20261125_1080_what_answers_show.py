"""What an answer shows of its experience, and when that was captured: as it was sent"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261125_1080"
down_revision = "20261125_1071"


def upgrade() -> None:
    op.add_column(
        "responses", sa.Column("shown", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True)
    )
    op.add_column("responses", sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("responses", "captured_at")
    op.drop_column("responses", "shown")
