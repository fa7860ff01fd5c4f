"""Editions of reports: figures are frozen, all else is a reference. An edition is checked by computing it again."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import ME
from app.core.errors import NotFound
from app.core.i18n import Language, Words
from app.core.projections import NOW, Representation, SingleProjection, build
from app.core.uow import Reading, UnitOfWork
from app.models.communities import Community
from app.models.grants import Reach, TargetType
from app.models.programme_reports import ProgrammeReport, ReportEdition, ReportEditionState
from app.models.programmes import Programme, ProgrammeState
from app.models.webhooks import WebhookEvent
from app.policies.programme_reports import drafted_by, granted_to, published
from app.policies.sessions import SIGNED_IN
from app.policies.small_groups import round_down
from app.schemas.programme_reports import FigureCheckRead, ReportCheckRead, ReportFiguresRead
from app.services.access import grant_endings
from app.services.figures import computing
from app.services.figures.computing import FrozenJson
from app.services.figures.disclosure import EarlierEdition
from app.services.figures.figure import Scope
from app.services.figures.registry import FIGURES
from app.services.notifications.notifications import close
from app.services.programme_reports import reports, sections
from app.services.programme_reports.documents import EditionText
from app.services.programme_reports.reports import Period, ProgrammeReportNotFound, is_final, scope_of
from app.services.shared.webhook_events import emit
from app.services.sharing import report_notifications


class ReportEditionNotFound(NotFound):
    title = Words("Édition introuvable")
    advice = Words("Cette édition n’existe pas, est retirée, ou une plus récente l’a remplacée.")


ERASURES = Words("{people} personnes ou plus ont effacé leur compte depuis, ou repris leur réponse.", context="figure")
FEW_ERASURES = Words("Moins de {k} personnes ont effacé leur compte depuis, ou repris leur réponse.")
REASONS = {
    "late": Words("Des réponses ou des présences ont été notées après la publication."),
    "definition": Words("La définition de ce chiffre a changé depuis."),
    "day": Words("Ce chiffre est celui du jour du calcul : il change avec les membres."),
    "other": Words("Ce que ce chiffre compte a changé depuis la publication."),
}


READER = SingleProjection(
    SIGNED_IN,
    build({"drafts": drafted_by(ME)}),
    ProgrammeReport.version,
    or_(drafted_by(ME), granted_to(ME, NOW)),
    ProgrammeReport.id == bindparam("id", type_=Uuid()),
    missing=ProgrammeReportNotFound,
)


class Opened(NamedTuple):
    """An edition, as one reader may read it. `reach`: who reads it."""

    report: ProgrammeReport
    edition: ReportEdition
    community: Community
    programme_title: str | None
    reach: Reach


async def figures(reading: Reading, report_id: UUID) -> ReportFiguresRead:
    """Compute the figures of a report now, for who writes it. Raises ProgrammeReportNotFound."""
    await reports.REPORT.get(reading, id=report_id)
    async with reading.database.sessions() as session:
        report, community = await _with_community(session, report_id)
        scope = await scope_of(session, _period_of(report), community, reading.actor.id, reading.now)
        results = await computing.compute(session, scope, list(FIGURES), await _earlier(session, scope))
    return ReportFiguresRead.model_validate(
        {
            "report_id": report_id,
            "computed_at": scope.as_of,
            "k_min": scope.k,
            "is_over": scope.is_over,
            "figures": [computing.as_read(item, scope.k, reading.locale) for item in results],
        }
    )


async def publish(uow: UnitOfWork, report_id: UUID) -> tuple[Representation, bool]:
    """Publish the validated draft as the next edition. The same again changes nothing.

    Raises ProgrammeReportNotFound, ManagersOnly, ReportMoved.
    """
    report = await reports.get_to_decide(uow, report_id)
    if not report.publish(uow.now):
        return await reports.show(uow, report_id), False
    community = await uow.session.get_one(Community, report.community_id)
    scope = await scope_of(uow.session, _period_of(report), community, uow.actor.id, uow.now)
    results = await computing.compute(uow.session, scope, sections.codes_of(report), await _earlier(uow.session, scope))
    contents = [await sections.freeze(uow.session, scope, report, item) for item in report.sections]
    uow.session.add(
        ReportEdition(
            report_id=report_id,
            number=report.edition,
            published_by=uow.actor.id,
            k_min=scope.k,
            content={
                "kind": report.kind,
                "title": report.title,
                "language": report.language,
                "programme_id": report.programme_id and str(report.programme_id),
                "starts_on": report.starts_on.isoformat(),
                "ends_on": report.ends_on.isoformat(),
                "sections": contents,
            },
            figures=results,
            computed_at=uow.now,
        )
    )
    await _tell_programme(uow, report)
    await report_notifications.notify_readers(uow, report)
    await report_notifications.notify_cited(
        uow, report, {UUID(id_) for item in contents for id_ in item.get("quotes", ())}
    )
    await emit(uow, WebhookEvent.EDITION_PUBLICATION, report.community_id, report_id=report_id)
    return await reports.show(uow, report_id), True


async def withdraw(uow: UnitOfWork, report_id: UUID) -> None:
    """Withdraw all editions, and end every access to them.

    Raises ProgrammeReportNotFound, ManagersOnly, ReportMoved.
    """
    report = await reports.get_to_manage(uow, report_id)
    if report.withdraw(uow.now):
        await close(uow, report_id)
        await grant_endings.end_all(uow, TargetType.REPORT, report_id)
        await emit(uow, WebhookEvent.EDITION_WITHDRAWAL, report.community_id, report_id=report_id)


async def open_edition(reading: Reading, report_id: UUID, number: int) -> Opened:
    """Return an edition to who writes the report, and the latest one to managers of communities that were granted it.

    Raises ProgrammeReportNotFound, ReportEditionNotFound.
    """
    reader = json.loads((await READER.get(reading, id=report_id)).json)
    reach = Reach.TEAM if reader["drafts"] else Reach.REGION
    async with reading.database.sessions() as session:
        report = await session.get_one(ProgrammeReport, report_id)
        is_readable = reach is Reach.TEAM or number == report.edition
        if report.withdrawn_at is not None or not is_readable:
            raise ReportEditionNotFound
        return await _opened(session, report, number, reach)


async def open_latest(session: AsyncSession, report_id: UUID, reach: Reach) -> Opened | None:
    """Return the latest edition of a report that is published, for readers whose right was checked."""
    report = await session.scalar(select(ProgrammeReport).where(ProgrammeReport.id == report_id, published()))
    return None if report is None else await _opened(session, report, report.edition, reach)


async def say(reading: Reading, report_id: UUID, number: int) -> EditionText:
    """Return what an edition says to the reader, now. Raises ProgrammeReportNotFound, ReportEditionNotFound."""
    issue = await open_edition(reading, report_id, number)
    async with reading.database.sessions() as session:
        return EditionText(await as_read(session, issue, reading.locale, reading.now), reading.locale)


async def as_read(session: AsyncSession, issue: Opened, language: Language, now: datetime) -> FrozenJson:
    """Return the edition in the shape of ReportEditionRead: references are asked again, for these readers."""
    report, edition, content = issue.report, issue.edition, issue.edition.content
    resolver = sections.Resolver(session, report, edition, issue.reach, language, now, issue.community.timezone)
    is_latest = edition.number == report.edition
    return {
        "report_id": str(report.id),
        "number": edition.number,
        "state": ReportEditionState.CURRENT if is_latest else ReportEditionState.FORMER,
        "community": {"id": str(report.community_id), "name": issue.community.name},
        "programme": issue.programme_title and {"id": str(report.programme_id), "name": issue.programme_title},
        **{name: content[name] for name in ("kind", "title", "language", "starts_on", "ends_on")},
        "k_min": edition.k_min,
        "computed_at": edition.computed_at,
        "sections": [await resolver.read(item) for item in content["sections"]],
    }


async def check(reading: Reading, report_id: UUID, number: int) -> ReportCheckRead:
    """Compute the figures of an edition again. Raises ProgrammeReportNotFound, ReportEditionNotFound.

    Accounts count as on the day of the publication: the same data give the same digests, byte by byte.
    """
    await reports.REPORT.get(reading, id=report_id)
    issue = await open_edition(reading, report_id, number)
    edition, content = issue.edition, issue.edition.content
    codes = list(dict.fromkeys(computing.code_of(item["code"]) for item in edition.figures))
    async with reading.database.sessions() as session:
        period = _period(content, issue.report.programme_id)
        scope = await scope_of(session, period, issue.community, reading.actor.id, edition.computed_at)
        scope = replace(scope, k=edition.k_min)
        results = await computing.compute(session, scope, codes, await _earlier(session, scope))
    again = {item["code"]: item for item in results}
    return ReportCheckRead(
        report_id=report_id,
        number=number,
        computed_at=edition.computed_at,
        checked_at=reading.now,
        figures=[_compare(item, again.get(item["code"]), scope, reading.locale) for item in edition.figures],
    )


def _compare(before: FrozenJson, after: FrozenJson | None, scope: Scope, language: Language) -> FigureCheckRead:
    figure = FIGURES[computing.code_of(before["code"])]
    is_equal = after is not None and before["digest"] == after["digest"]
    reason, people, note = None, None, None
    if not is_equal:
        lost = (before["people"] or 0) - ((after or {}).get("people") or 0)
        if before["definition"] != figure.definition.fr or "exactness" not in before:
            reason = "definition"
        elif figure.is_of_day:
            reason = "day"
        elif lost > 0:
            reason, people = "erased", round_down(lost, scope.k) or None
        else:
            reason = "late" if lost < 0 else "other"
        if reason == "erased":
            note = ERASURES.in_(language, people=people) if people else FEW_ERASURES.in_(language, k=scope.k)
        else:
            note = REASONS[reason].in_(language)
    return FigureCheckRead.model_validate(
        {
            "code": before["code"],
            "label": computing.as_read(before, scope.k, language)["label"],
            "result": "same" if is_equal else "differs",
            "reason": reason,
            "people": people,
            "note": note,
        }
    )


def _period_of(report: ProgrammeReport) -> Period:
    return Period(report.programme_id, report.starts_on, report.ends_on)


def _period(content: FrozenJson, programme_id: UUID | None) -> Period:
    """Return what an edition counts. Older ones do not say of which programme: it is that of the report."""
    if "programme_id" in content:
        programme_id = content["programme_id"] and UUID(content["programme_id"])
    return Period(programme_id, *(date.fromisoformat(content[name]) for name in ("starts_on", "ends_on")))


async def _earlier(session: AsyncSession, scope: Scope) -> list[EarlierEdition]:
    """Return the editions of the community that were published before, of periods that were over."""
    statement = (
        select(ReportEdition.content, ReportEdition.figures, ReportEdition.computed_at, ProgrammeReport.programme_id)
        .join(ProgrammeReport, ProgrammeReport.id == ReportEdition.report_id)
        .where(ProgrammeReport.community_id == scope.community_id, ReportEdition.computed_at < scope.as_of)
        .order_by(ReportEdition.computed_at, ReportEdition.report_id)
    )
    editions = []
    for row in await session.execute(statement):
        period = _period(row.content, row.programme_id)
        from_at, to_at = period.instants(scope.timezone)
        programme = await session.get(Programme, period.programme_id) if period.programme_id else None
        if to_at <= row.computed_at or is_final(programme, row.computed_at):
            figures = {item["code"]: item for item in row.figures}
            editions.append(EarlierEdition(period.programme_id, from_at, to_at, figures))
    return editions


async def _with_community(session: AsyncSession, report_id: UUID) -> tuple[ProgrammeReport, Community]:
    report = await session.get_one(ProgrammeReport, report_id)
    return report, await session.get_one(Community, report.community_id)


async def _tell_programme(uow: UnitOfWork, report: ProgrammeReport) -> None:
    """Record that a closed programme has its report."""
    if report.programme_id is not None:
        programme = await uow.session.get_one(Programme, report.programme_id, with_for_update=True)
        if programme.state is ProgrammeState.CLOSED:
            programme.report(uow.now)


async def _opened(session: AsyncSession, report: ProgrammeReport, number: int, reach: Reach) -> Opened:
    edition = await session.get(ReportEdition, (report.id, number))
    if edition is None:
        raise ReportEditionNotFound
    community = await session.get_one(Community, report.community_id)
    programme = await session.get(Programme, report.programme_id) if report.programme_id else None
    return Opened(report, edition, community, programme.title if programme else None, reach)
