"""Organisations are found by an index, built beside the work"""

from alembic import op
from sqlalchemy import text

from migrations.online import add_index

revision = "20261127_4601"
down_revision = "20261127_4600"


def upgrade() -> None:
    add_index(
        "ix_experiences_organisation",
        "experiences",
        ["owner_id", text("media_search(organisation, null, null)")],
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 64},
        postgresql_where=text("organisation is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_experiences_organisation", "experiences")
