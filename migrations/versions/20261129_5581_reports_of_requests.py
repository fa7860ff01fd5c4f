"""The reports that requests for quotes name are checked, and found by an index"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index, validate

revision = "20261129_5581"
down_revision = "20261129_5580"
TABLE, INDEX = "grant_requests", "ix_grant_requests_report"


def upgrade() -> None:
    add_index(INDEX, TABLE, ["report_id"], postgresql_where=sa.text("report_id is not null"))
    validate(TABLE, "fk_grant_requests_report_id")


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
