"""What was agreed to and ended a year ago is found by an index"""

from alembic import op

from migrations.online import add_index

revision = "20261127_1806"
down_revision = "20261127_1805"


def upgrade() -> None:
    add_index("ix_consents_withdrawn_at", "consents", ["withdrawn_at"])


def downgrade() -> None:
    op.drop_index("ix_consents_withdrawn_at", "consents")
