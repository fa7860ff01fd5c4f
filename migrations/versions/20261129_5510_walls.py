"""Walls: links to what is live in a room"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5510"
down_revision = "20261129_5531"
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "walls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("revoked_at", AT),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_walls_room_id_rooms"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walls")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_walls_token_digest")),
    )
    op.create_index(op.f("ix_walls_room_id"), "walls", ["room_id"])


def downgrade() -> None:
    op.drop_table("walls")
