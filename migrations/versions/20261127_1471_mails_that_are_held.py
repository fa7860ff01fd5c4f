"""Mails that quiet hours hold are found when these are over"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261127_1471"
down_revision = "20261127_1470"


def upgrade() -> None:
    add_index("ix_mails_held", "mails", ["due_at"], postgresql_where=sa.text("due_at is not null"))


def downgrade() -> None:
    op.drop_index("ix_mails_held", "mails")
