"""People who are blocked are listed; those who were not named stay unnamed"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5650"
down_revision = "20261129_5660"


def upgrade() -> None:
    op.create_table(
        "blocked_people",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("is_named", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], ["users.id"], name=op.f(f"fk_blocked_people_{column}_users"), ondelete="CASCADE"
            )
            for column in ("user_id", "person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocked_people")),
        sa.UniqueConstraint(
            "person_id", "user_id", "is_named", name=op.f("uq_blocked_people_person_id_user_id_is_named")
        ),
    )
    op.create_index(op.f("ix_blocked_people_user_id_created_at_id"), "blocked_people", ["user_id", "created_at", "id"])
    op.execute(
        "insert into blocked_people (user_id, person_id, created_at) "
        "select user_id, asker_id, created_at from exchange_refusals"
    )
    op.drop_table("exchange_refusals")


def downgrade() -> None:
    op.create_table(
        "exchange_refusals",
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("asker_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Index("ix_exchange_refusals_asker_id", "asker_id"),
    )
    op.execute(
        "insert into exchange_refusals (user_id, asker_id, created_at) "
        "select user_id, person_id, min(created_at) from blocked_people group by user_id, person_id"
    )
    op.drop_table("blocked_people")
