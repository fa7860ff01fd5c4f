from typing import Annotated
from uuid import UUID

from pydantic import Field, WithJsonSchema

from app.models.notifications import NotificationType
from app.schemas.pages import PageQuery, PageRead
from app.schemas.people import PersonRef
from app.schemas.types import Input, Instant, Output, Reference, one_of


class NotificationQuery(PageQuery):
    unread: bool | None = None
    community_id: Reference | None = None


class NotificationTarget(Output):
    """What its button opens."""

    type: str = Field(
        description="mission, community, membership (by user id, in `community_id`), grant_request, grant, person "
        "(who gave you access), story, portrait, experience, experiences or talents (all of a person’s), talent (of a "
        "skill), guardian (yours), hiding, flag (of `community_id`), report (of "
        "a programme, given to `community_id`), account (yours). More may come",
        examples=["mission"],
    )
    id: UUID
    path: str = Field(
        description="Where the application shows it: docs/links.md has all paths. Mails lead to it, too",
        examples=["/missions/0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b10"],
    )


class NotificationSubject(Output):
    type: str = Field(
        description="mission, community, membership (by user id, in `community_id`), grant_request, grant, comment, "
        "endorsement, guardian, flag, hiding, measure, restoration, report, programme_report, story, "
        "portrait, account. More may come",
        examples=["mission"],
    )
    id: UUID


class NotificationRead(Output):
    """About each subject there is one: what becomes of it moves it up and makes it unread."""

    id: UUID
    type: NotificationType
    text: str
    subject_id: UUID = Field(description="The mission, the request, the grant… that it is about")
    subject: NotificationSubject = Field(description="The same, with its type")
    actor: PersonRef | None = Field(
        description="Who asks, gives access or commented; null: nobody by name. The avatar is at what `target` opens"
    )
    target: NotificationTarget | None = Field(
        description="What its button opens; null when you can open it no more: deleted, hidden, taken back, over"
    )
    community_id: UUID | None
    data: dict[str, str | int] = Field(description="Ids of what it is about, and names, to show it another way")
    created_at: Instant
    updated_at: Instant
    read_at: Instant | None
    settled_at: Instant | None = Field(description="Since then nothing is left to do about it")


class NotificationsRead(PageRead[NotificationRead]):
    unread: int = Field(description="How many there are that you have not read, whatever the filters")


class ReadingWrite(Input):
    up_to: Annotated[
        Reference | Instant,
        one_of(
            "notification_or_instant",
            "doit être l’identifiant d’une notification ou une date et heure RFC 3339 avec décalage",
        ),
        WithJsonSchema({"type": "string", "maxLength": 40, "examples": ["2026-03-03T13:10:00.000Z"]}),
        Field(description="The newest notification that was seen, or an instant"),
    ]


class UnreadRead(Output):
    unread: int
