"""Sign-in through providers of identity (OpenID Connect)."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified

AUTHORIZATION_LIFE = timedelta(minutes=15)  # from the start until the browser is back from the provider
TICKET_LIFE = timedelta(minutes=30)  # from then on: time for a mailed code


class Identity(Identified, Base):
    """Who a person is at a provider. Issuer and subject name one person for ever; an address does not."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"), Index(None, "user_id", "id"))

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    provider: Mapped[str]  # as the settings name it
    issuer: Mapped[str]
    subject: Mapped[str]
    created_at: Mapped[datetime]


class ProviderSignIn(Identified, Base):
    """A sign-in that is under way. State, nonce, challenge and ticket are derived from its id: it holds no secret."""

    __tablename__ = "provider_sign_ins"
    __table_args__ = (Index(None, "expires_at"),)

    provider: Mapped[str]
    code_challenge: Mapped[str]  # of the application that began it
    demands_two_factors: Mapped[bool]
    expires_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    assertion: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: it names a person without an account


class ProviderSession(Base):
    """Where signing out of a session leads, because its provider demands it. Sealed."""

    __tablename__ = "provider_sessions"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    end_session_url: Mapped[bytes] = mapped_column(LargeBinary)
