"""Statistics of the installation. A count of one to four is withheld, because it might identify people."""

from datetime import timedelta

from sqlalchemy import text

from app.core.uow import UnitOfWork
from app.models.operators import AdminVerb
from app.schemas.operators import AdminImportsRead, AdminStatisticsRead, ImportCountRead
from app.services.operators.operators import act

FEWEST = 5
RECENT = timedelta(days=30)
STATEMENT_TIMEOUT = text("set local statement_timeout = '30s'")  # the statements count whole tables
COUNTS = text("""
    select (select count(*) from users where guest_of is null) as people,
        (select count(*) from users where guest_of is null and created_at > :since) as people_new,
        (select count(distinct user_id) from sessions where rotated_at > :since) as people_active,
        (select count(*) from experiences) as experiences,
        (select count(*) from experiences where received_at > :since) as experiences_new,
        (select count(*) from media) as media,
        (select count(*) from stories where withdrawn_at is null) as stories,
        (select count(*) from portraits) as portraits,
        (select count(*) from grants where revoked_at is null and (starts_at is null or starts_at <= :now)
            and (ends_at is null or ends_at > :now)) as grants,
        (select count(*) from talents) as talents,
        (select count(*) from endorsements where state = 'confirmed') as endorsements,
        (select count(*) from communities where closed_at is null) as communities,
        (select count(*) from communities where closed_at is null and verified_at is not null) as communities_verified,
        (select count(*) from missions) as missions,
        (select count(*) from responses) as responses
""")
BYTES = text("select coalesce(sum(size), 0)::bigint from media where state = 'ready'")
IMPORTS = text("""
    select source, state, reason, count(*) as count from imports group by 1, 2, 3 order by 1, 2, 3
""")
OLDEST_IMPORT = text("""
    select coalesce(extract(epoch from cast(:now as timestamptz) - min(asked_at)), 0)::bigint
    from imports where state in ('reading', 'importing')
""")


async def count(uow: UnitOfWork) -> AdminStatisticsRead:
    await act(uow, AdminVerb.READ_STATISTICS)
    await uow.session.execute(STATEMENT_TIMEOUT)
    row = (await uow.session.execute(COUNTS, {"now": uow.now, "since": uow.now - RECENT})).mappings().one()
    counts = {name: _withhold_small(number) for name, number in row.items()}
    media_bytes = None if counts["media"] is None else await uow.session.scalar(BYTES)
    return AdminStatisticsRead.model_validate({**counts, "media_bytes": media_bytes})


async def count_imports(uow: UnitOfWork) -> AdminImportsRead:
    await act(uow, AdminVerb.READ_IMPORTS)
    counts = (await uow.session.execute(IMPORTS)).mappings()
    return AdminImportsRead(
        counts=[ImportCountRead.model_validate(dict(row)) for row in counts],
        oldest_waiting_seconds=await uow.session.scalar(OLDEST_IMPORT, {"now": uow.now}) or 0,
    )


def _withhold_small(number: int) -> int | None:
    return None if 0 < number < FEWEST else number
