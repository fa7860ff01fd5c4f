"""Requests for quotes name a report that is there"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5580"
down_revision = "20261129_5564"
TABLE, KEY = "grant_requests", "fk_grant_requests_report_id"


def upgrade() -> None:
    requests, reports = sa.table(TABLE, sa.column("report_id")), sa.table("programme_reports", sa.column("id"))
    is_there = sa.exists().where(reports.c.id == requests.c.report_id)
    op.execute(sa.delete(requests).where(requests.c.report_id.is_not(None), ~is_there))
    op.execute(
        f"alter table {TABLE} add constraint {KEY} foreign key (report_id) references programme_reports (id) "
        "on delete cascade not valid"
    )


def downgrade() -> None:
    op.drop_constraint(op.f(KEY), TABLE, type_="foreignkey")
