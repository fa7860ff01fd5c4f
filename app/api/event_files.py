from typing import Any
from uuid import UUID

from fastapi import Response

from app.api.deps import PRIVATE, Read
from app.api.problems import problems
from app.api.routes import SPEAKS, Route, Router
from app.api.sheets import CALENDAR, calendar_of
from app.core.errors import Unprocessable
from app.services.missions import event_files
from app.services.missions.event_files import CertificateNotFound, CertificateNotTypeset
from app.services.missions.reads import MissionNotFound

router = Router(prefix="/missions", tags=["missions"], route_class=Route)
EVENT: dict[int | str, dict[str, Any]] = {200: {"description": "A calendar of one entry", "content": CALENDAR}}
CERTIFICATE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A tagged PDF, in the language of `Accept-Language`",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        "headers": SPEAKS,
    }
}


@router.get(
    "/{mission_id}/event.ics", response_class=Response, responses=problems(MissionNotFound, Unprocessable) | EVENT
)
async def get_event_calendar(reading: Read, mission_id: UUID) -> Response:
    """Take an event along for a calendar: when it is, and where."""
    return calendar_of(await event_files.calendar(reading, mission_id), "rencontre")


@router.get(
    "/{mission_id}/certificate.pdf",
    response_class=Response,
    responses=problems(CertificateNotFound, CertificateNotTypeset, Unprocessable) | CERTIFICATE,
)
async def get_certificate(reading: Read, mission_id: UUID) -> Response:
    """Take along that you took part in an event that gives a `certificate`, once the team noted that you were there."""
    headers = PRIVATE | {"Content-Disposition": 'attachment; filename="attestation.pdf"'}
    return Response(await event_files.certificate(reading, mission_id), 200, headers, "application/pdf")
