import gc
import sys
from types import FrameType

import uvicorn

from app.core.settings import Settings
from app.main import create_app

HEADERS_SECONDS = 20
GRACE_SECONDS = 20


class Server(uvicorn.Server):
    """Uvicorn that ends by returning: raising the signal again would skip the embedded servers' own end."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._captured_signals.clear()


def run(settings: Settings) -> None:
    app = create_app(settings)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: collecting should not look through it again and again
    gc.set_threshold(10_000)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=HEADERS_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=True,
    )
    server = Server(config)
    server.run()
    if not server.started:
        sys.exit(f"Port {settings.port} on {settings.host} is taken: set DAYTRIPPER_PORT, or stop what listens there.")
