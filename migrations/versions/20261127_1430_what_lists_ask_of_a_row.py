"""A moment knows whether it shows media; a grant, how often it was read and up to when that is counted"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1430"
down_revision = "20261127_1420"
# An index is built where no schema but PostgreSQL's own is searched: the function names the others'.
PLAIN_WORDS = """
create or replace function plain_words(words text) returns text language sql immutable parallel safe as $$
  select trim(regexp_replace(lower({schema}unaccent('public.unaccent', words)), '[^a-z0-9+#]+', ' ', 'g'))
$$
"""


def upgrade() -> None:
    op.execute(PLAIN_WORDS.format(schema="public."))
    has_media: sa.Column[bool] = sa.Column("has_media", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    op.add_column("experiences", has_media)
    op.add_column("grants", sa.Column("views_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("grants", "views_until")
    op.drop_column("experiences", "has_media")
    op.execute(PLAIN_WORDS.format(schema=""))
