"""Answers that were sent before: what they show is what their experience says now"""

from migrations.online import in_batches

revision = "20261125_1081"
down_revision = "20261125_1080"
SENT = """
update responses set captured_at = lived.captured_at, shown = jsonb_build_object(
    'title', lived.title,
    'text', lived.text,
    'context', lived.context,
    'lived_at', to_char(
        date_trunc(lived.lived_precision, (lived.lived_at at time zone 'UTC') + lived.east) - lived.east,
        'YYYY-MM-DD"T"HH24:MI:SS"Z"'
    ),
    'lived_precision', lived.lived_precision,
    'utc_offset', lived.utc_offset,
    'skills', to_jsonb(array(
        select jsonb_build_object(
            'id', skills.id, 'framework', frameworks.code, 'code', skills.code, 'labels', skills.labels
        )
        from unnest(lived.skills) with ordinality cited (id, position)
        join skills on skills.id = cited.id
        join frameworks on frameworks.id = skills.framework_id
        order by cited.position
    )),
    'media', to_jsonb(array(
        select jsonb_build_object(
            'id', media.id, 'alt', media.alt, 'caption', media.caption, 'transcript', media.transcript
        )
        from experience_media
        join media on media.id = experience_media.media_id
        where experience_media.experience_id = lived.id
        order by experience_media.position
    ))
)
from (select *, make_interval(mins => utc_offset::integer) as east from experiences) lived
where lived.id = responses.experience_id
    and responses.id in (select id from responses where experience_id is not null and shown is null limit :size)
"""


def upgrade() -> None:
    in_batches(SENT)


def downgrade() -> None:
    pass
