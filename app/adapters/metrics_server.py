"""Metrics and health on a separate port, for operators; readers cannot reach it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLAIN = [("Content-Type", "text/plain; charset=utf-8")]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name there
        """Do not log scrapes."""


@contextmanager
def serving_metrics(host: str, port: int, is_alive: Callable[[], bool]) -> Iterator[int]:
    """Serve `/metrics` for Prometheus and `/healthz`, which answers 503 once the process stops its work.

    Yields the port: a free port where `port` is 0. Raises OSError when the port is taken.
    """
    metrics: WSGIApplication = make_wsgi_app()

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/healthz":
            return metrics(environ, start_response)
        start_response("200 OK" if is_alive() else "503 Service Unavailable", PLAIN)
        return [b"alive\n" if is_alive() else b"stuck\n"]

    with make_server(host, port, answer, ThreadingWSGIServer, _Quiet) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
