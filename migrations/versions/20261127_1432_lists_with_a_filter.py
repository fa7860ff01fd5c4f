"""A list with a filter has an index in its order, or one that finds the few rows which fit"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index

revision = "20261127_1432"
down_revision = "20261127_1431"
GIN: dict[str, object] = {"postgresql_using": "gin"}
NAME: Any = sa.literal_column("(' ' || plain_words(coalesce(display_name, '')))").label("plain")
KEPT = "trashed_at is null"
MADE: dict[str, tuple[str, list[str], dict[str, object]]] = {
    "ix_experiences_context": (
        "experiences",
        ["owner_id", "context", "lived_at", "id"],
        {"postgresql_where": sa.text(f"{KEPT} and context is not null")},
    ),
    "ix_experiences_media": (
        "experiences",
        ["owner_id", "has_media", "lived_at", "id"],
        {"postgresql_where": sa.text(KEPT)},
    ),
    "ix_experiences_incomplete": (
        "experiences",
        ["owner_id", "lived_at", "id"],
        {"postgresql_where": sa.text(f"{KEPT} and completeness < 60")},
    ),
    "ix_experiences_found": ("experiences", ["owner_id", "search", "tags", "skills"], GIN),
    "ix_memberships_tags": (
        "memberships",
        ["community_id", "tags"],
        GIN | {"postgresql_where": sa.text("tags <> '{}'")},
    ),
    "ix_users_name": ("users", [NAME], GIN | {"postgresql_ops": {"plain": "gin_trgm_ops"}}),
    "ix_media_list_kind": ("media", ["owner_id", "kind", "created_at", "id"], {}),
    "ix_media_list_state": ("media", ["owner_id", "state", "created_at", "id"], {}),
    "ix_grants_list_target": ("grants", ["owner_id", "target_type", "created_at", "id"], {}),
    "ix_access_events_grant": ("access_events", ["grant_id", "at", "id"], {}),
    "ix_comments_received_type": ("comments", ["owner_id", "target_type", "created_at", "id"], {}),
    "ix_flags_reporter": ("flags", ["reporter_id", "created_at", "id"], {}),
    "ix_flags_community_state": ("flags", ["community_id", "state", "created_at", "id"], {}),
    "ix_communities_kind": (
        "communities",
        ["kind", "created_at", "id"],
        {"postgresql_where": sa.text("closed_at is null")},
    ),
    "ix_responses_to_do": (
        "responses",
        ["user_id", "assigned_at", "id"],
        {"postgresql_where": sa.text("state in ('assigned', 'seen', 'reclaimed', 'returned')")},
    ),
    "ix_responses_standing": (
        "responses",
        ["user_id", "submitted_at", "id"],
        {"postgresql_where": sa.text("state in ('submitted', 'returned', 'accepted')")},
    ),
}


def upgrade() -> None:
    for name, (table, columns, how) in MADE.items():
        add_index(name, table, columns, **how)
    with op.get_context().autocommit_block():
        op.drop_index("ix_experiences_search", if_exists=True, postgresql_concurrently=True)
        op.drop_index("ix_memberships_state", if_exists=True, postgresql_concurrently=True)
        op.drop_index("ix_access_events_grant_id_at", if_exists=True, postgresql_concurrently=True)


def downgrade() -> None:
    op.create_index("ix_access_events_grant_id_at", "access_events", ["grant_id", "at"])
    op.create_index("ix_memberships_state", "memberships", ["community_id", "state", "role"])
    op.create_index("ix_experiences_search", "experiences", ["owner_id", "search"], postgresql_using="gin")
    for name, (table, _, _) in reversed(MADE.items()):
        op.drop_index(name, table)
