"""Lists are in the order in which things were made, which no edit moves; lists of one state or role have an index"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261127_1280"
down_revision = "20261127_1210"
KEPT = sa.text("deleted_at is null")


def upgrade() -> None:
    add_index("ix_talents_list", "talents", ["user_id", "created_at", "skill_id"])
    add_index("ix_journals_newest", "journals", ["owner_id", "created_at", "id"], postgresql_where=KEPT)
    add_index("ix_portraits_newest", "portraits", ["owner_id", "created_at", "id"], postgresql_where=KEPT)
    add_index("ix_memberships_list_state", "memberships", ["community_id", "state", "created_at", "user_id"])
    add_index("ix_memberships_list_role", "memberships", ["community_id", "role", "created_at", "user_id"])
    add_index("ix_responses_board", "responses", ["mission_id", "state", "user_id"])
    with op.get_context().autocommit_block():
        op.drop_index("ix_talents_user_id_updated_at_skill_id", if_exists=True, postgresql_concurrently=True)
        op.drop_index("ix_journals_list", if_exists=True, postgresql_concurrently=True)
        op.drop_index("ix_portraits_list", if_exists=True, postgresql_concurrently=True)


def downgrade() -> None:
    op.create_index("ix_portraits_list", "portraits", ["owner_id", "updated_at", "id"], postgresql_where=KEPT)
    op.create_index("ix_journals_list", "journals", ["owner_id", "updated_at", "id"], postgresql_where=KEPT)
    op.create_index("ix_talents_user_id_updated_at_skill_id", "talents", ["user_id", "updated_at", "skill_id"])
    for name, table in (
        ("ix_responses_board", "responses"),
        ("ix_memberships_list_role", "memberships"),
        ("ix_memberships_list_state", "memberships"),
        ("ix_portraits_newest", "portraits"),
        ("ix_journals_newest", "journals"),
        ("ix_talents_list", "talents"),
    ):
        op.drop_index(name, table)
