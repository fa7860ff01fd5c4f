"""Who read before is named as today"""

from migrations.online import in_batches

revision = "20261127_1613"
down_revision = "20261127_1612"
NAME = """
update access_events set reader_name = users.display_name from users
where users.id = access_events.reader_id and access_events.id in (
    select nameless.id from access_events nameless join users there on there.id = nameless.reader_id
    where nameless.reader_name is null and there.display_name is not null
    limit :size
)
"""


def upgrade() -> None:
    in_batches(NAME)


def downgrade() -> None:
    pass
