"""Serves each page to a browser, as the application would."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any, cast

from PIL import Image

from app.core.i18n import find_language
from app.web.answers import page_headers
from app.web.assets import Asset, asset_at
from app.web.rooms import HEADERS
from tests.web.markup import PAGES

SPOILT = """<!doctype html><html lang="fr"><head><title>Page</title></head><body style="color: #999">
<main><p>Trop pâle</p><img src="/media/small.png"><img src="https://elsewhere.test/pixel.png"></main></body></html>"""


def _pixel() -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 6), (200, 120, 60)).save(file, "PNG")
    return file.getvalue()


PIXEL = _pixel()


class Site(BaseHTTPRequestHandler):
    """The pages by name, their assets, and a picture for every medium."""

    def do_GET(self) -> None:
        content = asset_at(self.path) or self._page() or Asset(self.path, "image/png", PIXEL)
        self.send_response(200)
        has_script = b"/static/room." in content.body
        headers = page_headers() | (HEADERS if has_script else {}) | {"Content-Type": content.content_type}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content.body)))
        self.end_headers()
        self.wfile.write(content.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name above us
        """Say nothing."""

    def _page(self) -> Asset | None:
        name, _, locale = self.path.strip("/").replace("%20", " ").partition("/")
        if name == "spoilt":
            return Asset(self.path, "text/html; charset=utf-8", SPOILT.encode())
        if name not in PAGES:
            return None
        return Asset(self.path, "text/html; charset=utf-8", PAGES[name](cast(Any, find_language(locale))).encode())


@contextmanager
def serving_pages() -> Iterator[str]:
    """Serve the pages, and yield where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
