import json
from uuid import UUID

from sqlalchemy import Uuid, bindparam, literal_column

from app.core.actor import ME
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import SingleProjection, build
from app.core.uow import Reading
from app.models.grants import AudienceType, Grant, TargetType
from app.policies.grants import given_by
from app.policies.sessions import SIGNED_IN
from app.services.shared import qr_codes
from app.services.sharing.grants import address_of, page_of_report


class LinkNotFound(NotFound):
    title = Words("Lien introuvable")


LINK = SingleProjection(
    SIGNED_IN,
    build({"type": Grant.target_type}),
    literal_column("1"),
    given_by(ME),
    Grant.id == bindparam("id", type_=Uuid()),
    Grant.audience_type == AudienceType.LINK,
    missing=LinkNotFound,
)


async def draw(reading: Reading, grant_id: UUID) -> bytes:
    """Draw the address of a link as an SVG: black on white, readable from a printed page. Raises LinkNotFound."""
    kind = json.loads((await LINK.get(reading, id=grant_id)).json)["type"]
    make = page_of_report if kind == TargetType.REPORT else address_of
    return qr_codes.picture(make(reading.runtime, grant_id))
