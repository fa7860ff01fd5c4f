"""The times of the data map as questions to the database, and the jobs that keep them, in one table.

The questions are written by the words of the map, not by the jobs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.core.dates import months_from
from app.core.jobs import Job
from app.core.uow import Runtime
from app.models.endorsements import EndorsementState
from app.models.flags import FlagState
from app.models.grant_requests import RequestState
from app.models.guardians import GuardianshipState
from app.models.media import TranscriptionState
from app.models.memberships import MembershipState
from app.models.missions import MissionState
from app.models.reports import MONTHS_TO_APPEAL, MeasureKind
from app.models.responses import ResponseState
from app.models.rooms import RoomState
from app.policies.data_map import Retention
from app.services.access.access_events import ForgetReadings
from app.services.accounts.inactivity import EndInactiveAccounts
from app.services.communities.kept_places import LapseKeptPlaces
from app.services.departures import erasures, membership_endings, portrait_endings, story_endings
from app.services.departures.ended import ForgetEnded
from app.services.departures.erasures import EraseDueAccounts
from app.services.departures.experience_bin import EmptyBin
from app.services.departures.guests import EraseGuests
from app.services.departures.join_requests import LapseJoinRequests
from app.services.departures.retention import EndIdleSessions, ForgetExpired, ForgetTombstones
from app.services.media.objects import SweepObjects
from app.services.media.transcriptions import ForgetProposals
from app.services.media.uploads import ForgetUploads
from app.services.missions.terms import ForgetOccurrences
from app.services.portability.exports import ForgetExports
from app.services.portability.imports import ForgetImports
from app.services.sharing import comments
from app.services.sharing.gathered_posts import PostGathered
from app.services.sharing.reports import ForgetReports
from app.services.talents import talents
from app.services.talents.endorsement_requests import ExpireEndorsements
from tests.support.people import NOW

R = Retention
NONE, A_DAY = timedelta(0), timedelta(days=1)
SIX_MONTHS = NOW - months_from(NOW, -MONTHS_TO_APPEAL)  # of the calendar, until the instant of the tests
MONTH, HALF_A_YEAR, YEAR, TWO_YEARS = (timedelta(days=days) for days in (30, 180, 365, 730))
Value = object | Callable[[datetime], object]


@dataclass(frozen=True, slots=True)
class Beside:
    """A row of another table that says when the time began."""

    table: str
    clock: str
    key: Mapping[str, str]  # its columns, and the columns of the row that they equal
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """What is to be gone: a row of a table, or what one of its columns says.

    `since` is the instant from which `life` counts. `over` is what an old row says beside that instant.
    """

    column: str  # with its table
    retention: Retention
    life: timedelta
    jobs: tuple[type[Job], ...]
    rows: str = "true"
    since: str = ""
    clock: str = ""  # the column that a test sets
    over: Mapping[str, Value] = field(default_factory=dict)
    beside: Beside | None = None
    without: tuple[str, ...] = ()  # tables whose rows would keep it
    also: frozenset[str] = frozenset()  # what is reported with it

    @property
    def table(self) -> str:
        return self.column.partition(".")[0]

    @property
    def instant(self) -> str:
        return self.clock or self.column.partition(".")[2]

    @property
    def condition(self) -> str:
        """SQL; $1 is now."""
        life = f"interval '{self.life // timedelta(seconds=1)} seconds'"
        return f"({self.rows}) and {self.since or self.instant} <= $1::timestamptz - {life}"


def now(instant: datetime) -> datetime:
    return instant


UNANSWERED = "(appealed_at is null or answered_at is not null)"  # no appeal waits
STANDING = "state in ('submitted', 'returned', 'accepted')"
ARCHIVED: Mapping[str, Value] = {"state": MissionState.ARCHIVED, "slot": now, "forgotten_at": None}  # of a series
ROOM = Beside("rooms", "ends_at", {"id": "room_id"}, {"state": RoomState.CLOSED})
END_OF_ROOM = "(select ends_at from rooms where rooms.id = room_id)"
TERMS = (
    Term("experiences.trashed_at", R.BIN, MONTH, (EmptyBin,), without=("journals",)),
    Term(
        "sessions.rotated_at",
        R.SESSION,
        HALF_A_YEAR,
        (EndIdleSessions,),
        rows="ended_at is null",
        over={"ended_at": None},
    ),
    Term("sessions.ended_at", R.SESSION, MONTH, (ForgetExpired,)),
    Term("api_tokens.expires_at", R.TOKEN, MONTH, (ForgetExpired,)),
    Term("sign_in_codes.expires_at", R.CODE, NONE, (ForgetExpired,)),
    Term("person_codes.expires_at", R.CODE, NONE, (ForgetExpired,)),
    Term("sign_in_passes.created_at", R.SECURITY, YEAR, (ForgetExpired,)),
    Term("spent_challenges.expires_at", R.CODE, NONE, (ForgetExpired,)),
    Term("provider_sign_ins.expires_at", R.SIGN_IN, NONE, (ForgetExpired,)),
    Term("limits.ends_at", R.WINDOW, NONE, (ForgetExpired,)),
    Term(
        "idempotency_keys.created_at",
        R.RETRIES,
        timedelta(hours=48),
        (ForgetExpired,),
        rows="key not like '% %'",
    ),
    Term(
        "idempotency_keys.key",
        R.RETRIES,
        HALF_A_YEAR,
        (ForgetExpired,),
        rows="key like '% %'",
        clock="created_at",
        over={"key": "of a phone"},
    ),
    Term(
        "mails.created_at",
        R.MAIL,
        MONTH,
        (ForgetExpired,),
        rows="coalesce(sent_at, refused_at) is not null",
        over={"letter": None, "until": None},
    ),
    Term(
        "mails.letter",
        R.MAIL,
        NONE,
        (ForgetExpired,),
        rows="letter is not null",
        clock="until",
        over={"sent_at": None, "refused_at": None},
    ),
    Term(
        "gathered_mails.created_at",
        R.GATHERED,
        MONTH,
        (PostGathered,),
        over={"due_at": lambda instant: instant + MONTH},
    ),
    Term("changes.changed_at", R.TOMBSTONE, HALF_A_YEAR, (ForgetTombstones,), rows="deleted", over={"deleted": True}),
    Term("uploads.expires_at", R.UPLOAD, NONE, (ForgetUploads,)),
    Term("loose_objects.due_at", R.SWEEP, NONE, (SweepObjects,), over={"object_key": str}),
    Term(
        "endorsements.email",
        R.RECOGNITION,
        NONE,
        (ExpireEndorsements,),
        rows="state = 'asked' and email is not null",
        clock="expires_at",
        over={"state": EndorsementState.ASKED},
    ),
    Term(
        "endorsements.message",
        R.RECOGNITION,
        MONTH,
        (ExpireEndorsements,),
        rows="state not in ('asked', 'confirmed') and (asked_name <> '' or message is not null)",
        since="coalesce(withdrawn_at, answered_at, expires_at)",
        clock="expires_at",
        over={"state": EndorsementState.EXPIRED, "withdrawn_at": None, "answered_at": None, "email": None},
    ),
    Term("notifications.told_at", R.NOTIFICATION, HALF_A_YEAR, (ForgetExpired,)),
    Term("webhook_deliveries.created_at", R.DELIVERY, MONTH, (ForgetExpired,)),
    Term("dispatches.created_at", R.DELIVERY, MONTH, (ForgetExpired,)),
    Term("kept_places.until", R.PLACE, NONE, (LapseKeptPlaces,)),
    Term("imports.expires_at", R.IMPORT, NONE, (ForgetImports,)),
    Term("exports.expires_at", R.DAY, NONE, (ForgetExports,)),
    Term("admin_acts.at", R.AUDIT, YEAR, (ForgetExpired,)),
    Term("security_events.at", R.SECURITY, YEAR, (ForgetExpired,)),
    Term("grants.ends_at", R.ACCESS, TWO_YEARS, (ForgetEnded,), over={"revoked_at": None}),
    Term("grants.revoked_at", R.ACCESS, TWO_YEARS, (ForgetEnded,), over={"ends_at": None}),
    Term(
        "grant_requests.answered_at",
        R.ACCESS,
        TWO_YEARS,
        (ForgetEnded,),
        rows="state <> 'pending' and not exists (select from grants where grants.request_id = grant_requests.id)",
        since="coalesce(answered_at, updated_at)",
        over={"state": RequestState.REFUSED, "updated_at": now},
        without=("grants",),
    ),
    Term("link_days.day", R.LINK_DAY, TWO_YEARS, (ForgetEnded,)),
    Term(
        "access_events.at",
        R.READING,
        TWO_YEARS,
        (ForgetReadings,),
        rows="not exists (select from departed_readers where departed_readers.user_id = reader_id)",
    ),
    Term(
        "access_events.reader_name",
        R.READING,
        YEAR,
        (ForgetReadings,),
        rows="reader_name is not null",
        since="(select left_at from departed_readers where departed_readers.user_id = reader_id)",
        beside=Beside("departed_readers", "left_at", {"user_id": "reader_id"}),
        also=frozenset({"departed_readers.left_at"}),
    ),
    Term("departed_readers.left_at", R.DEPARTED, YEAR, (ForgetReadings,)),
    Term(
        "guardianships.ended_at",
        R.AGREEMENT,
        YEAR,
        (ForgetEnded,),
        rows="state = 'ended'",
        over={"state": GuardianshipState.ENDED, "asked_at": now, "answered_at": now},
    ),
    Term(
        "guardianships.answered_at",
        R.AGREEMENT,
        YEAR,
        (ForgetEnded,),
        rows="state = 'declined'",
        over={"state": GuardianshipState.DECLINED, "asked_at": now, "ended_at": None},
    ),
    Term(
        "guardianships.asked_at",
        R.AGREEMENT,
        YEAR,
        (ForgetEnded,),
        rows="state = 'asked'",
        over={"state": GuardianshipState.ASKED, "answered_at": None, "ended_at": None},
    ),
    Term(
        "memberships.ended_at",
        R.MEMBERSHIP,
        YEAR,
        (ForgetEnded,),
        rows="barred_at is null",
        over={"barred_at": None, "state": MembershipState.LEFT},
    ),
    Term(
        "memberships.lapses_at",
        R.MEMBERSHIP,
        NONE,
        (LapseJoinRequests,),
        rows="state = 'requested'",
        over={"state": MembershipState.REQUESTED, "ended_at": None, "barred_at": None, "reminded_at": now},
    ),
    Term("invitations.revoked_at", R.INVITATION, YEAR, (ForgetEnded,), over={"expires_at": None}),
    Term("invitations.expires_at", R.INVITATION, YEAR, (ForgetEnded,), over={"revoked_at": None}),
    Term(
        "second_factors.started_at",
        R.FACTOR,
        A_DAY,
        (ForgetExpired,),
        rows="confirmed_at is null",
        over={"confirmed_at": None},
    ),
    Term(
        "media.cues",
        R.SHOWN,
        YEAR,
        (ForgetProposals,),
        rows="transcription = 'proposed'",
        clock="updated_at",
        over={"transcription": TranscriptionState.PROPOSED},
    ),
    Term("consents.withdrawn_at", R.PROOF, YEAR, (ForgetEnded,)),
    Term("flags.decided_at", R.DECISION, YEAR, (ForgetEnded,)),
    Term(
        "flags.created_at",
        R.DECISION,
        TWO_YEARS,
        (ForgetEnded,),
        rows="decided_at is null",
        over={"state": FlagState.OPEN, "decided_at": None},
    ),
    Term("hidings.lifted_at", R.STANDING, YEAR, (ForgetEnded,)),
    Term(
        "measures.lifted_at",
        R.STANDING,
        YEAR,
        (ForgetEnded,),
        rows=f"lifted_at is not null and {UNANSWERED}",
        since="greatest(lifted_at, answered_at)",
        over={"answered_at": now},
    ),
    Term(
        "measures.taken_at",
        R.STANDING,
        YEAR,
        (ForgetEnded,),
        rows=f"kind = 'end_grant' and lifted_at is null and {UNANSWERED}",
        since="greatest(taken_at, answered_at)",
        over={"kind": MeasureKind.END_GRANT, "lifted_at": None, "appealed_at": None, "answered_at": None},
    ),
    Term(
        "measures.appealed_at",
        R.STANDING,
        TWO_YEARS,
        (ForgetEnded,),
        rows="lifted_at <= $1::timestamptz - interval '365 days' and answered_at is null",
        over={"lifted_at": lambda instant: instant + YEAR, "answered_at": None},
    ),
    Term(
        "reports.email",
        R.REPORT,
        SIX_MONTHS,
        (ForgetReports,),
        rows="num_nonnulls(email, text, appeal) > 0",
        since="coalesce(answered_at, case when appealed_at is null then decided_at end) "
        f"+ interval '6 months' - interval '{SIX_MONTHS.days} days'",
        clock="decided_at",
        over={"appealed_at": None, "answered_at": None},
    ),
    Term(
        "reports.created_at",
        R.REPORT,
        TWO_YEARS,
        (ForgetReports,),
        over={"decided_at": None, "appealed_at": None, "answered_at": None},
    ),
    Term(
        "responses.shown",
        R.ANSWERS,
        YEAR,
        (ForgetOccurrences,),
        rows=f"shown is not null or not {STANDING}",
        since="(select ended_at from missions where missions.id = mission_id and series_id is not null)",
        over={"state": ResponseState.SUBMITTED},
        beside=Beside("missions", "ended_at", {"id": "mission_id"}, ARCHIVED),
        also=frozenset({"missions.ended_at"}),
    ),
    Term(
        "missions.ended_at",
        R.MISSIONS,
        YEAR,
        (ForgetOccurrences,),
        rows="series_id is not null and forgotten_at is null",
        over=ARCHIVED,
    ),
    Term("erasures.due_at", R.REFLECTION, NONE, (EraseDueAccounts,)),
    Term("room_tickets.made_at", R.GUEST, MONTH, (EraseGuests,), since=END_OF_ROOM, beside=ROOM),
    Term(
        "room_entries.entered_at",
        R.GUEST,
        YEAR,
        (EraseGuests,),
        since=END_OF_ROOM,
        beside=ROOM,
        without=("room_tickets",),
    ),
    Term(
        "users.last_active_on",
        R.ACCOUNT,
        TWO_YEARS,
        (EndInactiveAccounts, EraseDueAccounts),
        over={"inactive_warned_at": now},
        without=("erasures",),
    ),
)
# What lasts until somebody does something.
ACTS: Mapping[Retention, tuple[Callable[..., Any], ...]] = {
    R.DELETION: (story_endings.delete_journal, portrait_endings.delete, comments.delete),
    R.OWN_WORD: (talents.delete, erasures.ask),
    R.LAST_MEMBER: (membership_endings.leave_all,),
    R.PROPOSALS: (membership_endings.leave_all,),
    R.ALWAYS: (),
}


async def outlived(runtime: Runtime, at: datetime, terms: Iterable[Term] = TERMS) -> set[str]:
    """The terms of which the database holds something that should be gone by then."""
    query = " union all ".join(
        f"select '{term.column}' as what where exists (select from {term.table} where {term.condition})"  # noqa: S608  words of ours
        for term in terms
    )
    return {str(row["what"]) for row in await runtime.database.reads.fetch(query, at)}
