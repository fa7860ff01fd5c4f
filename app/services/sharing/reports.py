"""Public reports: whoever reads a page reports what it shows, and follows the decision, without an account."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, case, delete, or_, select, update

from app.core.dates import months_from
from app.core.errors import NotFound
from app.core.i18n import Language, Words
from app.core.ids import uuid7
from app.core.jobs import Job
from app.core.limits import Rule, hit, passes
from app.core.projections import NOW
from app.core.security import digest
from app.core.uow import Runtime, UnitOfWork
from app.models.communities import Community
from app.models.grants import Follow, Grant, TargetType
from app.models.notifications import NotificationType
from app.models.operators import Operator
from app.models.portraits import Portrait
from app.models.reports import MONTHS_TO_APPEAL, Report, ReportReason, ReportState, ReportTarget
from app.models.stories import Edition, Story
from app.models.users import User
from app.models.webhooks import WebhookEvent
from app.policies.communities import CommunityNotFound
from app.policies.grants import live
from app.policies.media import opens_page
from app.schemas.reports import AppealWords, ReportWrite
from app.services.accounts.report_templates import (
    CLOSED,
    DELETION,
    OTHERWISE,
    report_decision_mail,
    report_receipt_mail,
)
from app.services.notifications import mails, notifications
from app.services.notifications.notification_templates import REPORT
from app.services.notifications.notifications import NewNotification
from app.services.shared.webhook_events import emit_to_operators
from app.services.sharing.links import LinkGone

# No limit per link: its owner could use that up. A school is one source: its last pupil waits for an hour at most.
PER_SOURCE = Rule("reports per source", 30, timedelta(hours=1))
PER_ADDRESS = Rule("receipts of reports per address", 3, timedelta(days=1))
REPORT_LIFE = timedelta(days=730)
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
OF_LINKS = (TargetType.STORY, TargetType.PORTRAIT)
WAITING = UUID(int=1)  # one notification for operators, of the latest report: a flood fills one line
APPEAL_WAITS = Report.appealed_at.is_not(None) & Report.answered_at.is_(None)
MEDIA_KEY = bindparam("media_key", type_=Text())
PINNED_EDITION = (
    select(select(Grant.id).where(Grant.media_key == MEDIA_KEY).scalar_subquery(), Story.owner_id, Edition.number)
    .join(Edition, Edition.story_id == Story.id)
    .where(Story.id == bindparam("id", type_=Uuid()), opens_page(MEDIA_KEY, NOW, Edition.__table__.c.number))
    .order_by(Edition.number.desc())
    .limit(1)
)


class ReportNotFound(NotFound):
    title = Words("Signalement introuvable")


class ForgetReports(Job):
    pass


class ReportedEdition(NamedTuple):
    """The edition that the holder of an address has read."""

    grant_id: UUID | None  # the link; null where a signed-in reader opened it from a portrait, and of a community
    owner_id: UUID | None  # null: a community
    target_type: ReportTarget
    target_id: UUID
    edition: int


async def find(uow: UnitOfWork, token: str) -> ReportedEdition:
    """Return the edition that the link shows, also when its openings are used up or it has a passcode.

    Raises LinkGone.
    """
    latest = case(
        (Grant.target_type == TargetType.STORY, _latest(Story, condition=Story.withdrawn_at.is_(None))),
        else_=_latest(Portrait, condition=Portrait.withdrawn_at.is_(None) & Portrait.deleted_at.is_(None)),
    )
    number = case((Grant.follow == Follow.EDITION, Grant.edition), else_=latest)
    statement = select(Grant.id, Grant.owner_id, Grant.target_type, Grant.target_id, number).where(
        Grant.token_digest == digest(token), live(NOW), Grant.target_type.in_(OF_LINKS), latest.is_not(None)
    )
    row = (await uow.session.execute(statement, {"now": uow.now})).first()
    if row is None:
        raise LinkGone
    grant_id, owner_id, kind, target_id, edition = row
    return ReportedEdition(grant_id, owner_id, ReportTarget(kind), target_id, edition)


async def find_pinned(uow: UnitOfWork, media_key: str, story_id: UUID) -> ReportedEdition:
    """Return the story's edition that is opened from a portrait. Raises LinkGone."""
    values = {"media_key": media_key, "id": story_id, "now": uow.now}
    row = (await uow.session.execute(PINNED_EDITION, values)).first()
    if row is None:
        raise LinkGone
    grant_id, owner_id, edition = row
    return ReportedEdition(grant_id, owner_id, ReportTarget.STORY, story_id, edition)


async def find_community(uow: UnitOfWork, community_id: UUID) -> ReportedEdition:
    """Return the community as it is now. The caller has checked that its page is shown. Raises CommunityNotFound."""
    statement = select(Community.version).where(Community.id == community_id, Community.closed_at.is_(None))
    version = await uow.session.scalar(statement)
    if version is None:
        raise CommunityNotFound
    return ReportedEdition(None, None, ReportTarget.COMMUNITY, community_id, version)


