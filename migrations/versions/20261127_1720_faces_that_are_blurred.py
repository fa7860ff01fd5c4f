"""Parts of photos that no variant shows"""

from alembic import op

revision = "20261127_1720"
down_revision = "20261127_1710"


def upgrade() -> None:
    op.execute("alter table media add column blurred jsonb not null default '[]'")


def downgrade() -> None:
    op.drop_column("media", "blurred")
