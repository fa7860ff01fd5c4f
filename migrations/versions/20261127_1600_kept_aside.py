"""Moments that are kept aside: no suggestion reads them"""

from alembic import op

revision = "20261127_1600"
down_revision = "20261127_1432"


def upgrade() -> None:
    op.execute("alter table experiences add column kept_aside boolean not null default false")


def downgrade() -> None:
    op.drop_column("experiences", "kept_aside")
