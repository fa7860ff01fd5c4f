"""The recording that a QR code on paper names, in the edition that its link shows now.

The code was printed with an earlier edition, perhaps: its recording is the one that was made of the same original.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import aliased

from app.core.compiled import Compiled, array_parameter
from app.core.uow import Runtime
from app.models.media import RECORDINGS
from app.models.portraits import PortraitMedia
from app.services.portraits.telling import Moment

Played = tuple[Moment, dict[str, Any]]  # a moment, and one of its recordings
_PRINTED, _SHOWN = aliased(PortraitMedia), aliased(PortraitMedia)
SAME_RECORDING = Compiled(
    select(_SHOWN.id)
    .join(_PRINTED, _PRINTED.media_id == _SHOWN.media_id)
    .where(_PRINTED.id == bindparam("printed", type_=Uuid()), _PRINTED.portrait_id == _SHOWN.portrait_id)
    .where(_SHOWN.id == func.any(array_parameter("shown", Uuid())))
)


async def find(runtime: Runtime, content: Mapping[str, Any], printed: UUID) -> Played | None:
    """Return the recording with its moment, or None where this edition does not show it."""
    shown = {
        UUID(medium["id"]): (moment, medium)
        for section in content["sections"]
        for moment in section.get("moments", ())
        for medium in moment["media"]
        if medium["kind"] in RECORDINGS
    }
    if shown and printed not in shown:
        values = {"printed": printed, "shown": list(shown)}
        row = await runtime.database.reads.fetchrow(SAME_RECORDING.query, *SAME_RECORDING.values(values))
        printed = row["id"] if row else printed
    return shown.get(printed)
