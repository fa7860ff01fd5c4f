from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified

MOST_PASSKEYS = 10  # of a person


class Passkey(Identified, Base):
    """The public key of an authenticator that opens an account (WebAuthn). It signs; nothing here can."""

    __tablename__ = "passkeys"
    __table_args__ = (Index(None, "user_id", "id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    # Added by a session that was verified, or as the first: whoever only reads the mailbox adds none that proves.
    is_second_factor: Mapped[bool]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class SpentChallenge(Base):
    """A challenge that was answered. Challenges carry their end themselves; those that nobody answers leave no row."""

    __tablename__ = "spent_challenges"
    __table_args__ = (Index(None, "expires_at"),)

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime]
