"""Portraits went on showing stories that were withdrawn: by title, and once they were published anew, as they were

Whatever is published closes a consent and gives another at the same instant; whatever is withdrawn closes one only.
"""

import json

from alembic import op
from sqlalchemy import Connection, text

revision = "20261127_1110"
down_revision = "20261126_1100"
PINNED = """
select pins.portrait_id, pins.edition, pins.story_id, shown.content
from portrait_stories pins
join portrait_editions shown on shown.portrait_id = pins.portrait_id and shown.number = pins.edition
join stories on stories.id = pins.story_id
join editions on editions.story_id = pins.story_id and editions.number = pins.story_edition
where stories.withdrawn_at is not null or exists (
    select from consents ended
    where ended.subject_id = pins.story_id and ended.withdrawn_at >= editions.published_at and not exists (
        select from consents given
        where given.subject_id = ended.subject_id and given.given_at = ended.withdrawn_at
    )
)
limit :size
"""
FORGET = """
with forgotten as (
    update portrait_editions set content = :without, revision = revision + 1
    where portrait_id = :portrait_id and number = :edition and content = :content
    returning portrait_id, number
)
delete from portrait_stories pins using forgotten
where pins.portrait_id = forgotten.portrait_id and pins.edition = forgotten.number and pins.story_id = :story_id
"""  # unless somebody has written it anew meanwhile: then it is looked at again
ACCESS, DISGUISED = "{access}", "\\u007baccess}"


def without(content: str, story_id: str) -> str:
    found = json.loads(content)
    for section in [one for one in found["sections"] if "stories" in one]:
        section["stories"] = [one for one in section["stories"] if one["id"] != story_id]
        if not section["stories"]:
            found["sections"].remove(section)
    written = json.dumps(found, ensure_ascii=False).replace(ACCESS, DISGUISED)
    return written.replace(f'"url": "{DISGUISED}/', f'"url": "{ACCESS}/')


def forget(connection: Connection, size: int) -> int:
    """How many pins were looked at."""
    pins = connection.execute(text(PINNED), {"size": size}).mappings().all()
    for pin in pins:
        changed = {"without": without(pin["content"], str(pin["story_id"]))}
        connection.execute(text(FORGET), dict(pin) | changed)
    return len(pins)


def upgrade() -> None:
    with op.get_context().autocommit_block():
        while forget(op.get_bind(), 500):
            pass


def downgrade() -> None:
    pass
