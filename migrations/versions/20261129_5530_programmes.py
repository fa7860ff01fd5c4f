"""Programmes: missions in order, with a team"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "20261129_5530"
down_revision = "20261129_5551"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "programmes",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("community_id", sa.Uuid, sa.ForeignKey("communities.id", ondelete="CASCADE"), nullable=False),
        sa.Column("template", JSONB),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("summary", sa.Text),
        sa.Column("sector", sa.Text),
        sa.Column("territory", sa.Text),
        sa.Column("publics", ARRAY(sa.Text), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date),
        sa.Column("budget", JSONB),
        sa.Column("visibility", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("started_at", TIME),
        sa.Column("ended_at", TIME),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("born_as", sa.Text, nullable=False),
        sa.Index("ix_programmes_community", "community_id", "starts_on", "id"),
        sa.Index("ix_programmes_state", "community_id", "state", "starts_on", "id"),
    )
    op.create_table(
        "programme_members",
        sa.Column("programme_id", sa.Uuid, sa.ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Index("ix_programme_members_user_id", "user_id"),
    )
    op.add_column("missions", sa.Column("programme_id", sa.Uuid, sa.ForeignKey("programmes.id", ondelete="SET NULL")))
    op.add_column("missions", sa.Column("position", sa.BigInteger))
    op.add_column("missions", sa.Column("opens_after", JSONB))


def downgrade() -> None:
    for column in ("opens_after", "position", "programme_id"):
        op.drop_column("missions", column)
    op.drop_table("programme_members")
    op.drop_table("programmes")
