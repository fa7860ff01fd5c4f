"""One experience is a target type of its own, and a whole collection is named and ends.

An experience was granted, read and commented on as `experiences` with an id; `story` and `portrait` without an id asked
for all of them. Accesses to all talents or experiences that had no end, or a later one, end in twelve months: both
sides are reminded a week before. Phones learn of it with the next change of the access.
"""

from alembic import op

from migrations.online import in_batches, validate

revision = "20261127_1240"
down_revision = "20261127_1340"
RENAME = """
update {table} set target_type = '{new}' where id in (
    select id from {table} where target_type = '{old}' and target_id is not null limit :size
)
"""
TABLES = ("grants", "access_events", "comments")
END = """
update grants set ends_at = now() + interval '366 days' where id in (
    select id from grants
    where target_type in ('talents', 'experiences') and revoked_at is null
    and (ends_at is null or ends_at > now() + interval '366 days') limit :size
)
"""
RENAME_ASKED = """
update grant_requests set targets = (
    select jsonb_agg(
        case
            when target->>'id' is null and target->>'type' = 'story' then target || '{"type": "stories"}'
            when target->>'id' is null and target->>'type' = 'portrait' then target || '{"type": "portraits"}'
            when target->>'id' is not null and target->>'type' = 'experiences' then target || '{"type": "experience"}'
            else target
        end
        order by place
    ) from jsonb_array_elements(targets) with ordinality as listed(target, place)
) where id in (
    select id from grant_requests where exists (
        select from jsonb_array_elements(targets) as target
        where (target->>'id' is null and target->>'type' in ('story', 'portrait'))
        or (target->>'id' is not null and target->>'type' = 'experiences')
    ) limit :size
)
"""
RESTORE_ASKED = """
update grant_requests set targets = replace(replace(replace(
    targets::text, '"stories"', '"story"'), '"portraits"', '"portrait"'), '"experience"', '"experiences"')::jsonb
where id in (
    select id from grant_requests
    where targets::text ~ '"(stories|portraits|experience)"' limit :size
)
"""
NAMED = "target_id is not null or target_type in ('talents', 'experiences')"


def upgrade() -> None:
    op.execute(f"alter table grants add constraint ck_grants_target_named check ({NAMED}) not valid")
    for table in TABLES:
        in_batches(RENAME.format(table=table, old="experiences", new="experience"))
    in_batches(RENAME_ASKED)
    in_batches(END)
    validate("grants", "ck_grants_target_named")


def downgrade() -> None:
    for table in TABLES:
        in_batches(RENAME.format(table=table, old="experience", new="experiences"))
    in_batches(RESTORE_ASKED)
    op.execute("alter table grants drop constraint ck_grants_target_named")
