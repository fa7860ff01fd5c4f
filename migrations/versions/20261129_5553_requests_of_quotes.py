"""One request for quotes waits per person and report, and none follows a refusal"""

import sqlalchemy as sa
from alembic import op

from migrations.online import add_index, validate

revision = "20261129_5553"
down_revision = "20261129_5552"
TABLE, PENDING = "grant_requests", "uq_grant_requests_pending"


def upgrade() -> None:
    asked = sa.text("report_id is not null and state in ('pending', 'refused')")
    add_index("uq_grant_requests_quotes", TABLE, ["report_id", "owner_id"], unique=True, postgresql_where=asked)
    alone = sa.text("state = 'pending' and report_id is null")
    add_index(PENDING, TABLE, ["owner_id", "requester_id"], unique=True, postgresql_where=alone)
    validate("grants", "ck_grants_quote_whole")


def downgrade() -> None:
    op.drop_index("uq_grant_requests_quotes", TABLE)
    op.execute("delete from grant_requests where report_id is not null")
    op.drop_index(PENDING, TABLE)
    pending = sa.text("state = 'pending'")
    op.create_index(PENDING, TABLE, ["owner_id", "requester_id"], unique=True, postgresql_where=pending)
