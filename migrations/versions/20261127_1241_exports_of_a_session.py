"""An export is fetched as long as the session lives in which it was asked for

Those that were asked for before name no session, and are fetched no more: they are asked for anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1241"
down_revision = "20261127_1240"


def upgrade() -> None:
    op.add_column("exports", sa.Column("session_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("exports", "session_id")
