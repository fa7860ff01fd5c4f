"""What is said of media is found by an index, built beside the work"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261127_1321"
down_revision = "20261127_1320"


def upgrade() -> None:
    add_index(
        "ix_media_search",
        "media",
        ["owner_id", text("media_search(alt, caption, transcript)")],
        postgresql_using="gin",
        postgresql_where=text("num_nonnulls(alt, caption, transcript) > 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_media_search", "media")
