"""The application on a real socket, in a thread of its own: for clients that are not ours."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI

from app.core.settings import Settings
from app.main import create_app
from app.server import IDLE_SECONDS
from tests.support.people import ADULT, Person, sign_in
from tests.support.spelling import watched
from tests.support.world import furnished

STARTS_WITHIN = 20  # seconds


@dataclass
class Live:
    url: str
    app: FastAPI
    loop: asyncio.AbstractEventLoop

    def sign_in(self) -> Person:
        """Somebody new, old enough to publish. Their `client` is not for the test's own loop: take its headers."""

        async def adult() -> Person:
            person = await sign_in(self.app, "live")
            await person.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT, "display_name": "Léa"})
            return person

        return asyncio.run_coroutine_threadsafe(adult(), self.loop).result(STARTS_WITHIN)


@contextmanager
def serving(settings: Settings, equip: Callable[[Settings], Settings] = lambda home: home) -> Iterator[Live]:
    """Serve with a worker, as `make run` does, on a free port that `base_url` names.

    The database is its own: its worker must not do the jobs that tests of this process do themselves. `equip` adds
    settings that need its address.
    """
    home = asyncio.run(furnished(settings))
    # Only of a socket that says « TCP » by name does asyncio send small answers at once: 40 ms each otherwise.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    jobs = settings.jobs.model_copy(update={"in_process": True, "first_delay": 1.0, "meanings": False})
    app = watched(create_app(equip(home.model_copy(update={"base_url": url, "jobs": jobs}))))
    # A client that keeps a connection for five seconds must not meet a server that closes it then.
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_keep_alive=IDLE_SECONDS)
    server = uvicorn.Server(config)
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        await server.serve(sockets=[listener])

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    try:
        ready = threading.Event()
        for _ in range(STARTS_WITHIN * 50):
            if server.started or ready.wait(0.02):
                break
        assert server.started
        yield Live(url, app, loops[0])
    finally:
        server.should_exit = True
        thread.join(STARTS_WITHIN)
