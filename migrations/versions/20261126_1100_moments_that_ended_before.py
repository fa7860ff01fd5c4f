"""A moment that was said to be over, and not when it was lived, had the time of its capture: after its end"""

from migrations.online import in_batches

revision = "20261126_1100"
down_revision = "20261125_1091"
LIVED = """
update experiences set lived_at = lived_until,
    lived_on = (lived_until at time zone 'UTC' + make_interval(mins => utc_offset::integer))::date
where id in (select id from experiences where lived_until < lived_at limit :size)
"""


def upgrade() -> None:
    in_batches(LIVED)


def downgrade() -> None:
    pass
