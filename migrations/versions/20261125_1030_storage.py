"""What a person keeps is summed up from an index"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1030"
down_revision = "20261125_1020"


def upgrade() -> None:
    op.execute("set lock_timeout = '5s'")
    kept = sa.text("state <> 'rejected'")
    op.create_index("ix_media_kept", "media", ["owner_id"], postgresql_include=["size"], postgresql_where=kept)


def downgrade() -> None:
    op.drop_index("ix_media_kept", "media")
