"""Search looks up the few words of a query by the index, with a plan that is made once"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1480"
down_revision = "20261127_1471"

# The stems under which the forms of a word are stored: those of the table, and of a French verb in -er the feminine
# participle, of which the stemmer leaves an e when the accents are gone.
ALIKE = """
create or replace function words_alike(language text, plain text) returns table (stem text, alike text[])
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


def upgrade() -> None:
    op.execute(sa.text(ALIKE.replace(":", "\\:")))
    op.execute("alter function word_query set plan_cache_mode = force_generic_plan")


def downgrade() -> None:
    op.execute("alter function word_query reset plan_cache_mode")  # the words found are those that were found before
