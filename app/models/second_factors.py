from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

VERIFIED = timedelta(hours=12)  # how long a session counts as verified
RECOVERY_CODES = 10


class SecondFactor(Base):
    """An authenticator (TOTP, RFC 6238). Its secret is sealed: who copies this table makes no codes."""

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(default=0)  # of the last code that was taken: none is taken twice
    started_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """Stands in, once, for an authenticator that was lost. Hashed with a key of ours."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("second_factors.user_id", ondelete="CASCADE"), primary_key=True)
    code_mac: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
