from typing import Protocol

from app.core.errors import Stale, VersionRequired
from app.core.projections import SingleProjection
from app.core.uow import UnitOfWork

WHICHEVER = -1  # is there: who says so has looked, or does not mind


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


async def expect(
    uow: UnitOfWork, version: int | None, row: Versioned, projection: SingleProjection, **values: object
) -> None:
    """Refuses a change made in ignorance. The problem carries what the caller missed, so that no text is lost."""
    if version is None:
        raise VersionRequired
    await expect_if_given(uow, version, row, projection, **values)


async def expect_if_given(
    uow: UnitOfWork, version: int | None, row: Versioned, projection: SingleProjection, **values: object
) -> None:
    """The same for an act that only narrows access: it needs no version, and honours one that is sent."""
    if version not in {None, row.version, WHICHEVER}:
        raise Stale(current=(await projection.show(uow, **values)).json)
