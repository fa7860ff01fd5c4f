"""Informations show pictures"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5601"
down_revision = "20261129_5640"


def upgrade() -> None:
    op.create_table(
        "information_media",
        sa.Column("information_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("media_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["information_id"],
            ["informations.id"],
            name=op.f("fk_information_media_information_id_informations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["media_id"], ["media.id"], name=op.f("fk_information_media_media_id_media"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("information_id", "position", name=op.f("pk_information_media")),
    )
    op.create_index(op.f("ix_information_media_media_id"), "information_media", ["media_id"])


def downgrade() -> None:
    op.drop_table("information_media")
