"""What is not published is open for twelve months at most, and under 15 with a guardian's own agreement to that

Accesses to experiences and talents that had no end, or a later one, end in twelve months. Those that people under 15
gave under a guardian's agreement to share what is published were covered by none: they are taken back. Phones learn of
both with the next change of the access.
"""

from migrations.online import in_batches

revision = "20261127_1700"
down_revision = "20261127_1701"
END = """
update grants set ends_at = now() + interval '12 months' where id in (
    select id from grants where target_type in ('experience', 'experiences', 'talents') and revoked_at is null
    and (ends_at is null or ends_at > now() + interval '12 months') limit :size
)
"""
TAKE_BACK = """
with theirs as (
    select grants.id from grants join users on users.id = grants.owner_id
    where target_type in ('experience', 'experiences', 'talents') and revoked_at is null
    and (ends_at is null or ends_at > now())
    and date_part('year', timezone(users.timezone, now())) - users.birth_year <= 15
    and not exists (
        select from guardianships where person_id = users.id and state = 'active' and 'share_private' = any (acts)
    )
    limit :size
), withdrawn as (
    update consents set withdrawn_at = now() where subject_id in (select id from theirs) and withdrawn_at is null
)
update grants set revoked_at = now() where id in (select id from theirs)
"""


def upgrade() -> None:
    in_batches(END)
    in_batches(TAKE_BACK)


def downgrade() -> None:
    """What was taken back stays so; an end is moved by whoever gave the access."""
