"""Words of portraits are a map by language: no null for a language without words"""

from migrations.online import in_batches

revision = "20261127_4830"
down_revision = "20261127_4930"

# In a string, a quote stands behind a backslash: nothing that a person wrote matches.
NO_WORDS = r"""
    regexp_replace(regexp_replace(regexp_replace({column},
      '\{{"fr": null, "en": null\}}', '{{}}', 'g'),
      '\{{"fr": null, "en": ', '{{"en": ', 'g'),
      ', "en": null\}}', '}}', 'g')
"""
NULLS = r"""
    regexp_replace(regexp_replace(regexp_replace({column},
      '("(headline|about|title|text)": )\{{\}}', '\1{{"fr": null, "en": null}}', 'g'),
      '("(headline|about|title|text)": \{{"fr": "([^"\\]|\\.)*")\}}', '\1, "en": null}}', 'g'),
      '("(headline|about|title|text)": \{{)("en": "([^"\\]|\\.)*"\}})', '\1"fr": null, \3', 'g')
"""
EDITIONS = """
    update portrait_editions as e set content = {content}, card = {card}
    from (
      select e.portrait_id, e.number from portrait_editions as e where e.content <> {content} limit :size
    ) as chosen
    where (e.portrait_id, e.number) = (chosen.portrait_id, chosen.number)
"""
PORTRAITS = """
    update portraits set translations =
      (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(translations) where value <> 'null')
    where id in (select id from portraits where jsonb_path_exists(translations, '$.* ? (@ == null)') limit :size)
"""
PORTRAITS_WITH_NULLS = """
    update portraits set translations = '{"fr": null, "en": null}' || translations
    where id in (
      select id from portraits
      where deleted_at is null and not (jsonb_exists(translations, 'fr') and jsonb_exists(translations, 'en'))
      limit :size
    )
"""


def upgrade() -> None:
    in_batches(PORTRAITS)
    in_batches(_editions(NO_WORDS))


def downgrade() -> None:
    in_batches(_editions(NULLS))
    in_batches(PORTRAITS_WITH_NULLS)


def _editions(replacement: str) -> str:
    return EDITIONS.format(content=replacement.format(column="e.content"), card=replacement.format(column="e.card"))
