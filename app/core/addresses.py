"""Addresses that only we can make, of ids that PostgreSQL wrote where they belong."""

import re
from collections.abc import Callable
from uuid import UUID

from app.core.projections import Json

# With the spaces of PostgreSQL's `json_build_object`. Nobody's text can look like it: its quotes are escaped.
_ID = re.compile(rb'"url" : "([0-9a-f-]{36})"')


def fill(json: Json, address_of: Callable[[UUID], str]) -> Json:
    """The same JSON, with the address of each id that stands under `url`."""
    return Json(_ID.sub(lambda match: f'"url" : "{address_of(UUID(match[1].decode()))}"'.encode(), json))
