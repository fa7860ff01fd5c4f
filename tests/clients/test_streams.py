"""Stock clients of server-sent events: httpx-sse here, npm eventsource in Node."""

import asyncio

import httpx
import pytest
from httpx_sse import ServerSentEvent, aconnect_sse

from app.core.uow import Runtime
from tests.support.live import Live
from tests.support.notifications import told
from tests.support.people import Person

pytestmark = pytest.mark.slow

PATH = "/v1/notifications/stream"


class Listener:
    """Somebody who listens on a real socket."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.person: Person = live.sign_in()
        self.headers = {"Authorization": self.person.client.headers["Authorization"], "Accept-Language": "fr"}

    async def is_told(self, title: str) -> None:
        runtime: Runtime = self.live.app.state.runtime
        telling = asyncio.run_coroutine_threadsafe(told(runtime, self.person, title=title), self.live.loop)
        await asyncio.wrap_future(telling)

    async def hears(self, many: int, **headers: str) -> list[ServerSentEvent]:
        request_headers = self.headers | headers
        events: list[ServerSentEvent] = []
        async with (
            httpx.AsyncClient(base_url=self.live.url, headers=request_headers) as client,
            aconnect_sse(client, "GET", PATH) as source,
        ):
            async for event in source.aiter_sse():
                events += [event] if event.event == "notification" else []
                if len(events) == many:
                    break
        return events


@pytest.fixture
def listener(live: Live) -> Listener:
    return Listener(live)


async def test_a_stock_client_hears_and_resumes(listener: Listener) -> None:
    async with asyncio.timeout(20):
        await listener.is_told("Un")
        [message] = await listener.hears(1, **{"Last-Event-ID": "0"})
        assert (message.id, message.json()["text"]) == ("1", "Une mission pour toi\u00a0: Un")
        for title in ("Deux", "Trois"):
            await listener.is_told(title)
        later = await listener.hears(2, **{"Last-Event-ID": message.id})
        assert [event.json()["data"]["title"] for event in later] == ["Deux", "Trois"]
