"""Grants of reports: a community gives them, to whoever has a link or to another community, whose managers read it.

Any manager of the community changes or revokes them, and they outlive who made them.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select

from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.security import digest, random_token
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.grants import PROFESSIONAL, AudienceType, Follow, Grant, Right
from app.models.guardians import GuardedAct
from app.models.programme_reports import ProgrammeReport
from app.policies import communities
from app.policies.programme_reports import decided_by, published
from app.schemas.grants import GrantChange, GrantTerms, GrantWrite
from app.services.accounts import age
from app.services.sharing import report_notifications
from app.services.sharing.grant_rules import (
    EDITION_WITHOUT_FOLLOW,
    IN_THE_PAST,
    UNKNOWN_AUDIENCE,
    UNKNOWN_TARGET,
    WITHDRAWN_TARGET,
)

MADE_PER_COMMUNITY = Rule("grants of reports made per community", 100, timedelta(days=1))
NOT_TO_PERSON = wrong(
    "/audience/type", "audience_not_for_target", Words("un bilan se montre par un lien, ou à une communauté")
)
ITS_OWN = wrong("/audience/id", "own_account", Words("c’est la communauté du bilan : elle le voit déjà"))
LATEST_ONLY = wrong("/follow", "not_followed", Words("d’un bilan, on voit toujours la dernière édition"))
NO_PURPOSE = wrong("/purpose", "report_terms", Words("un bilan se montre pour `publication` ou `personal`"))
NO_RIGHT = wrong("/rights", "report_terms", Words("un bilan se lit et s’emporte, et rien d’autre"))
NO_LIMITS = Words("ne va pas avec un bilan")


async def create(uow: UnitOfWork, grant_id: UUID, data: GrantWrite, token: str) -> None:
    """Give a published report. The same request again changes nothing.

    Raises AgeRequired, GuardianRequired, ErasureAsked, AccountRestricted, TooMany, Unprocessable.
    """
    if await uow.session.get(Grant, grant_id) is not None:
        return
    await age.check(uow, GuardedAct.SHARE)
    community_id = await _check_target(uow, data)
    await _check_audience(uow, data, community_id)
    _check_terms(uow, data)
    await hit(uow.runtime, MADE_PER_COMMUNITY, community_id, uow.now)
    is_link = data.audience.type is AudienceType.LINK
    uow.session.add(
        Grant(
            id=grant_id,
            community_id=community_id,
            target_type=data.target.type,
            target_id=data.target.id,
            follow=Follow.LATEST,
            audience_type=data.audience.type,
            audience_id=data.audience.id,
            token_digest=digest(token) if is_link else None,
            media_key=random_token() if is_link else None,
            **_columns(data),
            created_at=uow.now,
            updated_at=uow.now,
        )
    )
    if data.audience.id is not None and (data.starts_at is None or data.starts_at <= uow.now):
        report = await uow.session.get_one(ProgrammeReport, data.target.id)
        await report_notifications.notify_community(uow, report, data.audience.id)


async def change(uow: UnitOfWork, grant: Grant, terms: GrantChange) -> None:
    """Change its label and its dates. Raises GrantRevoked, Unprocessable."""
    _check_terms(uow, terms)
    grant.amend(_columns(terms), uow.now)


def _columns(terms: GrantTerms) -> dict[str, object]:
    return terms.model_dump(include={"purpose", "label", "rights", "starts_at", "ends_at"})


async def _check_target(uow: UnitOfWork, data: GrantWrite) -> UUID:
    """Return the community that gives it: one that the caller manages. Others' reports look like unknown ones."""
    statement = select(ProgrammeReport.community_id, published().label("is_published")).where(
        ProgrammeReport.id == data.target.id, decided_by(uow.actor), ProgrammeReport.edition > 0
    )
    row = (await uow.session.execute(statement.with_for_update(read=True))).one_or_none()
    if row is None or not row.is_published:
        raise Unprocessable(errors=[UNKNOWN_TARGET if row is None else WITHDRAWN_TARGET])
    if data.follow is not Follow.LATEST or data.edition is not None:
        raise Unprocessable(errors=[EDITION_WITHOUT_FOLLOW if data.follow is Follow.LATEST else LATEST_ONLY])
    community_id: UUID = row.community_id
    return community_id


async def _check_audience(uow: UnitOfWork, data: GrantWrite, community_id: UUID) -> None:
    """Check that the community is the one above, or one that the caller may know of."""
    if data.audience.type is AudienceType.LINK:
        return
    if data.audience.type is not AudienceType.COMMUNITY:
        raise Unprocessable(errors=[NOT_TO_PERSON])
    if data.audience.id == community_id:
        raise Unprocessable(errors=[ITS_OWN])
    above = select(Community.parent_id).where(Community.id == community_id)
    audience = or_(Community.id == above.scalar_subquery(), communities.readable_by(uow.actor))
    statement = select(exists().where(Community.id == data.audience.id, Community.closed_at.is_(None), audience))
    if not await uow.session.scalar(statement):
        raise Unprocessable(errors=[UNKNOWN_AUDIENCE])


def _check_terms(uow: UnitOfWork, terms: GrantTerms) -> None:
    faults = [
        wrong(f"/{name}", "report_terms", NO_LIMITS)
        for name in ("passcode", "max_views")
        if getattr(terms, name) is not None
    ]
    if terms.purpose in PROFESSIONAL:
        faults.append(NO_PURPOSE)
    if not set(terms.rights) <= {Right.VIEW, Right.DOWNLOAD}:
        faults.append(NO_RIGHT)
    if terms.ends_at is not None and terms.ends_at <= uow.now:
        faults.append(IN_THE_PAST)
    if faults:
        raise Unprocessable(errors=faults)
