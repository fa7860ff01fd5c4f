"""The targets of pushes. A device belongs to the session that registered it, and gets nothing after its end."""

import base64
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Uuid, bindparam, delete, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import ME
from app.core.db import constant
from app.core.errors import NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import Json, Projection, Representation, SingleProjection, build, shape
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.devices import Device
from app.policies.sessions import SIGNED_IN
from app.schemas.devices import WEB_PUSH, DeviceRead, DeviceWrite
from app.schemas.pages import PageQuery

LIMIT = 20  # devices of a person; the longest silent ones are removed
SECRET = 16  # bytes, RFC 8291 §3.2
NO_KEY = wrong("/web_push/keys/p256dh", "no_key", Words("n’est pas une clé P-256"))
NO_SECRET = wrong("/web_push/keys/auth", "no_secret", Words("doit avoir 16 octets"))
UNKNOWN_SERVICE = wrong("/web_push/endpoint", "unknown_push_service", Words("ce service de push n’est pas accepté"))


class DeviceNotFound(NotFound):
    title = Words("Appareil introuvable")


ITEM = shape(Device, DeviceRead, kind=constant(WEB_PUSH), web_push=build({"endpoint": Device.endpoint}))
DEVICES = Projection("devices.devices", SIGNED_IN, ITEM, Device.user_id == ME.id, order=(Device.id,))
DEVICE = SingleProjection(
    SIGNED_IN, ITEM, literal_column("1"), Device.user_id == ME.id, Device.id == bindparam("id", type_=Uuid())
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await DEVICES.page(reading, **query.model_dump(exclude_none=True))


async def put(uow: UnitOfWork, device_id: UUID, data: DeviceWrite) -> tuple[Representation, bool]:
    """Register a device, or update its subscription. Raises DeviceNotFound for another person's."""
    _check(uow.runtime, data)
    # The browser belongs to this person now, whoever signed in to it before.
    statement = delete(Device).where(Device.endpoint == data.web_push.endpoint, Device.id != device_id)
    await uow.session.execute(statement)
    fields = {
        "endpoint": data.web_push.endpoint,
        "p256dh": data.web_push.keys.p256dh,
        "auth": data.web_push.keys.auth,
        "session_id": uow.actor.session_id,
        "updated_at": uow.now,
    }
    insertion = insert(Device).values(id=device_id, user_id=uow.actor.id, created_at=uow.now, **fields)
    put = insertion.on_conflict_do_update(index_elements=["id"], set_=fields, where=Device.user_id == uow.actor.id)
    created_at = await uow.session.scalar(put.returning(Device.created_at))
    if created_at is None:
        raise DeviceNotFound
    await _make_room(uow)
    return await DEVICE.show(uow, id=device_id), created_at == uow.now


async def remove(uow: UnitOfWork, device_id: UUID) -> None:
    statement = delete(Device).where(Device.id == device_id, Device.user_id == uow.actor.id)
    if (await uow.session.execute(statement.returning(Device.id))).first() is None:
        raise DeviceNotFound


async def _make_room(uow: UnitOfWork) -> None:
    of_caller = Device.user_id == uow.actor.id
    silent = select(Device.id).where(of_caller).order_by(Device.updated_at.desc(), Device.id.desc()).offset(LIMIT)
    await uow.session.execute(delete(Device).where(of_caller, Device.id.in_(silent)))


def _check(runtime: Runtime, data: DeviceWrite) -> None:
    faults = []
    if not runtime.pusher.accepts(data.web_push.endpoint):
        faults.append(UNKNOWN_SERVICE)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(data.web_push.keys.p256dh))
    except ValueError:
        faults.append(NO_KEY)
    if len(_decoded(data.web_push.keys.auth)) != SECRET:
        faults.append(NO_SECRET)
    if faults:
        raise Unprocessable(errors=faults)


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except ValueError:
        return b""
