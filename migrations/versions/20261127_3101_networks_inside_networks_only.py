"""A network is inside networks only

Who manages one reads what its members answer without a second factor. Those inside a community of another kind are
cohorts from now on: their managers prove who they are.
"""

from migrations.online import in_batches

revision = "20261127_3101"
down_revision = "20261127_3100"
MAKE_COHORTS = """
update communities set kind = 'cohort', version = version + 1, updated_at = now() where id in (
    select inner_one.id from communities as inner_one
    join communities as outer_one on outer_one.id = inner_one.parent_id
    where inner_one.kind = 'network' and outer_one.kind <> 'network' limit :size
)
"""


def upgrade() -> None:
    in_batches(MAKE_COHORTS)


def downgrade() -> None:
    """What they were is not kept."""
