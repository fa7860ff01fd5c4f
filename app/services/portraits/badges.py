"""Confirmed talents as Open Badges 3.0 credentials, which anybody can check and a withdrawal revokes.

The service vouches for two facts: it asked an address, and the holder of that mailbox answered in that name.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, cast, func, select

from app.core.clock import on_the_wire
from app.core.compiled import Compiled, array_parameter
from app.core.dates import say_day
from app.core.i18n import Language, Words
from app.core.projections import build
from app.core.uow import Reading, Runtime
from app.models.endorsements import Endorsement
from app.models.skills import Framework, Skill
from app.models.users import User
from app.services.portraits import status_lists
from app.services.talents import credentials
from app.services.talents.credentials import CONTEXT
from app.services.talents.endorsements import ENDORSEMENT, EndorsementNotFound
from app.services.talents.recognitions import IS_CONFIRMATION
from app.services.talents.skills import label_of

CONTEXTS = [CONTEXT, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
VC_JWT = "application/vc+jwt"
DESCRIPTION = Words("Un talent que la personne dit avoir, et que quelqu’un qui l’a vu à l’œuvre a confirmé.")
CRITERIA = Words(
    "Demande envoyée par courriel ; {name}, {role}, a répondu oui en son nom le {day}. L’adresse a été vérifiée, "
    "l’identité ne l’a pas été."
)
_COLUMNS = Endorsement.__table__.c
_BADGES = (
    select(
        cast(
            build(
                {
                    "id": _COLUMNS.id,
                    "number": _COLUMNS.number,
                    "user_id": _COLUMNS.user_id,
                    "person": User.display_name,
                    "name": _COLUMNS.endorser_name,
                    "role": _COLUMNS.endorser_role,
                    "comment": _COLUMNS.comment,
                    "at": _COLUMNS.answered_at,
                    "framework": Framework.code,
                    "code": Skill.code,
                    "uri": Skill.uri,
                    "labels": Skill.labels,
                }
            ),
            Text,
        )
    )
    .select_from(Endorsement)
    .join(User, User.id == _COLUMNS.user_id)
    .join(Skill, Skill.id == _COLUMNS.skill_id)
    .join(Framework, Framework.id == Skill.framework_id)
    .where(IS_CONFIRMATION, _COLUMNS.id == func.any(array_parameter("ids", Uuid())))
    .order_by(_COLUMNS.answered_at.desc(), _COLUMNS.id)
)
BADGES = Compiled(_BADGES)


class Badge(NamedTuple):
    """A credential, and the compact JWS that signs it."""

    credential: Mapping[str, Any]
    token: str


async def get(reading: Reading, endorsement_id: UUID) -> Badge:
    """Return the badge to the person who asked for the endorsement.

    Raises EndorsementNotFound, also for an endorsement that is not confirmed.
    """
    representation = await ENDORSEMENT.find(reading, id=endorsement_id)
    badges = await sign_all(reading.runtime, [endorsement_id], reading.locale) if representation is not None else []
    if not badges:
        raise EndorsementNotFound
    return badges[0]


async def sign_all(runtime: Runtime, ids: Sequence[UUID], locale: Language) -> list[Badge]:
    """Sign the endorsements that are confirmed now, the latest first. The caller checks who may read them."""
    rows = await runtime.database.reads.fetch(BADGES.query, *BADGES.values({"ids": list(ids)}))
    return [_sign(runtime, json.loads(row[0]), locale) for row in rows]


def _sign(runtime: Runtime, row: Mapping[str, Any], locale: Language) -> Badge:
    at = datetime.fromisoformat(row["at"]).replace(microsecond=0)  # as `nbf`, which has whole seconds
    identity, subject = f"urn:uuid:{row['id']}", _subject(runtime, row["user_id"])
    credential = {
        "@context": CONTEXTS,
        "id": identity,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": label_of(row["labels"], locale, row["code"]),
        "issuer": credentials.issuer(runtime),
        "validFrom": on_the_wire(at),
        "credentialSubject": {"id": subject, "type": ["AchievementSubject"]}
        | _identifier(row)
        | {"achievement": _achievement(runtime, row, at, locale)},
        "evidence": [
            {"type": ["Evidence"], "name": f"{row['name']}, {row['role']}"}
            | ({"narrative": row["comment"]} if row["comment"] else {})
        ],
        "credentialStatus": status_lists.entry(runtime, row["number"]),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    token = credentials.signed(runtime, credential, jti=identity, sub=subject, nbf=int(at.timestamp()))
    return Badge(credential, token)


def _achievement(runtime: Runtime, row: Mapping[str, Any], at: datetime, locale: Language) -> dict[str, Any]:
    label = label_of(row["labels"], locale, row["code"])
    blanks = {"name": row["name"], "role": row["role"], "day": say_day(at.date(), locale)}
    achievement = {
        "id": row["uri"] or f"{runtime.settings.public_base_url}/v1/frameworks/{row['framework']}#{row['code']}",
        "type": ["Achievement"],
        "achievementType": "Competency",
        "inLanguage": locale,
        "name": label,
        "description": DESCRIPTION.in_(locale),
        "criteria": {"narrative": CRITERIA.in_(locale, **blanks)},
    }
    if row["uri"]:
        target = {"targetName": label, "targetUrl": row["uri"], "targetCode": row["code"]}
        achievement["alignment"] = [{"type": ["Alignment"], "targetFramework": row["framework"]} | target]
    return achievement


def _subject(runtime: Runtime, user_id: str) -> str:
    """The subject is the same in all credentials of a person. It does not lead to their account."""
    return f"urn:uuid:{UUID(bytes=runtime.keys.mac('credential subject', user_id)[:16], version=5)}"


def _identifier(row: Mapping[str, Any]) -> dict[str, Any]:
    """Identify the person by their display name, if they have one."""
    if not row["person"]:
        return {}
    name = {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": row["person"]}
    return {"identifier": [name]}
