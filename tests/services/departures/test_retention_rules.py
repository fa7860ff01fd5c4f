"""Each time that the data map promises is kept: by a job that comes by itself, or by what somebody does."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.core.actor import SYSTEM
from app.core.changes import Change
from app.core.db import Base
from app.core.jobs import Job
from app.core.uow import Runtime
from app.models.consents import Consent
from app.models.grant_requests import RequestState
from app.models.grants import AccessEvent, DepartedReader
from app.models.guardians import Guardianship, GuardianshipState
from app.models.operators import AdminAct
from app.models.security_events import SecurityEvent
from app.policies.data_map import TABLES, Retention
from app.services.access.access_events import ForgetReadings
from app.services.communities.kept_places import LapseKeptPlaces
from app.services.departures import erasures, membership_endings, portrait_endings, story_endings
from app.services.departures.ended import ForgetEnded
from app.services.departures.erasures import EraseDue
from app.services.departures.experience_bin import EmptyBin
from app.services.departures.retention import EndIdleSessions, ForgetExpired, ForgetTombstones
from app.services.media import media
from app.services.media.objects import SweepObjects
from app.services.media.uploads import ForgetUploads
from app.services.missions.terms import ForgetOccurrences
from app.services.portability.exports import ForgetExports
from app.services.portability.imports import ForgetImports
from app.services.sharing import comments
from app.services.sharing.gathered_posts import PostGathered
from app.services.sharing.reports import ForgetReports
from app.services.talents import talents
from app.services.talents.endorsement_requests import ExpireEndorsements
from app.tasks import HANDLERS, SCHEDULE
from tests.support.canaries import plant
from tests.support.people import NOW, Person, Watch
from tests.support.rows import made

R = Retention
A_YEAR, TWO_YEARS = timedelta(days=364), timedelta(days=729)  # and a day: PostgreSQL keeps what is younger
OVER: Mapping[str, Mapping[str, Any]] = {
    "grants": {"revoked_at": None, "ends_at": NOW - TWO_YEARS},
    "link_days": {"day": (NOW - TWO_YEARS).date()},
    "grant_requests": {"state": RequestState.REFUSED, "updated_at": NOW - TWO_YEARS},
    "memberships": {"ended_at": NOW - A_YEAR, "barred_at": None},
    "flags": {"decided_at": NOW - A_YEAR},
    "hidings": {"lifted_at": NOW - A_YEAR},
    "measures": {"lifted_at": NOW - A_YEAR, "answered_at": NOW - A_YEAR},
    "reports": {"created_at": NOW - TWO_YEARS},
}
BY_ITSELF: Mapping[Retention, tuple[type[Job], ...]] = {
    R.BIN: (EmptyBin,),
    R.SESSION: (EndIdleSessions, ForgetExpired),
    R.CODE: (ForgetExpired,),
    R.WINDOW: (ForgetExpired,),
    R.RETRIES: (ForgetExpired,),
    R.MAIL: (ForgetExpired,),
    R.GATHERED: (PostGathered,),
    R.TOMBSTONE: (ForgetTombstones,),
    R.UPLOAD: (ForgetUploads,),
    R.SWEEP: (SweepObjects,),
    R.RECOGNITION: (ExpireEndorsements,),
    R.NOTIFICATION: (ForgetExpired,),
    R.PLACE: (LapseKeptPlaces,),
    R.IMPORT: (ForgetImports,),
    R.DAY: (ForgetExports,),
    R.REFLECTION: (EraseDue,),  # tests/api/test_erasures.py
    R.DELIVERY: (ForgetExpired,),
    R.AUDIT: (ForgetExpired,),
    R.ACCESS: (ForgetEnded,),
    R.LINK_DAY: (ForgetEnded,),
    R.AGREEMENT: (ForgetEnded,),
    R.MEMBERSHIP: (ForgetEnded,),
    R.PROOF: (ForgetEnded,),
    R.DECISION: (ForgetEnded,),
    R.STANDING: (ForgetEnded,),
    R.SECURITY: (ForgetExpired,),
    R.READING: (ForgetReadings,),
    R.DEPARTED: (ForgetReadings,),
    R.REPORT: (ForgetReports,),
}
BY_AN_ACT: Mapping[Retention, tuple[Callable[..., Any], ...]] = {
    R.ACCOUNT: (erasures.ask,),
    R.DELETION: (story_endings.delete_journal, portrait_endings.delete, comments.delete),
    R.OWN_WORD: (talents.delete,),
    R.SHOWN: (media.delete, media.delete_unused),
    R.LAST_MEMBER: (membership_endings.leave_all,),
    R.MISSIONS: (membership_endings.leave_all,),  # and ForgetOccurrences: tests/api/test_past_occurrences.py
    R.ANSWERS: (erasures.ask,),
    R.ALWAYS: (),
}


async def there(runtime: Runtime, rows: Mapping[str, Mapping[str, Any]], names: list[str]) -> set[str]:
    names_of_tables = set()
    async with runtime.database.sessions() as session:
        for name in names:
            table = Base.metadata.tables[name]
            key = [column == rows[name][column.name] for column in table.primary_key]
            row = (await session.execute(select(table).where(*key))).mappings().first()
            if row is not None and row.get("email", "") is not None:  # of an endorsement, the row stays
                names_of_tables.add(name)
    return names_of_tables


async def run(runtime: Runtime, jobs: tuple[type[Job], ...]) -> None:
    for kind in jobs:
        async with runtime.work(SYSTEM) as uow:
            await HANDLERS[kind](uow, kind())


def test_each_time_is_kept_by_a_job_on_the_schedule_or_by_an_act() -> None:
    assert set(BY_ITSELF) | set(BY_AN_ACT) == set(Retention)
    assert set(BY_ITSELF).isdisjoint(BY_AN_ACT)
    assert (len(BY_ITSELF), len(BY_AN_ACT)) == (29, 8)
    jobs = {kind for kinds in BY_ITSELF.values() for kind in kinds}
    assert jobs <= set(HANDLERS)
    assert jobs <= {type(item.job) for item in SCHEDULE}
    assert len(jobs) == 15
    assert ForgetOccurrences in {type(item.job) for item in SCHEDULE}
    assert {entry.retention for entry in TABLES.values()} == set(Retention)


async def grown(runtime: Runtime, alice: Person) -> dict[str, dict[str, Any]]:
    """A row of hers in each table, so old that it is over in eleven months."""
    async with runtime.database.sessions.begin() as session:
        rows = await plant(session, alice.id, f"canari{alice.id.hex}")
        act = made(AdminAct, at=NOW - A_YEAR, account="root")  # a younger one PostgreSQL keeps
        read = made(AccessEvent, owner_id=alice.id, at=NOW - TWO_YEARS)
        left = made(DepartedReader, left_at=NOW - A_YEAR)
        event = made(SecurityEvent, user_id=alice.id, at=NOW - A_YEAR)
        over = {"ended_at": NOW - A_YEAR, "asked_at": NOW - A_YEAR, "state": GuardianshipState.ENDED}
        guardianship = made(Guardianship, person_id=alice.id, **over)
        proof = made(Consent, person_id=alice.id, withdrawn_at=NOW - A_YEAR)
        session.add_all([act, read, left, event, guardianship, proof])
        rows["consents"] = {"id": proof.id}
        rows["guardianships"] = {"id": guardianship.id}
        rows["security_events"] = {"id": event.id}
        rows["admin_acts"], rows["access_events"] = {"id": act.id}, {"id": read.id}
        rows["departed_readers"] = {"user_id": left.user_id}
        for name, values in OVER.items():
            table = Base.metadata.tables[name]
            key = [column == rows[name][column.name] for column in table.primary_key]
            await session.execute(update(table).where(*key).values(values))
            rows[name] |= values
        await session.execute(update(Change).where(Change.user_id == alice.id).values(deleted=True))
    return rows


async def test_what_is_to_be_forgotten_is_forgotten(alice: Person, runtime: Runtime, watch: Watch) -> None:
    """A row in each table, and then eleven months in which nobody comes back."""
    rows = await grown(runtime, alice)
    rules = {retention: jobs for retention, jobs in BY_ITSELF.items() if retention is not R.REFLECTION}
    names = [name for name, entry in TABLES.items() if entry.retention in rules]
    assert len(names) >= 18
    assert await there(runtime, rows, names) == set(names)
    watch.advance(days=330)
    for retention, jobs in rules.items():
        await run(runtime, jobs)
        own_tables = [name for name in names if TABLES[name].retention is retention]
        assert await there(runtime, rows, own_tables) == set(), retention
