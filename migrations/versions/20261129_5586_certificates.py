"""Events say whether who was there gets a certificate"""

from alembic import op

revision = "20261129_5586"
down_revision = "20261129_5581"


def upgrade() -> None:
    op.execute(
        """update missions set form = form || '{"certificate": false}'
        where kind = 'event' and not form ? 'certificate'"""
    )


def downgrade() -> None:
    op.execute("update missions set form = form - 'certificate' where kind = 'event'")
