"""Mails keep quiet hours, and are of no use after a while"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1470"
down_revision = "20261127_1322"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    quiet: sa.Column[bool] = sa.Column("keeps_quiet", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    op.add_column("mails", quiet)
    for name in ("due_at", "until"):
        op.add_column("mails", sa.Column(name, INSTANT, nullable=True))


def downgrade() -> None:
    for name in ("until", "due_at", "keeps_quiet"):
        op.drop_column("mails", name)
