"""Communities, memberships, invitations"""

import sqlalchemy as sa
from alembic import op

revision = "20261125_0200"
down_revision = "20261125_0100"

ROLE = sa.Enum("member", "facilitator", "manager", name="role", native_enum=False, length=32)


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "trade",
                "school",
                "cohort",
                "organisation",
                "territory",
                "network",
                "committee",
                name="communitykind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), sa.Computed("plain_words(name)", persisted=True), nullable=False),
        sa.Column("charter", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum("secret", "listed", "public", name="visibility", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "join_policy",
            sa.Enum("open", "request", "invite", name="joinpolicy", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("weekly_notification_cap", sa.BigInteger(), nullable=False),
        sa.Column("k_min", sa.BigInteger(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("born_as", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["communities.id"], name=op.f("fk_communities_parent_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
    )
    op.create_index(
        "ix_communities_list",
        "communities",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_index(
        "ix_communities_parent",
        "communities",
        ["parent_id"],
        unique=False,
        postgresql_where=sa.text("parent_id is not null"),
    )
    op.create_index(
        "ix_communities_plain",
        "communities",
        ["plain"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"plain": "gin_trgm_ops"},
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("role", ROLE, nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("max_uses", sa.BigInteger(), nullable=True),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("mailed", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_invitations_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_invitations_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_mac", name=op.f("uq_invitations_code_mac")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitations_token_digest")),
    )
    op.create_index(
        op.f("ix_invitations_community_id_created_at_id"),
        "invitations",
        ["community_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_invitations_created_by"), "invitations", ["created_by"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("role", ROLE, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "active",
                "left",
                "removed",
                "refused",
                name="membershipstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("tags", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("show_talents", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("barred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_memberships_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_memberships_invitation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("community_id", "user_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_invitation_id"), "memberships", ["invitation_id"], unique=False)
    op.create_index("ix_memberships_list", "memberships", ["community_id", "created_at", "user_id"], unique=False)
    op.create_index("ix_memberships_mine", "memberships", ["user_id", "state", "community_id"], unique=False)
    op.create_index("ix_memberships_state", "memberships", ["community_id", "state", "role"], unique=False)


def downgrade() -> None:
    op.drop_table("memberships")
    op.drop_table("invitations")
    op.drop_table("communities")
