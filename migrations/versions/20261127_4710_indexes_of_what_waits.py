"""What waits is found by indexes, built beside the work"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261127_4710"
down_revision = "20261127_4201"
INDEXES = (
    ("ix_memberships_waiting", "memberships", ["lapses_at"], "state = 'requested'"),
    ("ix_flags_open", "flags", ["created_at"], "decided_at is null"),
    ("ix_media_proposed_words", "media", ["updated_at", "id"], "transcription = 'proposed'"),
)


def upgrade() -> None:
    for name, table, columns, condition in INDEXES:
        add_index(name, table, columns, postgresql_where=text(condition))


def downgrade() -> None:
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table)
