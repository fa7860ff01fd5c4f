"""Live notifications of people: one query for all open streams."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Text, Uuid, cast, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import JSONB

from app.core.actor import ME
from app.core.compiled import Compiled, array_parameter
from app.core.i18n import Language
from app.core.projections import SingleProjection, shape, wire
from app.core.signals import NOTIFICATIONS
from app.core.streams import Stream, StreamEvent, Streams
from app.core.uow import Reading
from app.models.notifications import Inbox, Notification
from app.models.sessions import Session
from app.policies.sessions import SIGNED_IN
from app.schemas.notifications import NotificationRead
from app.services.notifications.notification_refs import ACTOR, SUBJECT
from app.services.notifications.notification_targets import TARGET
from app.services.notifications.notification_templates import sentence, words_in

AT_ONCE = 100  # events of one stream in one query


@dataclass(slots=True, eq=False, kw_only=True)
class NotificationStream(Stream):
    reading: Reading


class NotificationStreams(Streams[NotificationStream]):
    channel = NOTIFICATIONS

    async def open(self, reading: Reading, after: int | None) -> NotificationStream:
        """Open a stream from the event after that number, or from now on. Raises Unauthenticated."""
        latest = (await LATEST.get(reading)).version
        seq = latest if after is None else min(after, latest)
        person_id = reading.actor.id
        return self.enter(NotificationStream(key=person_id, owner=person_id, seq=seq, reading=reading))

    async def query(self, streams: Sequence[NotificationStream], *, is_pulse: bool) -> None:  # noqa: ARG002  each asks for its session
        counts: Counter[Stream] = Counter()
        for row in await self._runtime.database.reads.fetch(
            EVENTS.query, *EVENTS.values(_asked(streams) | {"now": self._runtime.clock()})
        ):
            stream = streams[row["n"] - 1]
            if not row["is_alive"]:
                stream.end()
            elif row["seq"] is not None:
                stream.put(StreamEvent(row["seq"], row["item"], "notification"))
                counts[stream] += 1
        for stream in streams:
            stream.has_more |= counts[stream] == AT_ONCE


_SEQ = select(Inbox.seq).where(Inbox.user_id == ME.id).scalar_subquery()
LATEST = SingleProjection(SIGNED_IN, literal_column("1"), func.coalesce(_SEQ, 0))
NOTHING = (1 << 63) - 1  # no event has a greater number

_asking = (
    func.unnest(
        array_parameter("sessions", Uuid()),
        array_parameter("users", Uuid()),
        array_parameter("seqs", BigInteger()),
        array_parameter("locales", Text()),
    )
    .table_valued("session_id", "user_id", "seq", "locale", with_ordinality="n")
    .render_derived(name="asking")
)
_sentences = (
    func.unnest(array_parameter("languages", Text()), array_parameter("sentences", Text()))
    .table_valued("language", "words")
    .render_derived(name="sentences")
)
_reader_words = select(_sentences.c.words).where(_sentences.c.language == _asking.c.locale).correlate(_asking)
_words = cast(_reader_words.scalar_subquery(), JSONB)
_item = shape(
    Notification,
    NotificationRead,
    text=sentence(_words),
    target=TARGET,
    updated_at=wire(Notification.__table__.c.told_at),
    subject=SUBJECT,
    actor=ACTOR,
)
_events = (
    select(Notification.seq, _item.cast(Text).label("item"))
    .where(Notification.user_id == _asking.c.user_id, Notification.seq > _asking.c.seq, Notification.is_shown)
    .order_by(Notification.seq)
    .limit(AT_ONCE)
    .lateral("events")
)
_alive = (
    select(Session.id)
    .where(Session.id == _asking.c.session_id, Session.user_id == _asking.c.user_id, Session.ended_at.is_(None))
    .exists()
)
EVENTS = Compiled(
    select(_asking.c.n, _alive.label("is_alive"), _events.c.seq, _events.c.item)
    .select_from(_asking.outerjoin(_events, true()))
    .order_by(_asking.c.n, _events.c.seq)
)


def _asked(streams: Iterable[NotificationStream]) -> dict[str, Any]:
    """Return the query's arguments, without streams whose queue is not taken."""
    arguments: dict[str, list[Any]] = {"sessions": [], "users": [], "seqs": [], "locales": []}
    for stream in streams:
        stream.has_more |= bool(stream.waiting)
        arguments["sessions"].append(stream.reading.actor.session_id)
        arguments["users"].append(stream.reading.actor.id)
        arguments["seqs"].append(NOTHING if stream.waiting else stream.seq)
        arguments["locales"].append(str(stream.reading.locale))
    languages = [*dict.fromkeys(arguments["locales"])]
    return arguments | {"languages": languages, "sentences": [words_in(Language(item)) for item in languages]}
