"""What a reader may do with what they were granted, and until when: the grants that show it, taken together."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import JSON, DateTime, Text, bindparam, cast

from app.core.projections import Element, wire

# In statements that show something by `values`; without them, nothing is said: it is the reader's own.
RIGHTS: Element = cast(bindparam("rights", type_=Text()), JSON)
ENDS_AT: Element = wire(bindparam("ends_at", type_=DateTime(timezone=True)))


def values(grants: Iterable[tuple[Sequence[str], datetime | None]]) -> dict[str, object]:
    """Of the rights and the end of each grant: all that they let do, as long as any of them lasts."""
    rights, ends = zip(*grants, strict=True)
    latest = None if None in ends else max(ends)
    return {"rights": json.dumps(sorted(set().union(*rights))), "ends_at": latest}
