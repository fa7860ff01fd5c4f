"""What waits for a guardian is found by their agreement, and each agreement is there"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index, validate

revision = "20261127_1702"
down_revision = "20261127_1701"


def upgrade() -> None:
    present = text("guardianship_id is not null")
    add_index("ix_gathered_mails_guardianship", "gathered_mails", ["guardianship_id"], postgresql_where=present)
    validate("gathered_mails", "fk_gathered_mails_guardianship_id")


def downgrade() -> None:
    op.drop_index("ix_gathered_mails_guardianship", "gathered_mails")
