"""The directory of a school has groups, whose names are tags that it gave and takes back"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261129_5590"
down_revision = "20261129_5601"


def upgrade() -> None:
    groups = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("communities", sa.Column("directory_groups", groups, nullable=False, server_default="{}"))
    tags = postgresql.ARRAY(sa.Text())
    op.add_column("memberships", sa.Column("directory_tags", tags, nullable=False, server_default="{}"))
    op.add_column("memberships", sa.Column("directory_box", sa.LargeBinary(), nullable=True))
    op.add_column("invitations", sa.Column("directory_box", sa.LargeBinary(), nullable=True))
    for table in ("memberships", "invitations"):
        where = sa.text("directory_box is not null")
        op.create_index(f"ix_{table}_directory", table, ["community_id"], postgresql_where=where)


def downgrade() -> None:
    for table in ("memberships", "invitations"):
        op.drop_index(f"ix_{table}_directory", table)
        op.drop_column(table, "directory_box")
    op.drop_column("memberships", "directory_tags")
    op.drop_column("communities", "directory_groups")
