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

Playing = tuple[Moment, dict[str, Any]]  # a moment, and one of its recordings
_ON_PAPER, _ON_PAGE = aliased(PortraitMedia), aliased(PortraitMedia)
SAME_RECORDING = Compiled(
    select(_ON_PAGE.id)
    .join(_ON_PAPER, _ON_PAPER.media_id == _ON_PAGE.media_id)
    .where(_ON_PAPER.id == bindparam("medium_id", type_=Uuid()), _ON_PAPER.portrait_id == _ON_PAGE.portrait_id)
    .where(_ON_PAGE.id == func.any(array_parameter("recordings", Uuid())))
)


async def find(runtime: Runtime, content: Mapping[str, Any], medium_id: UUID) -> Playing | None:
    """Return the recording with its moment, or None where this edition does not show it."""
    recordings = {
        UUID(medium["id"]): (moment, medium)
        for section in content["sections"]
        for moment in section.get("moments", ())
        for medium in moment["media"]
        if medium["kind"] in RECORDINGS
    }
    if recordings and medium_id not in recordings:
        values = {"medium_id": medium_id, "recordings": list(recordings)}
        row = await runtime.database.reads.fetchrow(SAME_RECORDING.query, *SAME_RECORDING.values(values))
        medium_id = row["id"] if row else medium_id
    return recordings.get(medium_id)
