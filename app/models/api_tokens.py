from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Scope(StrEnum):
    JOURNAL_READ = "journal:read"
    JOURNAL_WRITE = "journal:write"
    GRANTS = "grants"
    COMMUNITY = "community"
    ACCOUNT = "account"
    SCIM = "scim"


class ApiToken(Base):
    """A token with which a program acts for a person, or for a community.

    It has a session of the same id, by which every read and write lets its caller in: the end of the session ends it.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (
        Index(None, "user_id", "created_at", "id"),
        Index(None, "community_id", "created_at", "id"),
        Index(None, "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))  # who made it
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    name: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class ApiTokenUse(Base):
    """How often a token asked for an operation on a day (UTC), and how often it was refused."""

    __tablename__ = "api_token_uses"
    token_id: Mapped[UUID] = mapped_column(ForeignKey("api_tokens.id", ondelete="CASCADE"), primary_key=True)
    used_on: Mapped[date] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
    refusals: Mapped[int]
