from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.i18n import Locale

DECIDES_ALONE = 15  # from this age a person agrees alone (French law on personal data, art. 45)
ADULT = 18


class AgeBracket(StrEnum):
    UNKNOWN = "unknown"
    UNDER_15 = "under_15"
    MINOR = "minor"
    ADULT = "adult"


class User(Identified, Base):
    __tablename__ = "users"

    email: Mapped[str] = mapped_column(unique=True)  # as normalised; mail goes to exactly this
    display_name: Mapped[str | None]
    locale: Mapped[Locale] = mapped_column(default=Locale.FR)
    timezone: Mapped[str] = mapped_column(default="Europe/Paris")
    birth_year: Mapped[int | None]
    avatar_media_id: Mapped[UUID | None]  # no foreign key: media belong to users, and two tables cannot own each other
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    simple_language: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def may_decide_alone(self, now: datetime) -> bool:
        """Old enough for certain: only the year is known, and an unknown age refuses."""
        return self.birth_year is not None and now.year - self.birth_year > DECIDES_ALONE

    def touch(self, now: datetime) -> None:
        self.version += 1
        self.updated_at = now
