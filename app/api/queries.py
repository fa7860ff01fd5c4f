"""Reads a query in one way: each parameter has one value, and each escape one meaning."""

import re
from urllib.parse import parse_qsl

from fastapi import Request

from app.core.errors import Invalid
from app.core.i18n import Words

MOST = 50  # parameters: more than any operation has
HALF_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class MalformedQuery(Invalid):
    title = Words("Les paramètres de l’adresse sont illisibles")
    advice = Words("Donne chaque paramètre une seule fois, comme `nom=valeur`, en UTF-8 encodé avec `%`.")


def read_query(request: Request) -> dict[str, str]:
    """Read the query parameters. Raises MalformedQuery for a repeated name, or one without a value."""
    raw: bytes = request.scope["query_string"]
    if not raw:
        return {}
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST
        )
    except ValueError as error:
        raise MalformedQuery from error
    parameters = dict(pairs)
    if len(parameters) < len(pairs) or HALF_ESCAPE.search(raw):
        raise MalformedQuery
    return parameters
