"""What was written in blanks alone is nothing: no text is blank any more, and what is read again must pass as it is"""

from migrations.online import in_batches

revision = "20261125_1071"
down_revision = "20261125_1070"
BLANK = r"~ '^[\s\u00A0\u2000-\u200A\u202F\u205F\u3000]*$'"


def nothing(*columns: str) -> str:
    return ", ".join(f"{column} = case when {column} {BLANK} then null else {column} end" for column in columns)


def told(column: str) -> str:
    kept = f"select one from unnest({column}) with ordinality as said(one, n) where not one {BLANK} order by n"  # noqa: S608
    return f"{column} = array({kept})"


def blank(*columns: str) -> str:
    return " or ".join(f"{column} {BLANK}" for column in columns)


EXPERIENCES = f"""
update experiences set {nothing("title", "text")}, {told("people")}, {told("tags")},
    place = case when place->>'label' {BLANK} then null else place end,
    reflection = (select jsonb_object_agg(key, case when value {BLANK} then null else value end)
        from jsonb_each_text(reflection))
where id in (select id from experiences where {blank("title", "text", "place->>'label'")}
    or exists (select from unnest(people || tags) as one where one {BLANK})
    or exists (select from jsonb_each_text(reflection) where value {BLANK}) limit :size)
"""  # noqa: S608
JOURNALS = f"""
update journals set {nothing("summary")},
    title = case when not title {BLANK} then title when language = 'en' then 'Untitled' else 'Sans titre' end,
    blocks = coalesce((select jsonb_agg(block
            || case when block->>'attribution' {BLANK} then '{{"attribution": null}}' else jsonb '{{}}' end
            || case when block->>'caption' {BLANK} then '{{"caption": null}}' else jsonb '{{}}' end order by n)
        from jsonb_array_elements(blocks) with ordinality as placed(block, n)
        where (block->>'text' {BLANK}) is not true), '[]')
where id in (select id from journals where {blank("title", "summary")} or exists (
    select from jsonb_array_elements(blocks) as block
    where {blank("block->>'text'", "block->>'attribution'", "block->>'caption'")}) limit :size)
"""  # noqa: S608
MEDIA = f"""
update media set {nothing("alt", "caption", "transcript")}
where id in (select id from media where {blank("alt", "caption", "transcript")} limit :size)
"""  # noqa: S608


def upgrade() -> None:
    for update in (EXPERIENCES, JOURNALS, MEDIA):
        in_batches(update)


def downgrade() -> None:
    pass
