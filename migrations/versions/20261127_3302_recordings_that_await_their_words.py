"""Recordings that wait for their words are found by an index, built beside the work"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261127_3302"
down_revision = "20261127_3301"


def upgrade() -> None:
    add_index(
        "ix_media_awaiting_words",
        "media",
        ["created_at", "id"],
        postgresql_where=text("transcription = 'awaited'"),
    )


def downgrade() -> None:
    op.drop_index("ix_media_awaiting_words", "media")
