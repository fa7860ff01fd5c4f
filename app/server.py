import errno
import gc
import socket
import time
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from app.api.connections import Connection
from app.core.settings import InvalidSettings, Settings
from app.core.stopped import Stopped
from app.core.streams import Streams
from app.main import create_app

IDLE_SECONDS = 20  # between two requests of a client
TICKS = 20  # of uvicorn, a tenth of a second each, between two checks of slow clients
GRACE_SECONDS = 20


BANNER = """
  Day Tripper is ready.

  {url}           what this is
  {url}/docs      the API, to try out
  {mails}

  Fill it with people and stories: make demo    Stop it: Ctrl-C
"""


class PortTaken(Stopped):
    pass


def claim(settings: Settings) -> None:
    """Check that the port is free, before anything starts. Raises PortTaken, InvalidSettings."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise InvalidSettings(
                    f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
                    "Set DAYTRIPPER_HOST or DAYTRIPPER_PORT."
                ) from error
            raise PortTaken(
                f"Port {settings.port} is taken. Set DAYTRIPPER_PORT, or stop what listens there."
            ) from error


class Server(uvicorn.Server):
    """A uvicorn server that returns on a signal: raising the signal again would skip the stop of embedded servers."""

    def __init__(self, config: uvicorn.Config, banner: str, topics: Callable[[], Iterable[Streams[Any]]]) -> None:
        super().__init__(config)
        self._topics = topics
        self._banner = banner

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(self._banner, flush=True)  # noqa: T201  the person who started it is looking at the terminal

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS == 0:
            now = time.monotonic()
            for connection in list(self.server_state.connections):
                cast("Connection", connection).check(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first, which would stay open for ever; their clients reconnect elsewhere."""
        for streams in self._topics():
            streams.drain()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._captured_signals.clear()


def run(settings: Settings) -> None:
    app = create_app(settings)
    gc.collect()
    gc.freeze()  # loaded objects are permanent: the collector skips them
    gc.set_threshold(10_000)
    config = uvicorn.Config(
        cast("ASGIApp", app.middleware_stack),  # create_app sets it
        host=settings.host,
        port=settings.port,
        http=Connection,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=True,
    )
    mails = "Mails go to " + ("SMTP" if settings.smtp_url else f"{settings.data_dir / 'mail'}/*.eml")
    Server(config, BANNER.format(url=settings.public_base_url, mails=mails), lambda: app.state.topics).run()
