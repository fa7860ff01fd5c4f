"""Metrics and health on a port of their own, for operators: nothing that readers can reach."""

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
        """A scrape is not worth a line."""


@contextmanager
def serving_metrics(host: str, port: int, is_alive: Callable[[], bool]) -> Iterator[int]:
    """`/metrics` for Prometheus and `/healthz`, which answers 503 once the process no longer looks after its work.

    Yields the port, which is a free one where `port` is 0. Raises OSError when it is taken.
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
