"""Places in communities that are kept until a guardian answers"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1410"
down_revision = "20261127_1473"


def upgrade() -> None:
    op.create_table(
        "kept_places",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_kept_places_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_kept_places_invitation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_kept_places_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "community_id", name=op.f("pk_kept_places")),
    )
    op.create_index("ix_kept_places_list", "kept_places", ["person_id", "kept_at", "community_id"])
    for column in ("community_id", "invitation_id", "until"):
        op.create_index(f"ix_kept_places_{column}", "kept_places", [column])


def downgrade() -> None:
    op.drop_table("kept_places")
