"""Guests, people without an address in one room; who came into which room; tickets of paper"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5501"
down_revision = "20261129_5561"
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "room_entries",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "room_id", "user_id")),
        sa.Column("name", sa.Text()),
        sa.Column("age_bracket", sa.String(32)),
        sa.Column("claim_mac", sa.LargeBinary()),
        sa.Column("claimed_at", AT),
        sa.Column("entered_at", AT, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{noun}_id"], [f"{noun}s.id"], name=op.f(f"fk_room_entries_{noun}_id_{noun}s"), ondelete="CASCADE"
            )
            for noun in ("room", "user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_entries")),
    )
    for noun in ("room", "user"):
        columns = [f"{noun}_id", "entered_at", "id"]
        op.create_index(f"ix_room_entries_{'_'.join(columns)}", "room_entries", columns)
    op.create_index(
        "ix_room_entries_claim_mac",
        "room_entries",
        ["claim_mac"],
        unique=True,
        postgresql_where=sa.text("claim_mac is not null"),
    )
    op.create_table(
        "room_tickets",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", "room_id")),
        sa.Column("code_mac", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("used_at", AT),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_room_tickets_room_id_rooms"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_tickets")),
        sa.UniqueConstraint("code_mac", name=op.f("uq_room_tickets_code_mac")),
    )
    op.create_index("ix_room_tickets_room_id_id", "room_tickets", ["room_id", "id"])
    op.add_column("users", sa.Column("guest_of", sa.Uuid()))
    op.alter_column("users", "email", nullable=True)
    op.create_foreign_key(
        op.f("fk_users_guest_of_rooms"),
        "users",
        "rooms",
        ["guest_of"],
        ["id"],
        ondelete="CASCADE",
        postgresql_not_valid=True,
    )
    op.create_check_constraint(
        op.f("ck_users_account_or_guest"),
        "users",
        "email is not null or guest_of is not null",
        postgresql_not_valid=True,
    )


def downgrade() -> None:
    op.execute("delete from users where email is null")
    op.drop_constraint(op.f("ck_users_account_or_guest"), "users")
    op.drop_constraint(op.f("fk_users_guest_of_rooms"), "users")
    op.drop_column("users", "guest_of")
    op.alter_column("users", "email", nullable=False)
    op.drop_table("room_tickets")
    op.drop_table("room_entries")
