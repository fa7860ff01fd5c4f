"""Those who left before: the title they read until now is the last one they read"""

from migrations.online import in_batches

revision = "20261127_1301"
down_revision = "20261127_1300"
FREEZE = """
update responses set mission_title = missions.title from missions
where missions.id = responses.mission_id and responses.id in (
    select gone.id from responses gone join missions there on there.id = gone.mission_id
    where gone.mission_title is null and not exists (
        select from memberships here
        where here.community_id = there.community_id and here.user_id = gone.user_id and here.state = 'active'
    )
    limit :size
)
"""


def upgrade() -> None:
    in_batches(FREEZE)


def downgrade() -> None:
    pass
