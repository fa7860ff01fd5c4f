"""What a page's form sends. It works without JavaScript, and says nothing that a form of ours would not."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from app.core.errors import Invalid, TooLarge, UnsupportedMedia
from app.core.text import clean

FORM = "application/x-www-form-urlencoded"
LARGEST, FIELDS = 16_000, 32


async def form_of(request: Request) -> list[tuple[str, str]]:
    """Its fields, in their order; one that was ticked twice comes twice.

    Raises UnsupportedMedia, TooLarge, and Invalid for what no browser makes of a form of ours.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise UnsupportedMedia
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise TooLarge
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
        return [(name, clean(value)) for name, value in pairs]
    except ValueError as error:
        raise Invalid from error
