"""Quotes are grants of an answer's words to a report"""

import sqlalchemy as sa
from alembic import op

revision = "20261129_5552"
down_revision = "20261129_5502"
WORDS = sa.String(32)
WHOLE = (
    "(target_type = 'response') = (audience_type = 'report') and (target_type = 'response') = "
    "(excerpt is not null and attribution is not null and reach is not null)"
)


def upgrade() -> None:
    op.add_column("grants", sa.Column("excerpt", sa.Text()))
    for table in ("grants", "grant_requests"):
        op.add_column(table, sa.Column("attribution", WORDS))
        op.add_column(table, sa.Column("attributed_to", sa.Text()))
        op.add_column(table, sa.Column("reach", WORDS))
    op.add_column("grant_requests", sa.Column("report_id", sa.Uuid()))
    op.execute(f"alter table grants add constraint ck_grants_quote_whole check ({WHOLE}) not valid")


def downgrade() -> None:
    op.execute("delete from grants where target_type = 'response'")
    op.execute("delete from grant_requests where report_id is not null")
    op.drop_constraint(op.f("ck_grants_quote_whole"), "grants")
    op.drop_column("grant_requests", "report_id")
    for table in ("grants", "grant_requests"):
        for column in ("attribution", "attributed_to", "reach"):
            op.drop_column(table, column)
    op.drop_column("grants", "excerpt")
