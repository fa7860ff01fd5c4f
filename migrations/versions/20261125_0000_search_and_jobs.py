"""Words that find each other in French and English whatever their accents; pgqueuer's tables, in their own schema."""

from alembic import op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

from app.adapters.queue import NAMES

revision = "20261125_0000"
down_revision = None

CONFIGURATIONS = [
    f"""
    create text search configuration {language}_plain (copy = {language});
    alter text search configuration {language}_plain
      alter mapping for hword, hword_part, word with unaccent, {language}_stem
    """
    for language in ("french", "english")
]
# Marked immutable, which the configurations above and a named dictionary are: a generated column wants it.
FUNCTIONS = """
create function experience_search(title text, body text, place jsonb, people text[], reflection jsonb, tags text[])
returns tsvector language sql immutable parallel safe as $$
  select to_tsvector('public.french_plain', words) || to_tsvector('public.english_plain', words)
  from (select concat_ws(' ', title, body, place->>'label', array_to_string(people, ' '), reflection->>'did',
    reflection->>'learned', reflection->>'next', array_to_string(tags, ' ')) as words) as told
$$;
create function experience_query(words text) returns tsquery language sql immutable parallel safe as $$
  select websearch_to_tsquery('public.french_plain', words) || websearch_to_tsquery('public.english_plain', words)
$$;
create function plain_words(words text) returns text language sql immutable parallel safe as $$
  select trim(regexp_replace(lower(unaccent('public.unaccent', words)), '[^a-z0-9+#]+', ' ', 'g'))
$$
"""


def upgrade() -> None:
    for extension in ("unaccent", "btree_gin", "pg_trgm"):
        op.execute(f"create extension if not exists {extension}")
    install = QueryBuilderEnvironment(NAMES).build_install_query()
    for script in (*CONFIGURATIONS, FUNCTIONS, install):
        # Many statements at once, which only the driver itself takes.
        op.get_bind().connection.dbapi_connection.run_async(lambda driver, script=script: driver.execute(script))  # type: ignore[union-attr]


def downgrade() -> None:
    op.execute("drop schema jobs cascade")
    op.execute("drop function plain_words, experience_query, experience_search")
    for language in ("french", "english"):
        op.execute(f"drop text search configuration {language}_plain")
