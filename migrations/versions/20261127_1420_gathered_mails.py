"""What many people send to one address waits for one mail of the morning"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1420"
down_revision = "20261127_1616"


def upgrade() -> None:
    op.create_table(
        "gathered_mails",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("sender_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("endorsement_id", sa.Uuid(), sa.ForeignKey("endorsements.id", ondelete="CASCADE")),
        sa.Column("grant_id", sa.Uuid(), sa.ForeignKey("grants.id", ondelete="CASCADE")),
        sa.Column("mailbox_mac", sa.LargeBinary(), nullable=False),
        sa.Column("address_mac", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("guardianship_id", sa.Uuid(), sa.ForeignKey("guardianships.id", ondelete="CASCADE")),
        sa.CheckConstraint("num_nonnulls(endorsement_id, grant_id) = 1", name="ck_gathered_mails_about_one"),
    )
    op.create_index("ix_gathered_mails_due", "gathered_mails", ["due_at"])
    op.create_index("ix_gathered_mails_mailbox", "gathered_mails", ["mailbox_mac", "due_at"])
    op.create_index("ix_gathered_mails_sender_id", "gathered_mails", ["sender_id"])
    for name in ("endorsement", "grant", "guardianship"):
        op.create_index(
            f"ix_gathered_mails_{name}",
            "gathered_mails",
            [f"{name}_id"],
            postgresql_where=sa.text(f"{name}_id is not null"),
        )


def downgrade() -> None:
    op.drop_table("gathered_mails")
