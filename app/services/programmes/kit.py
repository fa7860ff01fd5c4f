"""The paper of a day: a poster, the running order, sign-in sheets, ballots. With it a day goes on without network."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Text, case, cast, func, literal_column, select

from app.core.actor import ME
from app.core.dates import Precision, Span
from app.core.db import constant
from app.core.errors import Unavailable
from app.core.i18n import Language, Words
from app.core.ports import Draft, TypesettingFailed
from app.core.projections import NOW, SingleProjection, build
from app.core.uow import Reading
from app.models.communities import Community
from app.models.missions import Mission, MissionKind
from app.models.programmes import Programme
from app.models.proposals import OPTIONS, Proposal
from app.models.room_entries import RoomTicket
from app.models.rooms import Room, RoomState
from app.policies.programmes import led_by_team
from app.policies.rooms import state
from app.policies.sessions import SIGNED_IN
from app.schemas.ballots import BallotMethod
from app.services.programmes.reads import PROGRAMME_ID, STEP_ORDER, STEPS, ProgrammeNotFound
from app.services.rooms.entrance import ticket_code
from app.services.shared import qr_codes

RETRY_AFTER = 5  # seconds
ROWS = 22  # of a sign-in sheet
BLANKS, MOST_IDEAS, MOST_TICKETS = 8, 14, 240  # lines of a paper ballot; tickets, ten pages
QR = "qr.svg"


class KitNotTypeset(Unavailable):
    title = Words("Ce document n’a pas pu être composé")


_WORDS: Mapping[str, Words] = {
    "scan": Words("Scanne pour prendre part"),
    "or_type": Words("Ou écris cette adresse, puis ce code :"),
    "order": Words("Le déroulé"),
    "order_note": Words("Pour qui anime. Sans réseau, on continue sur papier, et on compte après."),
    "when": Words("Quand"),
    "what": Words("Quoi"),
    "who": Words("Qui s’en charge"),
    "sign_in": Words("Feuille de présence"),
    "sign_in_note": Words("Signer dit que tu étais là, et rien d’autre. La feuille reste à l’équipe."),
    "number": Words("N°"),
    "name": Words("Nom, prénom"),
    "structure": Words("Structure, ou « pour moi »"),
    "signature": Words("Signature"),
    "ballot": Words("Bulletins de papier"),
    "tickets": Words("Tickets"),
    "tickets_note": Words("Un ticket laisse entrer une personne, une fois. Découpe-les et donne-les à l’entrée."),
}
_KINDS: Mapping[str, Words] = {
    MissionKind.EXPERIENCE: Words("récit"),
    MissionKind.SURVEY: Words("enquête"),
    MissionKind.EVENT: Words("rencontre"),
    MissionKind.PROPOSAL: Words("idées"),
    MissionKind.BALLOT: Words("vote"),
}
_ALT = Words("QR code qui mène à {address}")
_RULES: Mapping[str, Words] = {
    BallotMethod.APPROVAL: Words("Coche au plus {limit} lignes."),
    BallotMethod.POINTS: Words("Partage {limit} points : écris-les dans les cases."),
    BallotMethod.RANK: Words("Numérote tes {limit} premiers choix, 1 est le premier."),
}
_NO_RULE = Words("Coche ce que tu choisis.")
_IDEAS = (
    select(Proposal.title)
    .where(Mission.form["of"].op("?")(cast(Proposal.mission_id, Text)), Proposal.state.in_(OPTIONS))
    .order_by(Proposal.created_at, Proposal.id)
    .limit(literal_column(str(MOST_IDEAS)))
    .correlate(Mission)
)
_STEP = build(
    {
        "id": Mission.id,
        "kind": Mission.kind,
        "title": Mission.title,
        "brief": Mission.brief,
        "opens_at": Mission.opens_at,
        "ideas": case((cast(Mission.kind, Text) == constant("ballot"), func.array(_IDEAS.scalar_subquery()))),
        "form": Mission.form,
    }
)
_STEPS = select(_STEP).where(*STEPS).order_by(STEP_ORDER).correlate(Programme)
_TICKETS = (
    select(RoomTicket.id)
    .where(RoomTicket.room_id == Room.id, RoomTicket.used_at.is_(None))
    .order_by(RoomTicket.id)
    .limit(literal_column(str(MOST_TICKETS)))
    .correlate(Room)
)
_ROOM = (
    select(build({"code": Room.code, "tickets": func.array(_TICKETS.scalar_subquery())}))
    .where(Room.programme_id == Programme.id, Room.community_id == Programme.community_id)
    .where(state(NOW) != RoomState.CLOSED)
    .order_by(Room.created_at.desc())
    .limit(literal_column("1"))
    .correlate(Programme)
)
KIT = SingleProjection(
    SIGNED_IN,
    build(
        {
            "title": Programme.title,
            "summary": Programme.summary,
            "community": select(Community.name).where(Community.id == Programme.community_id).scalar_subquery(),
            "timezone": select(Community.timezone).where(Community.id == Programme.community_id).scalar_subquery(),
            "room": _ROOM.scalar_subquery(),
            "steps": func.array(_STEPS.scalar_subquery()),
        }
    ),
    Programme.version,
    led_by_team(ME),
    Programme.id == PROGRAMME_ID,
    missing=ProgrammeNotFound,
)


async def render(reading: Reading, programme_id: UUID) -> bytes:
    """Typeset the kit, for who leads the programme. Raises ProgrammeNotFound, KitNotTypeset."""
    content = json.loads((await KIT.get(reading, id=programme_id)).json)
    data = draft(content, reading.locale, reading.runtime.settings.public_base_url)
    data["tickets"] = _tickets(reading, content)
    words = json.dumps(data, ensure_ascii=False)
    typesetter = reading.runtime.typesetter
    pictures = {QR: qr_codes.picture(data["door"]["address"])} if data["door"] else {}
    whole = json.dumps(data | {"missing": typesetter.missing(words)}, ensure_ascii=False)
    try:
        return await typesetter.typeset("kit", [Draft(0, whole)], pictures)
    except TypesettingFailed as error:
        raise KitNotTypeset(retry_after=RETRY_AFTER) from error


def draft(content: Mapping[str, Any], language: Language, base_url: str) -> dict[str, Any]:
    """Return the words of the kit for the typesetter."""
    zone = ZoneInfo(content["timezone"])
    address = f"{base_url}/r/{content['room']['code']}" if content["room"] else None
    door = address and {
        "address": address,
        "short": address.partition("://")[2],
        "code": content["room"]["code"],
        "alt": _ALT.in_(language, address=address),
    }
    return {
        "lang": language.base,
        "title": content["title"],
        "summary": content["summary"],
        "community": content["community"],
        "words": {name: words.in_(language) for name, words in _WORDS.items()},
        "door": door,
        "events": [_event(step, zone, language) for step in content["steps"] if step["kind"] == MissionKind.EVENT],
        "order": [line for step in content["steps"] for line in _lines(step, zone, language)],
        "ballots": [_ballot(step, language) for step in content["steps"] if step["kind"] == MissionKind.BALLOT],
        "tickets": [],
        "rows": ROWS,
    }


def _tickets(reading: Reading, content: Mapping[str, Any]) -> list[str]:
    """Return the codes of the tickets of the room that nobody has used."""
    ticket_ids = content["room"]["tickets"] if content["room"] else ()
    return [ticket_code(reading.runtime.keys, UUID(ticket_id)) for ticket_id in ticket_ids]


def _event(step: Mapping[str, Any], zone: ZoneInfo, language: Language) -> dict[str, Any]:
    place = step["form"]["place"]
    label = ", ".join(filter(None, (place["label"], place["address"], place["online_url"])))
    day = _say(step["form"]["starts_at"], zone, language, step["form"]["ends_at"])
    return {"title": step["title"], "day": day, "place": label}


def _lines(step: Mapping[str, Any], zone: ZoneInfo, language: Language) -> Iterator[dict[str, Any]]:
    """Yield the step, and under an event the items of its agenda."""
    is_event = step["kind"] == MissionKind.EVENT
    begins = step["form"]["starts_at"] if is_event else step["opens_at"]
    kind = _KINDS.get(step["kind"])
    yield {
        "at": "" if begins is None else _say(begins, zone, language),
        "title": step["title"],
        "kind": kind and kind.in_(language),
        "brief": step["brief"],
    }
    for item in step["form"]["agenda"] if is_event else ():
        hour = datetime.fromisoformat(item["starts_at"]).astimezone(zone)
        yield {"at": f"{hour:%H:%M}", "title": item["title"], "kind": None, "brief": item["by"]}


def _ballot(step: Mapping[str, Any], language: Language) -> dict[str, Any]:
    rule = _RULES.get(step["form"].get("method"), _NO_RULE)
    ideas: Sequence[str | None] = step["ideas"] or [None] * BLANKS
    return {
        "title": step["title"],
        "rule": rule.in_(language, limit=step["form"].get("limit", 1)),
        "ideas": list(ideas),
    }


def _say(start: str, zone: ZoneInfo, language: Language, end: str | None = None) -> str:
    first = datetime.fromisoformat(start).astimezone(zone)
    last = end and datetime.fromisoformat(end).astimezone(zone)
    return Span(first, last or None, Precision.MINUTE).say(language)
