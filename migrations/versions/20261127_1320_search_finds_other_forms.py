"""Search finds other forms of a word, and what is said of media

Words are looked up when somebody searches, and not when they are written: what is stored stays as it is, and a capture
costs what it did.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1320"
down_revision = "20261127_1301"

LANGUAGE = sa.Enum("fr", "en", name="locale", native_enum=False, length=32)
MEDIA_SEARCH = """
create function media_search(alt text, caption text, transcript text) returns tsvector
language sql immutable parallel safe as $$
  select to_tsvector('public.french_plain', words) || to_tsvector('public.english_plain', words)
  from (select concat_ws(' ', alt, caption, transcript) as words) as media
$$
"""
WORD_STEMS = """
create or replace function word_stems(language text, plain text) returns text[]
language sql stable parallel safe as $$
  with words as (
    select word, min(n) as n,
      case language when 'fr' then 'french_stem'::regdictionary else 'english_stem' end as dictionary
    from string_to_table(plain, ' ') with ordinality as words(word, n) group by word
  ), stems as (
    select stem, n
    from words, unnest(ts_lexize(dictionary, coalesce(
      (select min(f.lemma) from public.word_forms as f
        where f.language = word_stems.language and f.form = word and not f.ambiguous),
      case language when 'fr' then regexp_replace(word, 'ee(s?)$', 'e\\1') else word end))) as stem
    where ts_lexize(dictionary, word) <> '{}'
  )
  select coalesce(array_agg(stem order by n), '{}') from (
    select case language when 'fr' then regexp_replace(stem, '([aou])y$', '\\1i') else stem end as stem, min(n) as n
    from stems group by 1
  ) as distinct_stems
$$
"""
WORD_STEMS_BEFORE = """
create or replace function word_stems(language text, plain text) returns text[]
language sql immutable parallel safe as $$
  select coalesce(array_agg(stem order by first), '{}') from (
    select stem, min(n) as first from string_to_table(plain, ' ') with ordinality as one(word, n),
      unnest(ts_lexize(
        case language when 'fr' then 'french_stem'::regdictionary else 'english_stem' end, word)) as stem
    group by stem
  ) as told
$$
"""
# The stems under which the forms of a word are stored: those of the table, and of a French verb in -er the feminine
# participle, of which the stemmer leaves an e when the accents are gone.
ALIKE = """
create function words_alike(language text, plain text) returns table (stem text, alike text[])
language sql stable parallel safe as $$
  with words as (
    select distinct word,
      case language when 'fr' then 'french_stem'::regdictionary else 'english_stem' end as dictionary
    from unnest(string_to_array(plain, ' ')) as word
  ), known as (
    select word, dictionary, f.lemma from words, lateral (
      select lemma from public.word_forms
      where language = words_alike.language and form = word and not ambiguous offset 0) as f
  ), forms as (
    select k.word, k.dictionary, f.form from known as k, lateral (
      select form from public.word_forms
      where language = words_alike.language and lemma = k.lemma offset 0) as f
    union all
    select word, dictionary, base || ending
    from words, unnest(public.word_stems('fr', word)) as verb,
      unnest(array[verb, regexp_replace(verb, '([aou])i$', '\\1y')]) as base, unnest(array['er', 'ee']) as ending
    where language = 'fr' and word ~ '^.{3,}(er|ees?|es?|ent|ons|ez|ai|ais|ait|aient|ant|a|era|erai|eront)$'
      and word not in (select word from known)
      and (select count(*) from public.word_forms as f where f.language = 'fr' and f.form = base || ending) = 0
  )
  select (ts_lexize(w.dictionary, w.word))[1],
    array_agg(distinct one) || array_agg(distinct (ts_lexize(w.dictionary, w.word))[1])
  from words as w join forms as f using (word), unnest(ts_lexize(f.dictionary, f.form)) as one
  where (ts_lexize(w.dictionary, w.word))[1] is not null
  group by 1
$$
"""
WORD_QUERY = """
create function word_query(words text) returns tsquery
language plpgsql stable parallel safe as $$
declare
  plain constant text := public.plain_words(words);
  french tsquery := websearch_to_tsquery('public.french_plain', words);
  english tsquery := websearch_to_tsquery('public.english_plain', words);
  known record;
begin
  for known in select * from public.words_alike('fr', plain) loop
    french := ts_rewrite(french, quote_literal(known.stem)::tsquery,
      (select string_agg(quote_literal(one), '|') from unnest(known.alike) as one)::tsquery);
  end loop;
  for known in select * from public.words_alike('en', plain) loop
    english := ts_rewrite(english, quote_literal(known.stem)::tsquery,
      (select string_agg(quote_literal(one), '|') from unnest(known.alike) as one)::tsquery);
  end loop;
  return french || english;
end
$$
"""
# Any word that a query wants: those that it does not want are left out.
ANY_WORD = """
create function any_word(query tsquery) returns tsquery language sql immutable parallel safe as $$
  select regexp_replace(nullif(nullif(querytree(query), 'T'), ''), '<[-0-9]+>|&', '|', 'g')::tsquery
$$
"""


def upgrade() -> None:
    op.create_table(
        "word_forms",
        sa.Column("language", LANGUAGE, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("lemma", sa.Text(), nullable=False),
        sa.Column("ambiguous", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("language", "form", "lemma", name=op.f("pk_word_forms")),
    )
    op.create_index(op.f("ix_word_forms_language_lemma"), "word_forms", ["language", "lemma"])
    for function in (MEDIA_SEARCH, WORD_STEMS, ALIKE, WORD_QUERY, ANY_WORD):
        op.execute(sa.text(function.replace(":", "\\:")))
    op.execute("alter function word_query set plan_cache_mode = force_generic_plan")


def downgrade() -> None:
    op.execute("drop function any_word, word_query, words_alike, media_search")
    op.execute(sa.text(WORD_STEMS_BEFORE.replace(":", "\\:")))
    op.drop_table("word_forms")
