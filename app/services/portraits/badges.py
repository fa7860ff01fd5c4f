"""What was confirmed, as Open Badges 3.0 credentials: kept by the person, checked by anybody, revoked by a withdrawal.

We vouch for what we saw: that an address was asked, and that whoever reads its mail answered in that name.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, cast, func, select

from app.core.compiled import Compiled
from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.core.projections import build
from app.core.uow import Reading, Runtime
from app.models.endorsements import Endorsement
from app.models.skills import Framework, Skill
from app.models.users import User
from app.services.portraits import status_lists
from app.services.talents import credentials
from app.services.talents.credentials import CONTEXT
from app.services.talents.endorsements import ENDORSEMENT, EndorsementNotFound
from app.services.talents.recognitions import CONFIRMED
from app.services.talents.skills import label_of

CONTEXTS = [CONTEXT, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
VC_JWT = "application/vc+jwt"
DESCRIPTION = Words(
    "Un talent que la personne dit avoir, et que quelqu’un qui l’a vu à l’œuvre a confirmé.",
    "A talent that the person claims, and that somebody who saw it at work has confirmed.",
)
CRITERIA = Words(
    "Demande envoyée par courriel ; {name}, {role}, a répondu oui en son nom le {day}. L’adresse a été vérifiée, "
    "l’identité ne l’a pas été.",
    "Asked by e-mail; {name}, {role}, said yes in their own name on {day}. The address was verified, the identity "
    "was not.",
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
    .where(CONFIRMED, _COLUMNS.id == func.any(bindparam("ids", type_=ARRAY(Uuid()))))
    .order_by(_COLUMNS.answered_at.desc(), _COLUMNS.id)
)
BADGES = Compiled(_BADGES)


async def get(reading: Reading, endorsement_id: UUID) -> str:
    """For whoever asked for it. Raises EndorsementNotFound also for what is not confirmed."""
    representation = await ENDORSEMENT.find(reading, id=endorsement_id)
    badges = await of(reading.runtime, [endorsement_id], reading.locale) if representation is not None else []
    if not badges:
        raise EndorsementNotFound
    return badges[0]


async def of(runtime: Runtime, ids: Sequence[UUID], locale: Locale) -> list[str]:
    """Of those that are confirmed now, the latest first. The caller has seen to who may have them."""
    rows = await runtime.database.reads.fetch(BADGES.query, *BADGES.values({"ids": list(ids)}))
    return [_signed(runtime, json.loads(row[0]), locale) for row in rows]


def _signed(runtime: Runtime, one: Mapping[str, Any], locale: Locale) -> str:
    at = datetime.fromisoformat(one["at"])
    identity, subject = f"urn:uuid:{one['id']}", _subject(runtime, one["user_id"])
    said = {
        "@context": CONTEXTS,
        "id": identity,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": label_of(one["labels"], locale, one["code"]),
        "issuer": credentials.issuer(runtime),
        "validFrom": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {"id": subject, "type": ["AchievementSubject"]}
        | _identified(one)
        | {"achievement": _achievement(runtime, one, at, locale)},
        "evidence": [
            {"type": ["Evidence"], "name": f"{one['name']}, {one['role']}"}
            | ({"narrative": one["comment"]} if one["comment"] else {})
        ],
        "credentialStatus": status_lists.entry(runtime, one["number"]),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return credentials.signed(runtime, said, jti=identity, sub=subject, nbf=int(at.timestamp()))


def _achievement(runtime: Runtime, one: Mapping[str, Any], at: datetime, locale: Locale) -> dict[str, Any]:
    label = label_of(one["labels"], locale, one["code"])
    given = {"name": one["name"], "role": one["role"], "day": say_day(at.date(), locale)}
    achievement = {
        "id": one["uri"] or f"{runtime.settings.public_base_url}/v1/frameworks/{one['framework']}#{one['code']}",
        "type": ["Achievement"],
        "achievementType": "Competency",
        "inLanguage": locale,
        "name": label,
        "description": DESCRIPTION.in_(locale),
        "criteria": {"narrative": CRITERIA.in_(locale, **given)},
    }
    if one["uri"]:
        target = {"targetName": label, "targetUrl": one["uri"], "targetCode": one["code"]}
        achievement["alignment"] = [{"type": ["Alignment"], "targetFramework": one["framework"]} | target]
    return achievement


def _subject(runtime: Runtime, user_id: str) -> str:
    """The same in all credentials of a person, and nothing that leads to their account."""
    return f"urn:uuid:{UUID(bytes=runtime.keys.mac('credential subject', user_id)[:16], version=5)}"


def _identified(one: Mapping[str, Any]) -> dict[str, Any]:
    """By the name that they go by, if they have given one."""
    if not one["person"]:
        return {}
    name = {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": one["person"]}
    return {"identifier": [name]}
