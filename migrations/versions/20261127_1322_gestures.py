"""Skills keep the words of people who do them, for suggestions; `migrate` loads those of our frameworks"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261127_1322"
down_revision = "20261127_1280"


def upgrade() -> None:
    op.add_column("skills", sa.Column("gestures", postgresql.JSONB(), server_default="{}", nullable=False))
    op.add_column("skill_names", sa.Column("is_gesture", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.drop_column("skill_names", "is_gesture")
    op.drop_column("skills", "gestures")
