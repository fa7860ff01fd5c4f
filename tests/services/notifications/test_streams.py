"""What whoever holds a stream open hears, and when it ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI

from app.core.actor import Actor
from app.core.errors import Unauthenticated
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.streams import PER_OWNER, streaming
from app.core.uow import Reading, Runtime
from app.models.notifications import NotificationType
from app.services.notifications import streams as notification_streams
from app.services.notifications.streams import NotificationStream as Stream
from app.services.notifications.streams import NotificationStreams as Streams
from tests.support.communities import gather
from tests.support.notifications import told
from tests.support.people import Person, sign_in
from tests.support.uploads import actor_of

TOLD_AT_ONCE = 8  # fewer than the pool has connections


@pytest.fixture
async def streams(runtime: Runtime) -> AsyncIterator[Streams]:
    streams = Streams(runtime)
    async with asyncio.timeout(60), streaming(runtime.settings.direct_url, streams):
        yield streams


async def opened(
    streams: Streams, runtime: Runtime, person: Person, after: int | None = None, locale: Locale = Locale.FR
) -> Stream:
    return await streams.open(Reading(actor_of(person, runtime), runtime, locale), after)


async def heard(streams: Streams, stream: Stream, many: int = 1) -> list[dict[str, Any]]:
    """The next ones, as they come."""
    messages: list[dict[str, Any]] = []
    while len(messages) < many:
        items = await streams.take(stream)
        assert items, "it has ended"
        messages += [json.loads(item.json) | {"seq": item.seq} for item in items if item]
    return messages


async def ended(streams: Streams, stream: Stream) -> bool:
    while await streams.take(stream):
        pass
    return True


async def test_news_come_as_the_list_shows_them(streams: Streams, runtime: Runtime, alice: Person, bob: Person) -> None:
    french, english = [await opened(streams, runtime, alice, locale=locale) for locale in Locale]
    stream_of_bob = await opened(streams, runtime, bob)
    await told(runtime, alice, NotificationType.MISSION, None, await gather(runtime, alice))
    await told(runtime, bob, title="À Bob")
    items = (await alice.ask("GET", "/v1/notifications", 200, headers={"Accept-Language": "fr"}))["items"]
    assert await heard(streams, french) == [items[0] | {"seq": 1}]
    assert [item["text"] for item in await heard(streams, english)] == ["A mission for you: Un mur droit"]
    assert [item["data"]["title"] for item in await heard(streams, stream_of_bob)] == ["À Bob"]


async def test_a_stream_resumes_after_what_was_heard(streams: Streams, runtime: Runtime, alice: Person) -> None:
    for title in ("Un", "Deux", "Trois"):
        await told(runtime, alice, title=title)
    resumption, fresh = await opened(streams, runtime, alice, 1), await opened(streams, runtime, alice)
    ahead = await opened(streams, runtime, alice, 10**12)
    assert [item["seq"] for item in await heard(streams, resumption, 2)] == [2, 3]
    await told(runtime, alice, title="Quatre")
    for stream in (resumption, fresh, ahead):
        assert [item["data"]["title"] for item in await heard(streams, stream)] == ["Quatre"]


@pytest.mark.slow
async def test_however_many_there_are_all_come_in_their_order(
    streams: Streams, runtime: Runtime, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = notification_streams.AT_ONCE + 7
    for start in range(0, many, TOLD_AT_ONCE):
        numbers = range(start, min(many, start + TOLD_AT_ONCE))
        await asyncio.gather(*(told(runtime, alice, title=str(number)) for number in numbers))
    stream = await opened(streams, runtime, alice, 0)
    assert [item["seq"] for item in await heard(streams, stream, many)] == list(range(1, many + 1))


async def test_who_takes_slowly_misses_nothing(streams: Streams, runtime: Runtime, alice: Person) -> None:
    stream = await opened(streams, runtime, alice)
    for title in ("Un", "Deux", "Trois"):
        await told(runtime, alice, title=title)
        while not stream.waiting:
            await asyncio.sleep(0.01)
    assert [item["data"]["title"] for item in await heard(streams, stream, 3)] == ["Un", "Deux", "Trois"]


async def test_a_stream_ends_with_its_session(streams: Streams, runtime: Runtime, app: FastAPI, alice: Person) -> None:
    tablet = await sign_in(app, email=alice.email)
    first_stream, second_stream = await opened(streams, runtime, tablet), await opened(streams, runtime, alice)
    await tablet.ask("DELETE", "/v1/sessions/current", 204)
    assert await ended(streams, first_stream)
    await told(runtime, alice)
    assert len(await heard(streams, second_stream)) == 1
    with pytest.raises(Unauthenticated):
        await opened(streams, runtime, tablet)


async def test_a_session_that_ends_without_a_word_is_noticed(streams: Streams, runtime: Runtime, alice: Person) -> None:
    stream = await opened(streams, runtime, alice)
    ends = "update sessions set ended_at = now() where user_id = $1"
    await runtime.database.writes.fetch(ends, alice.id)
    streams.beat()
    assert await ended(streams, stream)


async def test_who_takes_nothing_between_two_beats_is_gone(streams: Streams, runtime: Runtime, alice: Person) -> None:
    silent, awake = [await opened(streams, runtime, alice) for _ in range(2)]
    streams.beat()
    assert await streams.take(awake) == [None]
    streams.beat()
    assert (silent.is_open, awake.is_open) == (False, True)


async def test_a_process_that_ends_ends_its_streams(streams: Streams, runtime: Runtime, alice: Person) -> None:
    stream = await opened(streams, runtime, alice)
    streams.drain()
    assert await ended(streams, stream)
    assert not (await opened(streams, runtime, alice)).is_open


@pytest.mark.slow
async def test_what_was_said_while_nobody_could_listen_is_heard(
    streams: Streams, runtime: Runtime, alice: Person
) -> None:
    stream = await opened(streams, runtime, alice)
    cut = "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%news%' returning 1"
    connection = await asyncpg.connect(runtime.settings.database_url)
    await connection.fetch(cut.replace(" returning 1", ""))
    await connection.close()
    await told(runtime, alice)
    assert len(await heard(streams, stream)) == 1


async def test_streams_outlive_a_database_that_is_away(
    streams: Streams, runtime: Runtime, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = await opened(streams, runtime, alice)

    class Away:
        async def fetch(self, *_: object) -> list[Any]:
            raise ConnectionError

    reads = runtime.database.reads
    streams._runtime = replace(runtime, database=replace(runtime.database, reads=Away()))  # type: ignore[arg-type]
    await told(runtime, alice)
    await asyncio.sleep(0.2)
    streams._runtime = replace(runtime, database=replace(runtime.database, reads=reads))
    assert len(await heard(streams, stream)) == 1


async def test_what_is_not_to_be_seen_is_not_heard(streams: Streams, runtime: Runtime, alice: Person) -> None:
    rules = [{"type": "mission", "in_app": False}]
    await alice.ask("PUT", "/v1/notifications/preferences", 200, json={"rules": rules})
    stream = await opened(streams, runtime, alice)
    await told(runtime, alice)
    await told(runtime, alice, NotificationType.COMMENT)
    assert [item["type"] for item in await heard(streams, stream)] == ["comment"]


async def test_no_stream_is_opened_for_a_session_that_is_not(streams: Streams, runtime: Runtime, alice: Person) -> None:
    with pytest.raises(Unauthenticated):
        await streams.open(Reading(Actor(alice.id, uuid7()), runtime), None)


async def test_a_person_holds_so_many_streams_and_the_oldest_of_theirs_gives_way(
    streams: Streams, runtime: Runtime, alice: Person, bob: Person
) -> None:
    stream_of_bob = await opened(streams, runtime, bob)
    own_streams = [await opened(streams, runtime, alice) for _ in range(PER_OWNER + 5)]
    assert [item.is_open for item in own_streams] == [False] * 5 + [True] * PER_OWNER
    assert stream_of_bob.is_open
    streams.close(own_streams[-1])
    assert (await opened(streams, runtime, alice)).is_open
    assert own_streams[5].is_open
