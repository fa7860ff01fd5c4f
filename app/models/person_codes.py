from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

PERSON_CODE_LIFE = timedelta(minutes=10)


class PersonCode(Base):
    """The one live code that a person shows to whoever may ask them. It goes with the first request that names it."""

    __tablename__ = "person_codes"
    __table_args__ = (Index(None, "expires_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    code_mac: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expires_at: Mapped[datetime]
