"""A person's preferences, as one document that is replaced as a whole."""

import json
from uuid import UUID

from sqlalchemy import Text, bindparam, delete, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import ME
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.projections import Json, SingleProjection, build, many, shape
from app.core.uow import Reading, UnitOfWork
from app.models.communities import Community
from app.models.notification_preferences import NotificationPreference
from app.models.notifications import Inbox, Rhythm
from app.policies.communities import readable_by
from app.policies.notification_preferences import DEFAULTS
from app.policies.sessions import SIGNED_IN
from app.schemas.notification_preferences import PreferenceRead, PreferencesWrite

Preference = NotificationPreference
UNKNOWN = Words("communauté inconnue")
_DEFAULTS = json.dumps([{"type": kind, **choice._asdict()} for kind, choice in DEFAULTS.items()])
PREFERENCES = SingleProjection(
    SIGNED_IN,
    build(
        {
            "rhythm": func.coalesce(
                select(Inbox.rhythm).where(Inbox.user_id == ME.id).scalar_subquery(),
                literal_column(f"'{Rhythm.DAILY}'"),
            ),
            "rules": many(
                shape(Preference, PreferenceRead),
                Preference.user_id == ME.id,
                order_by=func.row(Preference.community_id, Preference.type),
            ),
            "defaults": literal_column(f"'{_DEFAULTS}'::json"),
            "web_push_key": bindparam("key", type_=Text()),
        }
    ),
    literal_column("1"),
)


async def get(reading: Reading) -> Json:
    preferences = await PREFERENCES.get(reading, key=reading.runtime.keys.push_public_key)
    return preferences.json


async def put(uow: UnitOfWork, data: PreferencesWrite) -> Json:
    """Like other settings of one's own it takes no If-Match. What is on its way keeps to it already."""
    await _take_turns(uow, data.rhythm)
    await _check_communities(uow, data)
    await uow.session.execute(delete(Preference).where(Preference.user_id == uow.actor.id))
    rows = [{"id": uuid7(), "user_id": uow.actor.id, **rule.model_dump()} for rule in data.rules]
    if rows:
        await uow.session.execute(insert(Preference), rows)
    return (await PREFERENCES.show(uow, key=uow.runtime.keys.push_public_key)).json


async def _take_turns(uow: UnitOfWork, rhythm: Rhythm) -> None:
    """Lock the inbox: of two concurrent documents, one is kept whole."""
    statement = insert(Inbox).values(user_id=uow.actor.id, seq=0, rhythm=rhythm)
    await uow.session.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_={"rhythm": rhythm}))


async def _check_communities(uow: UnitOfWork, data: PreferencesWrite) -> None:
    """Check that the person sees each community, or has a preference for it already."""
    statement = select(Community.id).where(readable_by(uow.actor))
    before = select(Preference.community_id).where(Preference.user_id == uow.actor.id)
    community_ids = {rule.community_id for rule in data.rules if rule.community_id}
    own_communities = select(Community.id).where(
        Community.id.in_(community_ids), Community.id.in_(statement) | Community.id.in_(before)
    )
    own_ids: set[UUID] = set(await uow.session.scalars(own_communities))
    faults = [
        wrong(f"/rules/{n}/community_id", "unknown_community", UNKNOWN)
        for n, rule in enumerate(data.rules)
        if rule.community_id and rule.community_id not in own_ids
    ]
    if faults:
        raise Unprocessable(errors=faults)
