"""Decisions about reports: withdraw, end, restrict, leave, answer. Each has a reason, and the person is notified."""

import asyncio
import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import Row, or_, select

from app.core.db import fetch_one, lock_row
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.flags import Flag, FlagState
from app.models.grants import AudienceType, Grant
from app.models.operators import AdminVerb
from app.models.portraits import Portrait, PortraitEdition, PortraitMedia
from app.models.reports import Measure, MeasureKind, Report, ReportReason, ReportState, ReportTarget
from app.models.stories import Edition, EditionMedia, Story
from app.models.users import User
from app.services.access import grant_endings
from app.services.accounts import bearer_links, measures, sessions
from app.services.accounts.report_templates import (
    ANSWER_EFFECT,
    ANSWER_SUBJECT,
    LIFT_EFFECT,
    LIFT_SUBJECT,
    SIGNED_OUT,
    SIGNED_OUT_EFFECT,
    measure_mail,
)
from app.services.communities import invitations
from app.services.communities.place_admissions import AdmitKeptPlaces
from app.services.departures import story_endings
from app.services.departures.membership_endings import EndCommunity
from app.services.notifications import mails
from app.services.operators.operators import act
from app.services.portability.export_files import SUFFIXES
from app.services.portraits import publication
from app.services.shared import ending_locks
from app.services.sharing import grants, reports

FIRST = 100


class NothingThere(NotFound):
    title = Words("Rien n’a ce numéro")


async def list_waiting(uow: UnitOfWork) -> dict[str, Any]:
    """List reports to decide and appeals to answer, the oldest first."""
    await act(uow, AdminVerb.READ_REPORTS)
    open_reports = select(Report).where(or_(Report.state == ReportState.OPEN, reports.APPEAL_WAITS))
    first = open_reports.order_by(Report.created_at, Report.id).limit(FIRST)
    statement = select(Measure).where(Measure.appealed_at.is_not(None), Measure.answered_at.is_(None))
    return {
        "reports": [_waiting(row, uow) for row in await uow.session.scalars(first)],
        "objections": [
            {
                "id": str(row.id),
                "kind": row.kind,
                "target": str(row.target_id),
                "reason": row.reason,
                "objection": row.appeal,
                "since": f"{row.appealed_at:%Y-%m-%d %H:%M}",
            }
            for row in await uow.session.scalars(statement.order_by(Measure.appealed_at, Measure.id).limit(FIRST))
        ],
    }


async def show(uow: UnitOfWork, reference: str, to: Path | None = None) -> dict[str, Any]:
    """Show the reported edition, and nothing else of that person. `to`: the folder for its files.

    Raises ReportNotFound.
    """
    report = await _of(uow, reference)
    await act(uow, AdminVerb.READ_REPORTED, report.id)
    if to is not None:
        await _write_files(uow, report, to)
    grant = await uow.session.get(Grant, report.grant_id) if report.grant_id else None
    live = grant is not None and grant.audience_type is AudienceType.LINK and grant.revoked_at is None
    return _waiting(report, uow) | {
        "link": grants.address_of(uow.runtime, grant.id) if grant is not None and live else None,
        "content": await _content(uow, report),
    }


async def leave(uow: UnitOfWork, reference: str, reason: str) -> str:
    """Leave what was reported as it is. Raises ReportNotFound, ReportDecided."""
    report = await _of(uow, reference)
    await act(uow, AdminVerb.LEAVE_REPORTED, report.id, reason)
    await reports.decide(uow, report, ReportState.LEFT, reason)
    return report.reference


async def withdraw(
    uow: UnitOfWork, target_id: UUID, reason: str, about: Collection[ReportReason] = frozenset(ReportReason)
) -> Measure:
    """Withdraw a story or a portrait and end every access: from the next request on, only the owner sees it.

    Or withdraw the page of a community and end its invitations: its members alone know of it.
    This decides its reports, and its flags that wait for operators: the reports for the reasons in `about` are upheld.
    Raises NothingThere, MeasureStands.
    """
    await act(uow, AdminVerb.WITHDRAW, target_id, reason)
    owner_id = await uow.session.scalar(
        select(Story.owner_id)
        .where(Story.id == target_id)
        .union_all(select(Portrait.owner_id).where(Portrait.id == target_id, Portrait.edition > 0))
    )
    if owner_id is None:
        return await _withdraw_community(uow, target_id, MeasureKind.WITHDRAW_COMMUNITY, reason, about)
    person = await lock_row(uow.session, User, owner_id)
    await ending_locks.lock(uow, owner_id)
    story = await uow.session.get(Story, target_id)
    kind = MeasureKind.WITHDRAW_STORY if story is not None else MeasureKind.WITHDRAW_PORTRAIT
    if story is not None:
        await story_endings.end(uow, story.journal_id)
    else:
        await publication.withdraw_locked(uow, await lock_row(uow.session, Portrait, target_id))
    measure = await measures.take(uow, kind, person, target_id, reason)
    await _close_reports(uow, target_id, reason, about)
    return measure


