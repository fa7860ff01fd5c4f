"""Changes of some types, and hidings that were appealed, are found by indexes, built beside the work"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261127_4960"
down_revision = "20261127_4931"


def upgrade() -> None:
    add_index("ix_changes_user_id_type_seq", "changes", ["user_id", "type", "seq"])
    waits = text("appeal is not null and reviewed_at is null")
    add_index("ix_hidings_appealed", "hidings", ["owner_id", "hidden_at", "id"], postgresql_where=waits)


def downgrade() -> None:
    op.drop_index("ix_hidings_appealed", "hidings")
    op.drop_index("ix_changes_user_id_type_seq", "changes")
