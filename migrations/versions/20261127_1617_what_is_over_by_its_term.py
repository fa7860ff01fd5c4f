"""What is over is found by when it ended"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261127_1617"
down_revision = "20261127_1600"
INDEXES = {
    "ix_grants_revoked": ("grants", "revoked_at", "revoked_at is not null"),
    "ix_grants_ended": ("grants", "ends_at", "ends_at is not null"),
    "ix_grant_requests_answered": ("grant_requests", "updated_at", "state <> 'pending'"),
    "ix_memberships_ended": ("memberships", "ended_at", "ended_at is not null"),
    "ix_flags_decided": ("flags", "decided_at", "decided_at is not null"),
    "ix_hidings_lifted": ("hidings", "lifted_at", "lifted_at is not null"),
}


def upgrade() -> None:
    add_index("ix_guardianships_asked_at", "guardianships", ["asked_at"])
    for name, (table, column, where) in INDEXES.items():
        add_index(name, table, [column], postgresql_where=text(where))


def downgrade() -> None:
    op.drop_index("ix_guardianships_asked_at", "guardianships")
    for name, (table, _, _) in INDEXES.items():
        op.drop_index(name, table)
