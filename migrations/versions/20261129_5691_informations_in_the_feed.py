"""Informations that the feed lost with their authors are in it again"""

from alembic import op

from migrations.online import in_batches

revision = "20261129_5691"
down_revision = "20261129_5690"

RELEASE = """
update feed_items set owner_id = null where id in (
    select item.id from informations join feed_items item on item.ref = informations.id
    where item.owner_id is not null limit :size)
"""
RESTORE = """
insert into feed_items (id, community_id, kind, ref, at)
select gen_random_uuid(), community_id, 'information', id, created_at from informations
where not exists (select from feed_items item where item.ref = informations.id) limit :size
on conflict do nothing
"""


def upgrade() -> None:
    in_batches(RELEASE)
    in_batches(RESTORE)


def downgrade() -> None:
    op.execute(
        "update feed_items set owner_id = author_id from informations where informations.id = ref and owner_id is null"
    )
