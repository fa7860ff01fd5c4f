from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned

OVERLAP = timedelta(days=1)  # for which the secret before is good, too


class WebhookEvent(StrEnum):
    PING = "ping"  # to try an address; always sent
    MISSION_OPENING = "mission.opened"
    MISSION_CLOSING = "mission.closed"
    MISSION_CANCELLATION = "mission.cancelled"
    MISSION_ANSWER = "mission.answered"
    MEMBER_REQUEST = "member.requested"
    MEMBER_ENTRY = "member.joined"
    MEMBER_DEPARTURE = "member.left"
    STORY_GRANT = "story.granted"
    PROGRAMME_START = "programme.started"
    PROGRAMME_CLOSING = "programme.closed"
    PROGRAMME_ABANDONMENT = "programme.abandoned"
    PROPOSAL_SELECTION = "proposal.selected"
    PROPOSAL_COMPLETION = "proposal.done"
    EDITION_PUBLICATION = "programme_report.published"
    EDITION_WITHDRAWAL = "programme_report.withdrawn"
    INFORMATION_CREATION = "information.created"
    FLAG_CREATION = "flag.created"
    REPORT_CREATION = "report.created"
    COMMUNITY_CREATION = "community.created"


FOR_OPERATORS = frozenset({WebhookEvent.FLAG_CREATION, WebhookEvent.REPORT_CREATION, WebhookEvent.COMMUNITY_CREATION})
FOR_COMMUNITIES = frozenset(WebhookEvent) - {
    WebhookEvent.PING,
    WebhookEvent.REPORT_CREATION,
    WebhookEvent.COMMUNITY_CREATION,
}


class WebhookState(StrEnum):
    ACTIVE = "active"
    OFF = "disabled"


class WebhookEnd(StrEnum):
    """Why the service disabled a webhook."""

    FAILING = "failing"  # for days
    GONE = "gone"  # its receiver said 410


class Webhook(Identified, Versioned, Base):
    """An address that is told what happens in a community, or, without one, to the operators.

    Its secret is derived from the id and a number: the row holds none.
    """

    __tablename__ = "webhooks"
    __table_args__ = (Index(None, "community_id", "created_at", "id"), Index(None, "made_by"))

    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    name: Mapped[str]
    url: Mapped[str]
    events: Mapped[list[str]]
    state: Mapped[WebhookState]
    ended_by: Mapped[WebhookEnd | None]  # what disabled it, if no person did
    secret_number: Mapped[int] = mapped_column(default=1)
    secret_at: Mapped[datetime]  # when the present secret began
    failing_since: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class DeliveryOutcome(StrEnum):
    SUCCESS = "delivered"
    FAILURE = "failed"
    CANCELLATION = "cancelled"  # its webhook was disabled before


class WebhookDelivery(Identified, Base):
    """An event for one webhook: ids, never content. Its id is the one under which the receiver knows the message."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(None, "webhook_id", "created_at", "id"),
        Index(None, "created_at"),
        Index("ix_webhook_deliveries_waiting", "due_at", postgresql_where=text("done_at is null")),
    )

    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event: Mapped[WebhookEvent]
    ids: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None]  # of the last answer; null: there was none
    outcome: Mapped[DeliveryOutcome | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
