"""Templates of programmes: ours, and those that an installation imported"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261129_5532"
down_revision = "20261129_5520"


def upgrade() -> None:
    op.create_table(
        "programme_templates",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("of_installation", sa.Boolean, nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("programme_templates")
