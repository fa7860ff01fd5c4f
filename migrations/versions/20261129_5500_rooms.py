"""Rooms: what people who are together are asked, and the door to it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "20261129_5500"
down_revision = "20261128_5401"
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid()),
        sa.Column("missions", ARRAY(sa.Uuid()), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("code", "born_as")),
        *(sa.Column(name, sa.String(32), nullable=False) for name in ("state", "door", "minors")),
        sa.Column("door_secret", sa.LargeBinary(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("capacity", "people", "version")),
        sa.Column("scene", JSONB(), nullable=False),
        sa.Column("allow_guests", sa.Boolean(), nullable=False),
        *(sa.Column(name, AT) for name in ("opens_at", "ends_at")),
        *(sa.Column(name, AT, nullable=False) for name in ("created_at", "updated_at")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_rooms_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("code", name=op.f("uq_rooms_code")),
    )
    op.create_index("ix_rooms_community_id_created_at_id", "rooms", ["community_id", "created_at", "id"])
    op.create_index(
        "ix_rooms_programme_id", "rooms", ["programme_id"], postgresql_where=sa.text("programme_id is not null")
    )
    op.create_index("ix_rooms_term", "rooms", ["ends_at"], postgresql_where=sa.text("state <> 'planned'"))
    op.create_index(
        "ix_rooms_missions",
        "rooms",
        ["missions"],
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 64},
    )


def downgrade() -> None:
    op.drop_table("rooms")
