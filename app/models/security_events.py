from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified


class SecurityEventKind(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SESSION_ENDED = "session_ended"
    SESSION_REUSED = "session_reused"  # a refresh token was used after its successor: it was copied
    SECOND_FACTOR_GIVEN = "second_factor_given"
    SECOND_FACTOR_REFUSED = "second_factor_refused"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    SIGN_IN_PASS = "sign_in_pass"  # noqa: S105  a manager made a code that opens this account
    PASS_FOR_MEMBER = "pass_for_member"  # noqa: S105  and of the manager
    SIGN_IN_BY_PASS = "sign_in_by_pass"  # noqa: S105
    PASSWORD_SET = "password_set"  # noqa: S105  a kind of event
    PASSWORD_REMOVED = "password_removed"  # noqa: S105
    IDENTITY_ADDED = "identity_added"
    IDENTITY_REMOVED = "identity_removed"
    EXPORT_ASKED = "export_asked"
    EXPORT_FETCHED = "export_fetched"
    API_TOKEN_CREATION = "api_token_creation"  # noqa: S105
    API_TOKEN_USE = "api_token_use"  # noqa: S105  once a day
    API_TOKEN_REFUSAL = "api_token_refusal"  # noqa: S105  for something outside of its scopes
    API_TOKEN_END = "api_token_end"  # noqa: S105
    LIMITED = "limited"


class SecurityEvent(Identified, Base):
    """An event in the security of an account. PostgreSQL refuses updates, and deletions within a year.

    It stores no network address and no device: only when, what, and in which session.
    """

    __tablename__ = "security_events"
    __table_args__ = (Index(None, "user_id", "at", "id"), Index(None, "at"))

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    session_id: Mapped[UUID | None]  # no foreign key: sessions are deleted sooner
    kind: Mapped[SecurityEventKind]
    rule: Mapped[str | None]  # the limit that refused
    at: Mapped[datetime]
