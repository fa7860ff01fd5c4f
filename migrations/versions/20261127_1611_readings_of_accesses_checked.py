"""Through which access it was read: the reference is checked beside the work"""

from migrations.online import validate

revision = "20261127_1611"
down_revision = "20261127_1610"


def upgrade() -> None:
    validate("access_events", "fk_access_events_grant_id")


def downgrade() -> None:
    pass
