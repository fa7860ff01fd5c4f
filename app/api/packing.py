"""Compresses JSON answers for clients that accept it: a page of 20 moments shrinks to an eighth.

Compression beside a secret can leak it by the length, to somebody who chooses some of the rest, causes many requests
and watches them. No other site can cause requests: the one cookie is sent to own pages alone. Lengths are padded all
the same, and answers with a token are not compressed.
"""

import gzip
import re
import secrets
from io import BytesIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.core.requests import header

WORTH_PACKING = 1_000  # bytes
LEVEL = 4
GZIP = re.compile(r"(^|[,\s])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
BLUR = 100  # bytes, at most
VARIANTS = (b"vary", b"Accept-Encoding, Accept-Language")
TOKEN = re.compile(rb"dt[a-z]_")  # any token


def packed(request: Request, response: Response) -> Response:
    """Return the answer, compressed if the client accepts it and it is large enough."""
    if isinstance(response, StreamingResponse) or len(response.body) <= WORTH_PACKING:
        return response
    response.raw_headers.append(VARIANTS)
    if takes_gzip(request) and not TOKEN.search(response.body):
        response.body = pack(bytes(response.body))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
    return response


def takes_gzip(request: Request) -> bool:
    return GZIP.search(header(request, b"accept-encoding")) is not None


def pack(plain: bytes) -> bytes:
    """Compress, with a file name of random length in the header, which nobody reads."""
    whole = BytesIO()
    with gzip.GzipFile("x" * secrets.randbelow(BLUR), "wb", LEVEL, whole, mtime=0) as file:
        file.write(plain)
    return whole.getvalue()
