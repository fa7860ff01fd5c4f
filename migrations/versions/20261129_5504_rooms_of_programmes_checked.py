"""Rooms of before are of programmes that exist"""

from migrations.online import validate

revision = "20261129_5504"
down_revision = "20261129_5503"


def upgrade() -> None:
    validate("rooms", "fk_rooms_programme_id_programmes")


def downgrade() -> None:
    pass
