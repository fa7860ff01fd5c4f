"""Quotes in reports: words of an answer that the person agreed to show, read again from their grants each time."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, select

from app.core.compiled import Compiled
from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.projections import NOW
from app.core.uow import Runtime
from app.models.grants import Grant, Reach
from app.policies.quotes import quoted, within

REPORT = bindparam("report_id", type_=Uuid())


class ReportHasDeadQuotes(Conflict):
    title = Words("Une citation de ce bilan n’est plus permise")
    advice = Words("La personne l’a reprise, ou son accord a pris fin. Retire cette citation, ou demande-la à nouveau.")


class Quote(NamedTuple):
    """Words as they may be shown: of whom, nobody may be told but by `attributed_to`."""

    id: UUID  # of the grant
    excerpt: str
    attributed_to: str | None


def select_quotes(
    reach: Reach, report_id: ColumnElement[UUID] = REPORT, now: ColumnElement[datetime] = NOW
) -> Select[UUID, str | None, str | None]:
    """Select the quotes of a report that readers within `reach` see now, in the order in which they were given."""
    statement = select(Grant.id, Grant.excerpt, Grant.attributed_to)
    return statement.where(quoted(report_id, now), within(reach, Grant.reach)).order_by(Grant.created_at, Grant.id)


_QUOTES = {reach: Compiled(select_quotes(reach)) for reach in Reach}


async def of_report(runtime: Runtime, report_id: UUID, reach: Reach) -> list[Quote]:
    """Return the quotes of the report that readers within `reach` see now. Nothing of them is to be kept."""
    statement = _QUOTES[reach]
    values = statement.values({"report_id": report_id, "now": runtime.clock()})
    return [Quote(*row) for row in await runtime.database.reads.fetch(statement.query, *values)]


async def check_alive(runtime: Runtime, report_id: UUID, quotes: Collection[UUID], reach: Reach) -> None:
    """Raises ReportHasDeadQuotes where the report cites a quote that its readers may not see now."""
    alive = {quote.id for quote in await of_report(runtime, report_id, reach)}
    if not set(quotes) <= alive:
        raise ReportHasDeadQuotes
