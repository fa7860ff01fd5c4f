"""JSON that is read, smaller for who can unpack it: a page of 20 moments is an eighth.

What is packed beside a secret can betray it by its length to who chooses some of the rest, makes it be asked for again
and again, and watches. No cookie is ever set, so that no other site can make anybody's device ask; lengths are blurred
all the same, and what holds a token is sent as it is.
"""

import gzip
import re
import secrets
from io import BytesIO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

WORTH_PACKING = 1_000  # bytes
LEVEL = 4
WANTED = re.compile(r"(^|[,\s])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
BLUR = 100  # bytes, at most
TOKEN = re.compile(rb"dt[a-z]_")  # of whatever kind


def packed(request: Request, response: Response) -> Response:
    """The answer, packed if its reader takes that and it is worth it."""
    if isinstance(response, StreamingResponse) or len(response.body) <= WORTH_PACKING:
        return response
    response.headers.add_vary_header("Accept-Encoding")
    if takes_gzip(request) and not TOKEN.search(response.body):
        response.body = pack(bytes(response.body))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
    return response


def takes_gzip(request: Request) -> bool:
    return WANTED.search(request.headers.get("accept-encoding", "")) is not None


def pack(plain: bytes) -> bytes:
    """With a name for a file in it that nobody reads, of whatever length."""
    whole = BytesIO()
    with gzip.GzipFile("x" * secrets.randbelow(BLUR), "wb", LEVEL, whole, mtime=0) as file:
        file.write(plain)
    return whole.getvalue()
