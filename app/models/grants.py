from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned
from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.security import random_token


class GrantRevoked(Conflict):
    title = Words("Cet accès est repris")
    advice = Words("Un accès repris ne revient pas : donnes-en un autre.")


class TargetType(StrEnum):
    STORY = "story"
    PORTRAIT = "portrait"
    TALENTS = "talents"
    EXPERIENCE = "experience"
    EXPERIENCES = "experiences"
    REPORT = "report"  # of a programme: what a community gives, not a person
    RESPONSE = "response"  # words of it, quoted


# Whole collections, with later additions. All other targets name one thing by its id.
COLLECTIONS = (TargetType.TALENTS, TargetType.EXPERIENCES)
# Shown unpublished: such a grant has an end and needs a guardian's agreement of its own.
PRIVATE = (TargetType.EXPERIENCE, *COLLECTIONS)


class Accessed(StrEnum):
    """What of a person's can be read: what they granted, what they answered, and all that they take along."""

    STORY = "story"
    PORTRAIT = "portrait"
    TALENTS = "talents"
    EXPERIENCE = "experience"
    EXPERIENCES = "experiences"
    RESPONSE = "response"
    EXPORT = "export"


class Follow(StrEnum):
    LATEST = "latest"
    EDITION = "edition"


class AudienceType(StrEnum):
    LINK = "link"
    USER = "user"
    COMMUNITY = "community"
    REPORT = "report"


class Attribution(StrEnum):
    """Whom a quote names. Each gives more than the one before."""

    NOBODY = "nobody"
    PUBLIC = "public"  # « une lycéenne »
    FIRST_NAME = "first_name"


class Reach(StrEnum):
    """Where a quote may be read. Each is wider than the one before."""

    TEAM = "team"
    COMMUNITY = "community"
    REGION = "region"  # the communities that the report is given to
    EVERYBODY = "everybody"


class Purpose(StrEnum):
    GUIDANCE = "guidance"
    RECRUITMENT = "recruitment"
    TRAINING = "training"
    ACCREDITATION = "accreditation"
    PERSONAL = "personal"
    PUBLICATION = "publication"


# For the reader's work: read with a second factor, like a whole collection.
PROFESSIONAL = (Purpose.GUIDANCE, Purpose.RECRUITMENT, Purpose.TRAINING, Purpose.ACCREDITATION)
# A link is opened without an account, which proves nothing. A CV is sent to whoever may hire.
NOT_BY_LINK = (Purpose.GUIDANCE, Purpose.TRAINING, Purpose.ACCREDITATION)


class GrantState(StrEnum):
    ACTIVE = "active"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"
    REVOKED = "revoked"


class Right(StrEnum):
    VIEW = "view"
    COMMENT = "comment"
    ENDORSE = "endorse"
    DOWNLOAD = "download"


