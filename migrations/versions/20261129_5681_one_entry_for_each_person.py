"""A person has one entry in a room"""

from alembic import op

from migrations.online import add_index

revision = "20261129_5681"
down_revision = "20261129_5680"


def upgrade() -> None:
    add_index("ix_room_entries_person", "room_entries", ["room_id", "user_id"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_room_entries_person", "room_entries")