async def end(
    uow: UnitOfWork, target_id: UUID, reason: str, about: Collection[ReportReason] = frozenset(ReportReason)
) -> Measure:
    """End a grant or a link; or a community, which all its members leave. Raises NothingThere, MeasureStands."""
    owner_id = await uow.session.scalar(select(Grant.owner_id).where(Grant.id == target_id))
    if owner_id is None:
        await act(uow, AdminVerb.END_COMMUNITY, target_id, reason)
        measure = await _withdraw_community(uow, target_id, MeasureKind.END_COMMUNITY, reason, about)
        uow.enqueue(EndCommunity(community_id=target_id))
        return measure
    await act(uow, AdminVerb.END_GRANT, target_id, reason)
    person = await lock_row(uow.session, User, owner_id)
    await ending_locks.lock(uow, owner_id)
    await grant_endings.take_back(uow, await lock_row(uow.session, Grant, target_id))
    measure = await measures.take(uow, MeasureKind.END_GRANT, person, target_id, reason)
    await reports.close_all(uow, Report.grant_id == target_id, reason, about)
    return measure


async def restrict(uow: UnitOfWork, email: str, reason: str) -> Measure:
    """Forbid the account to publish and share. Publications stay until they are withdrawn.

    Raises NothingThere, MeasureStands.
    """
    person = await _person(uow, email)
    await act(uow, AdminVerb.RESTRICT, person.id, reason)
    return await measures.take(uow, MeasureKind.RESTRICT, person, person.id, reason)


async def sign_out(uow: UnitOfWork, email: str, reason: str) -> None:
    """End all sessions and links, and delete the password, when somebody else may use the account.

    Raises NothingThere.
    """
    person = await _person(uow, email)
    await act(uow, AdminVerb.SIGN_OUT, person.id, reason)
    person.password_hash = None
    person.touch(uow.now)
    await sessions.end_all(uow, person.id)
    await bearer_links.end_all(uow, person.id)
    effect = SIGNED_OUT_EFFECT.in_(person.language)
    await mails.post(uow, person.email, measure_mail(person.language, subject=SIGNED_OUT, effect=effect, reason=reason))


async def lift(uow: UnitOfWork, measure_id: UUID, reason: str) -> Measure:
    """Lift a measure and notify the person. Raises MeasureNotFound."""
    await act(uow, AdminVerb.LIFT_MEASURE, measure_id, reason)
    measure = await measures.lock(uow, measure_id)
    if _lift(uow, measure):
        await measures.notify(uow, measure, (LIFT_SUBJECT, LIFT_EFFECT), reason)
    return measure


def _lift(uow: UnitOfWork, measure: Measure) -> bool:
    is_lifted = measure.lift(uow.now)
    if is_lifted and measure.kind is MeasureKind.RESTRICT and measure.person_id is not None:
        uow.enqueue(AdmitKeptPlaces(person_id=measure.person_id))  # a guardian may have agreed meanwhile
    return is_lifted


async def answer(uow: UnitOfWork, measure_id: UUID, reason: str, *, lifts: bool) -> Measure:
    """Answer an objection to a measure, and lift the measure if `lifts`. Raises MeasureNotFound, AppealClosed."""
    await act(uow, AdminVerb.ANSWER_APPEAL, measure_id, reason)
    measure = await measures.lock(uow, measure_id)
    measure.rule(reason, uow.now)
    if lifts:
        _lift(uow, measure)
    texts = (LIFT_SUBJECT, LIFT_EFFECT) if lifts else (ANSWER_SUBJECT, ANSWER_EFFECT)
    await measures.notify(uow, measure, texts, reason)
    return measure


async def answer_report(uow: UnitOfWork, reference: str, reason: str, *, reverses: bool) -> str:
    """Answer the appeal of the person who reported. Raises ReportNotFound, AppealClosed."""
    report = await _of(uow, reference)
    await act(uow, AdminVerb.ANSWER_APPEAL, report.id, reason)
    report.rule(reason, uow.now)
    if reverses:
        report.reverse()
    await reports.write(uow, report)
    return report.reference