class Grant(Identified, Versioned, Base):
    """Who may see what, why, until when. Grants are the only way to give access to anything."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint("(owner_id is null) = (community_id is not null)", name="single_giver"),
        CheckConstraint("(community_id is not null) = (target_type = 'report')", name="report_of_community"),
        CheckConstraint(
            "(target_type = 'response') = (audience_type = 'report') and (target_type = 'response') = "
            "(excerpt is not null and attribution is not null and reach is not null)",
            name="quote_whole",
        ),
        CheckConstraint("target_id is not null or target_type in ('talents', 'experiences')", name="target_named"),
        Index(None, "owner_id", "created_at", "id"),
        Index(
            "ix_grants_community",
            "community_id",
            "created_at",
            "id",
            postgresql_where=text("community_id is not null"),
        ),
        Index("ix_grants_list_target", "owner_id", "target_type", "created_at", "id"),
        Index(None, "target_type", "target_id"),
        Index("ix_grants_request", "request_id", postgresql_where=text("request_id is not null")),
        Index(
            "ix_grants_given",
            "audience_type",
            "audience_id",
            "owner_id",
            "target_type",
            "target_id",
            postgresql_where=text("revoked_at is null"),
        ),
        Index("ix_grants_revoked", "revoked_at", postgresql_where=text("revoked_at is not null")),
        Index("ix_grants_ended", "ends_at", postgresql_where=text("ends_at is not null")),
        Index("ix_grants_ending", "ends_at", postgresql_where=text("reminded_at is null and revoked_at is null")),
        Index(
            "ix_grants_beginning", "starts_at", postgresql_where=text("starts_at is not null and revoked_at is null")
        ),
    )

    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))  # the person who gives
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))  # that gives
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("grant_requests.id", ondelete="SET NULL"))  # asked for
    target_type: Mapped[TargetType]
    target_id: Mapped[UUID | None]
    excerpt: Mapped[str | None]  # of a quote: the very words, which never change
    attribution: Mapped[Attribution | None]
    attributed_to: Mapped[str | None]  # as it stands beside the words; None: nobody
    reach: Mapped[Reach | None]
    follow: Mapped[Follow]
    edition: Mapped[int | None]  # the edition it shows; None: the latest
    audience_type: Mapped[AudienceType]
    audience_id: Mapped[UUID | None]
    token_digest: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)  # of a link
    media_key: Mapped[str | None] = mapped_column(unique=True)  # opens the media behind an open link
    purpose: Mapped[Purpose]
    label: Mapped[str]
    rights: Mapped[list[str]]
    passcode_hash: Mapped[str | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    max_views: Mapped[int | None]
    views: Mapped[int] = mapped_column(default=0)
    views_until: Mapped[datetime | None]  # `views` counts the AccessEvents of the named reader up to then
    last_opened_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # when owner and reader were told that it ends soon
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def person_id(self) -> UUID:
        """The person who gives. Raises ValueError for a grant of a community."""
        if self.owner_id is None:
            raise ValueError("given by a community")
        return self.owner_id

    def amend(self, fields: Mapping[str, object], now: datetime) -> None:
        """Change the terms. Raises GrantRevoked."""
        if self.revoked_at is not None:
            raise GrantRevoked
        for name, value in fields.items():
            setattr(self, name, value)
        self.touch(now)

    def lock(self, passcode_hash: str | None) -> None:
        """Set or remove the passcode. The media key changes: earlier readers have to open the link again."""
        self.passcode_hash, self.media_key = passcode_hash, random_token()

    def revoke(self, now: datetime) -> None:
        self.revoked_at = self.revoked_at or now
        self.touch(now)


class LinkDay(Base):
    """The number of times a link was opened on a day (UTC). Nothing about the readers is stored."""

    __tablename__ = "link_days"
    __table_args__ = (Index(None, "day"),)

    grant_id: Mapped[UUID] = mapped_column(ForeignKey("grants.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    opened: Mapped[int] = mapped_column(default=0)
    by_robots: Mapped[int] = mapped_column(default=0)
    wrong_passcodes: Mapped[int] = mapped_column(default=0)


class AccessEvent(Identified, Base):
    """A user read something of another person's, through a grant or as the answer to a mission.

    The row is written in the transaction of the read. PostgreSQL refuses updates, and deletions before its owner leaves
    or its term ends. `reader_id` has no foreign key: the reader's name of that day stays known for a while after they
    leave.
    """

    __tablename__ = "access_events"
    __table_args__ = (
        Index(None, "owner_id", "at", "id"),
        Index("ix_access_events_grant", "grant_id", "at", "id"),
        Index("ix_access_events_reader", "reader_id", postgresql_where=text("reader_id is not null")),
        Index(None, "at"),
    )

    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    grant_id: Mapped[UUID | None] = mapped_column(ForeignKey("grants.id", ondelete="SET NULL"))  # None: an answer
    reader_id: Mapped[UUID | None]  # None: the reader left long ago, or fetched an export by its address
    reader_name: Mapped[str | None]  # the reader's name at that time
    target_type: Mapped[Accessed]
    target_id: Mapped[UUID | None]
    right: Mapped[Right] = mapped_column(default=Right.VIEW)  # the right that was used: view or download
    at: Mapped[datetime]


class DepartedReader(Base):
    """A person who read something of others and has left: until when their readings name them.

    The address is hashed with a secret key: a given address finds its readings, but no row reveals the address.
    """

    __tablename__ = "departed_readers"
    __table_args__ = (Index(None, "address_mac"), Index(None, "left_at"))

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    address_mac: Mapped[bytes] = mapped_column(LargeBinary)
    left_at: Mapped[datetime]
