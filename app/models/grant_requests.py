from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned
from app.core.errors import Conflict
from app.core.i18n import Words
from app.models.grants import Attribution, Purpose, Reach

REQUEST_LIFE = timedelta(days=30)  # of an unanswered request


class RequestAnswered(Conflict):
    title = Words("Cette demande a déjà sa réponse")
    advice = Words(
        "Relis la demande : elle a été acceptée, refusée, retirée, ou a attendu trop longtemps. Ce qui fut accordé se "
        "change ou se reprend dans « Qui voit quoi »."
    )


class RequestState(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class RequestTargetType(StrEnum):
    """The types of a grant, and the collections whose members are granted one by one."""

    STORY = "story"
    STORIES = "stories"
    PORTRAIT = "portrait"
    PORTRAITS = "portraits"
    TALENTS = "talents"
    EXPERIENCE = "experience"
    EXPERIENCES = "experiences"
    RESPONSE = "response"


# Collections of published things: agreeing gives one grant for each thing in them at that time.
LISTED: Mapping[str, RequestTargetType] = {
    RequestTargetType.STORY: RequestTargetType.STORIES,
    RequestTargetType.PORTRAIT: RequestTargetType.PORTRAITS,
}
COLLECTION_OF: Mapping[str, RequestTargetType] = {
    **LISTED,
    RequestTargetType.EXPERIENCE: RequestTargetType.EXPERIENCES,
}


class GrantRequest(Identified, Versioned, Base):
    """A request to see something of a person's. It gives no access until that person agrees."""

    __tablename__ = "grant_requests"
    __table_args__ = (
        Index("ix_grant_requests_received", "owner_id", "created_at", "id"),
        Index("ix_grant_requests_sent", "requester_id", "created_at", "id"),
        Index(
            "uq_grant_requests_pending",
            "owner_id",
            "requester_id",
            unique=True,
            postgresql_where=text("state = 'pending' and report_id is null"),
        ),
        Index(
            "uq_grant_requests_quotes",
            "report_id",
            "owner_id",
            unique=True,
            postgresql_where=text("report_id is not null and state in ('pending', 'refused')"),
        ),
        Index("ix_grant_requests_report", "report_id", postgresql_where=text("report_id is not null")),
        Index("ix_grant_requests_answered", "updated_at", postgresql_where=text("state <> 'pending'")),
        Index("ix_grant_requests_waiting", "lapses_at", postgresql_where=text("state = 'pending'")),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    requester_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose]
    report_id: Mapped[UUID | None] = mapped_column(  # that would quote them
        ForeignKey("programme_reports.id", ondelete="CASCADE")
    )
    attribution: Mapped[Attribution | None]  # of the quotes asked for
    attributed_to: Mapped[str | None]
    reach: Mapped[Reach | None]
    targets: Mapped[list[dict[str, Any]]]  # {type, id, excerpt}; collections have no id, only quotes an excerpt
    rights: Mapped[list[str]]
    ends_at: Mapped[datetime]
    message: Mapped[str | None]
    renews_id: Mapped[UUID | None]  # an earlier grant; no foreign key: grants come from requests
    state: Mapped[RequestState] = mapped_column(default=RequestState.PENDING)
    answered_as: Mapped[str | None]  # digest of the answer
    lapses_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def answer(self, state: RequestState, now: datetime, sentence: str | None = None) -> bool:
        """Record the answer. False for the same answer again. Raises RequestAnswered for another or a late one."""
        if self.state is state and self.answered_as == sentence:
            return False
        if self.state is not RequestState.PENDING or self.lapses_at <= now:
            raise RequestAnswered
        self.state, self.answered_as, self.answered_at = state, sentence, now
        self.touch(now)
        return True
