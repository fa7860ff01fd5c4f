"""Entries of a room from one source are counted by an index"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261202_5730"
down_revision = "20261202_5720"


def upgrade() -> None:
    where = sa.text("source_mac is not null")
    add_index("ix_room_entries_room_id_source_mac", "room_entries", ["room_id", "source_mac"], postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_room_entries_room_id_source_mac", "room_entries")
