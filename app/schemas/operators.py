from typing import Literal
from uuid import UUID

from pydantic import Field

from app.models.communities import CommunityKind, Visibility
from app.models.flags import FlagReason, FlagState, FlagTarget
from app.models.imports import ImportRefusal, ImportSource, ImportState
from app.models.operators import AdminVerb
from app.schemas.flags import FlagTargetRead
from app.schemas.pages import PageQuery
from app.schemas.types import Input, Instant, Output, Paragraph

FEW = "; null: so few that they might be known by it"


class AdminHealthRead(Output):
    database: Literal["ready", "unreachable"]
    storage: Literal["ready", "unreachable"]
    queue: Literal["ready", "unreachable"]
    schema_revision: str
    database_bytes: int
    jobs_ready: int
    oldest_job_seconds: int = Field(description="How long the first of them has waited: above 60, add workers")
    jobs_held: int = Field(description="Failed again and again; look at them in `/v1/admin/jobs`")
    erasures_late: int = Field(
        description="Accounts whose day came more than a day ago and that are still there: their job is held"
    )
    mails_waiting: int
    reports_waiting: int = Field(description="Reported by a page and not decided, or appealed against and not answered")
    reports_overdue: int = Field(description="Reported by a page more than 7 days ago, and not decided")
    oldest_mail_seconds: int


class TimedJobRead(Output):
    kind: str
    last: Instant | None
    next: Instant


class WaitingJobsRead(Output):
    kind: str
    running: int
    ready: int
    later: int
    oldest: int = Field(description="Seconds that the first of the ready ones has waited")


class HeldJobRead(Output):
    id: int
    kind: str
    created_at: Instant
    cause: str | None
    payload: str = Field(description="Ids, in JSON")


class AdminJobsRead(Output):
    timed: list[TimedJobRead]
    waiting: list[WaitingJobsRead]
    held: list[HeldJobRead] = Field(description="The first hundred")


class WaitingFlagRead(Output):
    """Seen in no community: nobody but operators can decide."""

    id: UUID
    target: FlagTargetRead
    reason: FlagReason
    created_at: Instant


class WaitingAppealRead(Output):
    """Whoever hid it looks after the community alone: nobody but operators can answer."""

    id: UUID
    target: FlagTargetRead
    reason: str = Field(description="Why it was hidden")
    appeal: str
    appealed_at: Instant


class AdminFlagsRead(Output):
    """Of the last 90 days, in all communities together."""

    reported: int
    open: int
    hidden: int
    dismissed: int
    decided_share: float | None = Field(description="Of those reported; null: none was")
    median_hours: float | None = Field(description="From the report to the decision")
    oldest_open_hours: int | None
    appealed: int
    appeals_waiting: int
    lifted: int = Field(description="Shown again after an appeal")
    waiting: list[WaitingFlagRead] = Field(description="For operators; the first hundred")
    appeals: list[WaitingAppealRead] = Field(description="For operators; the first hundred")


class FlagDismissalWrite(Input):
    reason: Paragraph = Field(description="Who reported it reads this")


class ReviewedAppealRead(Output):
    id: UUID
    target: FlagTargetRead
    answer: str
    reviewed_at: Instant
    lifted_at: Instant | None = Field(description="When it was shown again")


class DismissedFlagRead(Output):
    id: UUID
    target_type: FlagTarget
    state: FlagState


class AdminCommunityRead(Output):
    id: UUID
    kind: CommunityKind
    name: str
    visibility: Visibility
    members: int | None = Field(description=f"Active ones{FEW}")
    verified_at: Instant | None
    created_at: Instant


class AdminCommunitiesRead(Output):
    """Listed and public ones that nobody has verified. A secret one is verified by the id that its manager tells."""

    waiting: int
    first: list[AdminCommunityRead] = Field(description="The hundred oldest")


class ImportCountRead(Output):
    source: ImportSource | None
    state: ImportState
    reason: ImportRefusal | None
    count: int


class AdminImportsRead(Output):
    """Of the last seven days."""

    counts: list[ImportCountRead]
    oldest_waiting_seconds: int = Field(description="Of those being read or taken in: above 600, look at the jobs")


class AdminStatisticsRead(Output):
    """Counts, and nothing of anybody: from 1 to 4, null."""

    people: int | None
    people_new: int | None = Field(description="In the last 30 days, as all that is new")
    people_active: int | None = Field(description="With a device that asked for something in the last 30 days")
    experiences: int | None
    experiences_new: int | None
    media: int | None
    media_bytes: int | None
    stories: int | None = Field(description="Published")
    portraits: int | None
    grants: int | None = Field(description="Live")
    talents: int | None
    endorsements: int | None = Field(description="Confirmed")
    communities: int | None
    communities_verified: int | None
    missions: int | None
    responses: int | None


class AdminActRead(Output):
    id: UUID
    created_at: Instant
    actor_id: UUID | None = Field(description="Whose account; null: it was done on the machine")
    account: str | None = Field(description="Of the machine")
    verb: AdminVerb
    target: str | None
    reason: str | None = Field(description="As the person read it whom it concerned")


class AdminActQuery(PageQuery):
    verb: AdminVerb | None = None
