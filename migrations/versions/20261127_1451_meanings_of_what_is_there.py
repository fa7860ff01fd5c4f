"""Experiences that were there before: each is compared by and by"""

from migrations.online import in_batches

revision = "20261127_1451"
down_revision = "20261127_1450"
MARK = """
insert into experience_meanings (experience_id)
select id from experiences as e where not exists (select from experience_meanings where experience_id = e.id)
limit :size
on conflict do nothing
"""


def upgrade() -> None:
    in_batches(MARK)


def downgrade() -> None:
    pass
