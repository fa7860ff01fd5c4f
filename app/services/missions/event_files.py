"""What of an event one keeps: its entry for a calendar, and for who was there a certificate."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Uuid, bindparam, select

from app.core.actor import ME
from app.core.app_paths import AppPath
from app.core.dates import Precision, Span, say_day
from app.core.errors import NotFound, Unavailable
from app.core.i18n import Words
from app.core.ports import Draft, TypesettingFailed
from app.core.projections import NOW, Element, SingleProjection, build, wire
from app.core.uow import Reading
from app.models.communities import Community
from app.models.missions import Mission, MissionKind, MissionState
from app.models.responses import MissionResponse
from app.models.users import User
from app.policies.missions import readable_by, shown_to_members, state
from app.policies.responses import is_certified
from app.policies.sessions import SIGNED_IN
from app.services.missions.reads import MissionNotFound
from app.services.shared.calendar_files import Entry, calendar_file, event_entry

RETRY_AFTER = 5  # seconds
KIND = Words("Attestation de participation")
WAS_THERE = Words("a participé à")
NAMELESS = Words("La personne qui signe ici")
ORGANISER = Words("Présence notée par {community}")
DAY_OF_PRINT = Words("Fait le {day}")


class CertificateNotFound(NotFound):
    title = Words("Attestation introuvable")
    advice = Words("Elle est pour qui était là, quand l’évènement en donne une.")


class CertificateNotTypeset(Unavailable):
    title = Words("Cette attestation n’a pas pu être composée")


_ID = bindparam("id", type_=Uuid())
_COMMUNITY: dict[str, Element] = {
    name: select(Community.__table__.c[name]).where(Community.id == Mission.community_id).scalar_subquery()
    for name in ("name", "timezone")
}
_FIELDS: dict[str, Element] = {
    "title": Mission.__table__.c.title,
    "event": Mission.__table__.c.form,
    "community": _COMMUNITY["name"],
}
EVENT = SingleProjection(
    SIGNED_IN,
    build(
        {
            **_FIELDS,
            "id": Mission.id,
            "version": Mission.version,
            "updated_at": wire(Mission.__table__.c.updated_at),
        }
    ),
    Mission.version,
    Mission.kind == MissionKind.EVENT,
    state(NOW) != MissionState.CANCELLED,
    readable_by(ME),
    Mission.id == _ID,
    missing=MissionNotFound,
)
CERTIFICATE = SingleProjection(
    SIGNED_IN,
    build(
        {
            **_FIELDS,
            "timezone": _COMMUNITY["timezone"],
            "person": select(User.display_name).where(User.id == ME.id).scalar_subquery(),
        }
    ),
    Mission.version,
    MissionResponse.mission_id == Mission.id,
    MissionResponse.user_id == ME.id,
    is_certified(),
    shown_to_members(ME),
    Mission.id == _ID,
    missing=CertificateNotFound,
)


async def calendar(reading: Reading, mission_id: UUID) -> str:
    """Return the event as a calendar of one entry, for whoever reads the mission. Raises MissionNotFound."""
    event = json.loads((await EVENT.get(reading, id=mission_id)).json)
    updated_at = datetime.fromisoformat(event["updated_at"])
    url = reading.runtime.settings.app_address(AppPath.MISSION.of(mission_id))
    entry = Entry(mission_id, event["title"], updated_at, updated_at, event["version"], event["community"], url)
    return calendar_file(event["title"], [event_entry(event["event"], entry)])


async def certificate(reading: Reading, mission_id: UUID) -> bytes:
    """Typeset the certificate of the caller. Raises CertificateNotFound, CertificateNotTypeset."""
    content = json.loads((await CERTIFICATE.get(reading, id=mission_id)).json)
    data = _words(reading, content)
    typesetter = reading.runtime.typesetter
    missing = typesetter.missing(json.dumps(data, ensure_ascii=False))
    draft = Draft(0, json.dumps(data | {"missing": missing}, ensure_ascii=False))
    try:
        return await typesetter.typeset("certificate", [draft], {})
    except TypesettingFailed as error:
        raise CertificateNotTypeset(retry_after=RETRY_AFTER) from error


def _words(reading: Reading, content: dict[str, Any]) -> dict[str, str]:
    locale, zone, event = reading.locale, ZoneInfo(content["timezone"]), content["event"]
    begins, ends = (datetime.fromisoformat(event[name]).astimezone(zone) for name in ("starts_at", "ends_at"))
    return {
        "lang": locale.base,
        "kind": KIND.in_(locale),
        "person": content["person"] or NAMELESS.in_(locale),
        "was_there": WAS_THERE.in_(locale),
        "title": content["title"],
        "when": Span(begins, ends, Precision.MINUTE).say(locale),
        "place": ", ".join(filter(None, (event["place"][name] for name in ("label", "address")))),
        "by": ORGANISER.in_(locale, community=content["community"]),
        "day": DAY_OF_PRINT.in_(locale, day=say_day(reading.now.astimezone(zone).date(), locale)),
    }
