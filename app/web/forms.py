"""Read the body of a page's form, sent without JavaScript."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from app.core.errors import Invalid, TooLarge, UnsupportedMedia
from app.core.requests import media_type
from app.core.text import clean

FORM = "application/x-www-form-urlencoded"
LARGEST, FIELDS = 16_000, 32


async def form_of(request: Request, largest: int = LARGEST, fields: int = FIELDS) -> list[tuple[str, str]]:
    """Return the fields in their order; a name may come several times (checkboxes).

    Raises UnsupportedMedia, TooLarge, and Invalid for a body that is no form.
    """
    if media_type(request) != FORM:
        raise UnsupportedMedia
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise TooLarge
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=fields, errors="strict")
        return [(name, clean(value)) for name, value in pairs]
    except ValueError as error:
        raise Invalid from error
