"""Addresses that want no more mails of a person"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_1091"
down_revision = "20261125_1090"


def upgrade() -> None:
    op.create_table(
        "sender_refusals",
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("address_mac", sa.LargeBinary(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["users.id"], name=op.f("fk_sender_refusals_sender_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sender_id", "address_mac", name=op.f("pk_sender_refusals")),
    )


def downgrade() -> None:
    op.drop_table("sender_refusals")
