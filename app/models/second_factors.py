from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ForeignKey, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

VERIFIED = timedelta(hours=12)  # for which a session counts as verified
RECOVERY_CODES = 10
STEP_LIMIT = 200


class SecondFactor(Base):
    """An authenticator (TOTP, RFC 6238). Its secret is encrypted: a copy of this table makes no codes."""

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(default=0)  # of the last accepted code
    # Steps of earlier codes. No code is accepted twice; each is stored, since a clock may be put back.
    used_steps: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default=text("'{}'"))
    started_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    def use(self, step: int) -> bool:
        """Accept the code of that step. False when it was used before."""
        if step in {self.last_step, *self.used_steps}:
            return False
        self.used_steps = [*self.used_steps, self.last_step][-STEP_LIMIT:]
        self.last_step = step
        return True


class RecoveryCode(Base):
    """A single-use code that replaces a lost authenticator or passkey, hashed with a secret key."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    code_mac: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
