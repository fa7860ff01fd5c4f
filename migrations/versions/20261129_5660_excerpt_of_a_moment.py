"""The beginning of what a moment tells, for its card in a list"""

from alembic import op

revision = "20261129_5660"
down_revision = "20261129_5620"

EXCERPT = """
create function excerpt(said text) returns text
language sql immutable parallel safe
return case when length(said) > 280 then rtrim(left(said, 279)) || '…' else said end
"""


def upgrade() -> None:
    op.execute(EXCERPT)


def downgrade() -> None:
    op.execute("drop function excerpt")
