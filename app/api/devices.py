from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import Read, Write, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.devices import DeviceRead, DeviceWrite
from app.schemas.pages import PageQuery, PageRead
from app.schemas.types import Id
from app.services.accounts import devices
from app.services.accounts.devices import DeviceNotFound

router = Router(prefix="/devices", tags=["notifications"], route_class=Route)


@router.get("", response_model=PageRead[DeviceRead], responses=problems(InvalidCursor, Unprocessable))
async def list_devices(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List the devices that pushes go to, last registered first."""
    return await devices.search(reading, query)


@router.put(
    "/{device_id}",
    response_model=DeviceRead,
    responses=problems(*REFUSALS, DeviceNotFound, Unprocessable)
    | {201: {"model": DeviceRead, "description": "Registered"}},
)
async def put_device(uow: Write, device_id: Id, data: DeviceWrite) -> Response:
    """Register this device for pushes, under an id you made (UUIDv7), or renew its subscription.

    It ends with the session that registered it.
    """
    representation, is_new = await devices.put(uow, device_id, data)
    return written(representation.json, 201 if is_new else 200)


@router.delete("/{device_id}", status_code=204, responses=problems(DeviceNotFound, Unprocessable))
async def delete_device(uow: Write, device_id: UUID) -> None:
    """Send no more pushes to a device."""
    await devices.remove(uow, device_id)