async def create(uow: UnitOfWork, target: ReportedEdition, data: ReportWrite, locale: Language, source: str) -> str:
    """Create the report. Return the token of the page where it is followed. Raises TooMany."""
    await hit(uow.runtime, PER_SOURCE, source, uow.now)
    report_id = uuid7()
    own = token_of(uow.runtime, report_id)
    reference = new_reference()
    # An address without a receipt gets no decision either: somebody else may type it, again and again.
    email = data.email if data.email and await passes(uow, PER_ADDRESS, data.email) else None
    fields = {"reason": data.reason, "text": data.text, "email": email, "language": locale}
    uow.session.add(
        Report(
            id=report_id,
            reference=reference,
            token_digest=digest(own),
            created_at=uow.now,
            **target._asdict(),
            **fields,
        )
    )
    waits = NewNotification(NotificationType.MODERATION, WAITING, data={"kind": REPORT, "title": reference})
    await notifications.notify(uow, select(Operator.user_id), waits)
    await emit_to_operators(uow, WebhookEvent.REPORT_CREATION, report_id=report_id)
    if email is not None:
        link = address_of(uow.runtime, report_id)
        await mails.post(uow, email, report_receipt_mail(locale, reference=reference, link=link))
    return own


async def get(uow: UnitOfWork, token: str) -> Report:
    """Return the report of that token. Raises ReportNotFound."""
    return await _find(uow, token, lock=False)


async def appeal(uow: UnitOfWork, token: str, data: AppealWords) -> None:
    """Appeal against the decision. Raises ReportNotFound, AppealClosed."""
    (await _find(uow, token, lock=True)).appeal_against(data.text, uow.now)


async def decide(uow: UnitOfWork, report: Report, state: ReportState, reason: str) -> None:
    """Decide the report, and mail the decision. Raises ReportDecided."""
    if report.decide(state, reason, uow.now):
        await write(uow, report)


async def close_all(
    uow: UnitOfWork, condition: ColumnElement[bool], reason: str, about: Collection[ReportReason]
) -> None:
    """Uphold the reports for the decided reasons. The others learn that what they name is shown no more."""
    await _close(uow, condition & Report.reason.in_(about), ReportState.UPHELD, reason)
    await _close(uow, condition, ReportState.GONE, OTHERWISE)


async def _close(uow: UnitOfWork, condition: ColumnElement[bool], state: ReportState, reason: str | Words) -> None:
    """Decide the open reports, and answer those with a waiting appeal."""
    statement = select(Report).where(condition, or_(Report.state == ReportState.OPEN, APPEAL_WAITS))
    for report in await uow.session.scalars(statement.order_by(Report.id).with_for_update()):
        text = reason.in_(report.language) if isinstance(reason, Words) else reason
        if report.state is ReportState.OPEN:
            await decide(uow, report, state, text)
        else:
            report.rule(text, uow.now)
            report.reverse(state)
            await write(uow, report)


async def write(uow: UnitOfWork, report: Report) -> None:
    """Mail the decision, or the answer to an appeal."""
    if report.email is not None:
        link = address_of(uow.runtime, report.id)
        mail = report_decision_mail(report.language, reference=report.reference, link=link)
        await mails.post(uow, report.email, mail)


async def forget(uow: UnitOfWork) -> None:
    """Clear address and words when nobody can appeal any more, and delete the row after two years."""
    latest = months_from(uow.now, -MONTHS_TO_APPEAL)
    condition = or_(
        Report.answered_at <= latest,
        Report.appealed_at.is_(None) & (Report.decided_at <= latest),
    )
    has_words = or_(Report.email.is_not(None), Report.text.is_not(None), Report.appeal.is_not(None))
    blank = {"email": None, "text": None, "appeal": None, "grant_id": None}
    for statement in (
        update(Report).where(condition, has_words).values(blank),
        delete(Report).where(Report.created_at <= uow.now - REPORT_LIFE),
    ):
        await uow.session.execute(statement.execution_options(synchronize_session=False))


async def forget_person(uow: UnitOfWork, person: User) -> None:
    """Clear the person's address from their reports, and close the reports of what was theirs."""
    statement = update(Report).where(Report.email == person.email).values(email=None)
    await uow.session.execute(statement.execution_options(synchronize_session=False))
    await _close(uow, Report.owner_id == person.id, ReportState.GONE, DELETION)


async def close_community(uow: UnitOfWork, community_id: UUID) -> None:
    """Close the reports of a community that its last member left."""
    await _close(uow, Report.target_id == community_id, ReportState.GONE, CLOSED)


def new_reference() -> str:
    """Make a reference that can be read out on a telephone."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))


def token_of(runtime: Runtime, report_id: UUID) -> str:
    return runtime.keys.token("dtn_", "report", report_id)


def address_of(runtime: Runtime, report_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/r/{token_of(runtime, report_id)}"


def _latest(table: type[Story] | type[Portrait], *, condition: ColumnElement[bool]) -> ColumnElement[int | None]:
    conditions = (table.id == Grant.target_id, table.edition > 0, condition)
    return select(table.edition).where(*conditions).scalar_subquery()


async def _find(uow: UnitOfWork, token: str, *, lock: bool) -> Report:
    statement = select(Report).where(Report.token_digest == digest(token))
    report = await uow.session.scalar(statement.with_for_update() if lock else statement)
    if report is None:
        raise ReportNotFound
    return report
