from typing import Protocol

from app.core.errors import Stale, VersionRequired
from app.core.projections import SingleProjection
from app.core.uow import UnitOfWork

WHICHEVER = -1  # `If-Match: *`: any version


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


async def expect(
    uow: UnitOfWork, version: int | None, row: Versioned, projection: SingleProjection, **values: object
) -> None:
    """Raise unless the client knows the current version. Either problem carries the current item: no text is lost."""
    if version is None:
        raise VersionRequired(current=(await projection.show(uow, **values)).json)
    await expect_if_given(uow, version, row, projection, **values)


async def expect_if_given(
    uow: UnitOfWork, version: int | None, row: Versioned, projection: SingleProjection, **values: object
) -> None:
    """Check the version only if the client sends one: for changes that only narrow access."""
    if version not in {None, row.version, WHICHEVER}:
        raise Stale(current=(await projection.show(uow, **values)).json)
