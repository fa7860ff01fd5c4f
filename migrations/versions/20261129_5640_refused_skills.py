"""A skill that a person said no to is not proposed again, on whatever device."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "20261129_5640"
down_revision = "20261129_5600"
TABLES = ("experiences", "users")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(
            table, sa.Column("refused_skills", ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False)
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "refused_skills")