async def _withdraw_community(
    uow: UnitOfWork, community_id: UUID, kind: MeasureKind, reason: str, about: Collection[ReportReason]
) -> Measure:
    """Hide the page of a community, end its invitations and decide its reports. Raises NothingThere, MeasureStands."""
    statement = select(Community).where(Community.id == community_id, Community.closed_at.is_(None))
    community = await fetch_one(uow.session, statement.with_for_update(key_share=True), NothingThere)
    community.hide(uow.now)
    await invitations.revoke_all(uow, community_id)
    measure = await measures.take(uow, kind, None, community_id, reason)
    await _close_reports(uow, community_id, reason, about)
    return measure


async def _close_reports(uow: UnitOfWork, target_id: UUID, reason: str, about: Collection[ReportReason]) -> None:
    """Decide the reports of the target, and its flags that wait for operators."""
    await reports.close_all(uow, Report.target_id == target_id, reason, about)
    statement = select(Flag).where(
        Flag.target_id == target_id, Flag.community_id.is_(None), Flag.state == FlagState.OPEN
    )
    for flag in await uow.session.scalars(statement.order_by(Flag.id).with_for_update()):
        flag.decide(FlagState.HIDDEN, reason, uow.actor.user_id, uow.now)


async def _content(uow: UnitOfWork, report: Report) -> str | None:
    """Return what was reported; of a community, the name and the charter that it has now."""
    match report.target_type:
        case ReportTarget.COMMUNITY:
            community = await uow.session.get_one(Community, report.target_id)
            return json.dumps({"name": community.name, "charter": community.charter}, ensure_ascii=False)
        case ReportTarget.STORY:
            statement = select(Edition.content).where(
                Edition.story_id == report.target_id, Edition.number == report.edition
            )
        case ReportTarget.PORTRAIT:
            statement = select(PortraitEdition.content).where(
                PortraitEdition.portrait_id == report.target_id, PortraitEdition.number == report.edition
            )
        case target:
            assert_never(target)
    return await uow.session.scalar(statement)


async def _write_files(uow: UnitOfWork, report: Report, to: Path) -> None:
    """Write the files of the reported edition: its link may need a passcode, be used up, or have ended."""
    await asyncio.to_thread(to.mkdir, 0o700)
    for copy_id, variants in await _copies(uow, report):
        for variant in variants:
            name = f"{copy_id}-{variant['name']}.{SUFFIXES.get(variant['content_type'], 'bin')}"
            await uow.runtime.objects.get_file(variant["object_key"], to / name)


async def _copies(uow: UnitOfWork, report: Report) -> Sequence[Row[UUID, list[dict[str, Any]]]]:
    match report.target_type:
        case ReportTarget.COMMUNITY:
            return ()
        case ReportTarget.STORY:
            statement = select(EditionMedia.id, EditionMedia.variants).where(
                EditionMedia.story_id == report.target_id, EditionMedia.edition == report.edition
            )
        case ReportTarget.PORTRAIT:
            statement = select(PortraitMedia.id, PortraitMedia.variants).where(
                PortraitMedia.portrait_id == report.target_id, PortraitMedia.edition == report.edition
            )
        case target:
            assert_never(target)
    return (await uow.session.execute(statement)).all()


async def _of(uow: UnitOfWork, reference: str) -> Report:
    statement = select(Report).where(Report.reference == reference.upper())
    return await fetch_one(uow.session, statement.with_for_update(), reports.ReportNotFound)


async def _person(uow: UnitOfWork, email: str) -> User:
    return await fetch_one(uow.session, select(User).where(User.email == email).with_for_update(), NothingThere)


def _waiting(report: Report, uow: UnitOfWork) -> dict[str, Any]:
    return {
        "reference": report.reference,
        "target": {"type": report.target_type, "id": str(report.target_id), "edition": report.edition},
        "access": report.grant_id and str(report.grant_id),
        "reason": report.reason,
        "text": report.text,
        "created_at": f"{report.created_at:%Y-%m-%d %H:%M}",
        "due_at": f"{report.due_at:%Y-%m-%d %H:%M}",
        "overdue": report.state is ReportState.OPEN and report.due_at <= uow.now,
        "state": report.state,
        "decision": report.decision,
        "appeal": report.appeal,
    }
