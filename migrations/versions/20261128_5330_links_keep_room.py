"""A link that is opened is written beside its former row, which its indexes then need not be told"""

from alembic import op

revision = "20261128_5330"
down_revision = "20261127_4960"


def upgrade() -> None:
    op.execute("alter table grants set (fillfactor = 85)")
    op.execute("alter table link_days set (fillfactor = 85)")


def downgrade() -> None:
    op.execute("alter table link_days reset (fillfactor)")
    op.execute("alter table grants reset (fillfactor)")
