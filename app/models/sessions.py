from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified

CODE_LIFE = timedelta(minutes=10)  # from the last mail with the code
CODE_REPETITION = timedelta(hours=1)  # until a new code replaces it
IDLE_LIFE = timedelta(days=180)
PASS_SESSION_LIFE = timedelta(hours=10)
OF_A_PROGRAM, OF_A_COMMUNITY = 0, -1  # generations: it has an API token, and nothing to refresh


class Session(Identified, Base):
    """One signed-in device. Its refresh token is derived from the id and the generation, so rows hold no secret."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index(None, "user_id", "id"),
        Index(None, "ends_at", postgresql_where=text("ends_at is not null and ended_at is null")),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    device_name: Mapped[str]
    media_key: Mapped[str] = mapped_column(unique=True)  # opens the person's media while the session lives
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    rotated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # A sign-in pass opened it, and its person has not proved since that they hold it: policies/session_kinds.py.
    by_pass: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    # A provider of identity opened it, without a second factor: it is no fresh proof.
    by_provider: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    pass_id: Mapped[UUID | None]  # that opened it: no reference, as it ends after a year
    community_id: Mapped[UUID | None]  # of that pass
    ends_at: Mapped[datetime | None]  # whatever happens; null: while it is used
    acts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))  # by a pass: counts
    acknowledged_at: Mapped[datetime | None]  # when its person saw, in a session of their own, that it was opened
    second_factor_at: Mapped[datetime | None]  # when the person last gave a code of their authenticator


class SignInCode(Base):
    """The live code of an address, hashed with a secret key: a million codes could be tried in no time.

    It is derived from the address and `made_at`. Each mail repeats it, so another person's request does not invalidate
    it.
    """

    __tablename__ = "sign_in_codes"
    __table_args__ = (Index(None, "link_digest", unique=True), Index(None, "expires_at"))

    email: Mapped[str] = mapped_column(primary_key=True)
    code_mac: Mapped[bytes] = mapped_column(LargeBinary)
    link_digest: Mapped[bytes] = mapped_column(LargeBinary)
    tries: Mapped[int] = mapped_column(default=0)  # 0.1.0 counts here; a later release drops it
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
