"""What a person keeps is summed up from an index"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261125_1030"
down_revision = "20261125_1020"


def upgrade() -> None:
    kept = sa.text("state <> 'rejected'")
    add_index("ix_media_kept", "media", ["owner_id"], postgresql_include=["size"], postgresql_where=kept)


def downgrade() -> None:
    op.drop_index("ix_media_kept", "media")
