"""A room is of a programme that exists"""

from alembic import op

revision = "20261129_5503"
down_revision = "20261129_5556"


def upgrade() -> None:
    op.execute("update rooms set programme_id = null where programme_id not in (select id from programmes)")
    op.create_foreign_key(
        op.f("fk_rooms_programme_id_programmes"),
        "rooms",
        "programmes",
        ["programme_id"],
        ["id"],
        ondelete="SET NULL",
        postgresql_not_valid=True,
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_rooms_programme_id_programmes"), "rooms")
