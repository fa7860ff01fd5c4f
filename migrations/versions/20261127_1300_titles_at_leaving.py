"""The title that a mission had when somebody left its community"""

from alembic import op
from sqlalchemy import Column, Text

revision = "20261127_1300"
down_revision = "20261127_1110"


def upgrade() -> None:
    op.add_column("responses", Column("mission_title", Text))


def downgrade() -> None:
    op.drop_column("responses", "mission_title")
