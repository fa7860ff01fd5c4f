"""Missions ask for proposals, which may become actions"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "20261129_5520"
down_revision = "20261129_5553"

PLAN = "state in ('selected', 'in_progress', 'done', 'abandoned')"
INSTANT = sa.DateTime(timezone=True)


def _user(name: str, ondelete: str = "SET NULL", *, nullable: bool = True) -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("users.id", ondelete=ondelete), nullable=nullable)


def _proposal(*, primary_key: bool = False) -> sa.Column[UUID]:
    key = sa.ForeignKey("proposals.id", ondelete="CASCADE")
    return sa.Column("proposal_id", sa.Uuid, key, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    op.add_column("missions", sa.Column("revealed_at", INSTANT))
    op.create_table(
        "proposals",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("mission_id", sa.Uuid, sa.ForeignKey("missions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("community_id", sa.Uuid, sa.ForeignKey("communities.id", ondelete="CASCADE"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("themes", ARRAY(sa.Text), nullable=False),
        sa.Column("cites", JSONB, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("merged_into", sa.Uuid, sa.ForeignKey("proposals.id", ondelete="SET NULL")),
        _user("owner_id"),
        sa.Column("structure_id", sa.Uuid, sa.ForeignKey("communities.id", ondelete="SET NULL")),
        sa.Column("owner_name", sa.Text),
        sa.Column("accepted_at", INSTANT),
        sa.Column("due_on", sa.Date),
        sa.Column("progress", sa.BigInteger, nullable=False),
        sa.Column("cost_cents", sa.BigInteger),
        sa.Column("is_outside_ballot", sa.Boolean, nullable=False),
        sa.Column("submitted_at", INSTANT),
        sa.Column("selected_at", INSTANT),
        sa.Column("reminded_on", sa.Date),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("born_as", sa.Text, nullable=False),
        sa.Index("ix_proposals_mission", "mission_id", "created_at", "id"),
        sa.Index("ix_proposals_mission_state", "mission_id", "state", "created_at", "id"),
        sa.Index("ix_proposals_plan", "community_id", "selected_at", "id", postgresql_where=sa.text(PLAN)),
        sa.Index("ix_proposals_community_id", "community_id"),
        sa.Index("ix_proposals_merged", "merged_into", postgresql_where=sa.text("merged_into is not null")),
        sa.Index("ix_proposals_owner", "owner_id", postgresql_where=sa.text("owner_id is not null")),
        sa.Index("ix_proposals_structure", "structure_id", postgresql_where=sa.text("structure_id is not null")),
        sa.Index("ix_proposals_due", "due_on", postgresql_where=sa.text("state in ('selected', 'in_progress')")),
    )
    op.create_table(
        "proposal_authors",
        _proposal(primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("joined_at", INSTANT),
        sa.Index("ix_proposal_authors_mine", "user_id", "proposal_id"),
    )
    op.create_table(
        "proposal_agreements",
        _proposal(primary_key=True),
        sa.Column("candidate_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("author_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("agreed_at", INSTANT, nullable=False),
        sa.Index("ix_proposal_agreements_candidate_id", "candidate_id"),
        sa.Index("ix_proposal_agreements_author_id", "author_id"),
    )
    op.create_table(
        "proposal_notes",
        sa.Column("id", sa.Uuid, primary_key=True),
        _proposal(),
        _user("author_id"),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("progress", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Index("ix_proposal_notes_proposal_id_noted_at", "proposal_id", "noted_at"),
        sa.Index("ix_proposal_notes_author_id", "author_id"),
    )


def downgrade() -> None:
    for table in ("proposal_notes", "proposal_agreements", "proposal_authors", "proposals"):
        op.drop_table(table)
    op.drop_column("missions", "revealed_at")
