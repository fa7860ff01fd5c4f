"""Who read what: the reference is checked beside the work"""

from migrations.online import validate

revision = "20261125_1061"
down_revision = "20261125_1060"


def upgrade() -> None:
    validate("access_events", "fk_access_events_reader_id")


def downgrade() -> None:
    pass
