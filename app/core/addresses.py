"""Addresses that only the server can make, put in place of ids that PostgreSQL wrote."""

import re
from collections.abc import Callable
from uuid import UUID

from app.core.projections import Json

# With the spaces of PostgreSQL's `json_build_object`. A person's text cannot match: its quotes are escaped.
_ID = re.compile(rb'"url" : "([0-9a-f-]{36})"')


def fill(json: Json, address_of: Callable[[UUID], str]) -> Json:
    """Return the JSON with each id under `url` replaced by its address."""
    return Json(_ID.sub(lambda match: f'"url" : "{address_of(UUID(match[1].decode()))}"'.encode(), json))
