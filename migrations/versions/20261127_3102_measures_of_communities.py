"""Operators withdraw or end a community: a measure that is of no single person"""

from alembic import op

revision = "20261127_3102"
down_revision = "20261127_3101"


def upgrade() -> None:
    op.alter_column("measures", "person_id", nullable=True)


def downgrade() -> None:
    op.execute("delete from measures where person_id is null")
    op.execute("delete from reports where target_type = 'community'")
    op.alter_column("measures", "person_id", nullable=False)
