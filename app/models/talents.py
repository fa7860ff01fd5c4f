from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Stance(StrEnum):
    HAS = "has"
    OFFERS = "offers"  # has the skill, and will teach it
    SEEKS = "seeks"


class Talent(Base):
    """A person's own claim to a skill, with the experiences that show it. Deletion is final."""

    __tablename__ = "talents"
    __table_args__ = (
        Index("ix_talents_list", "user_id", "created_at", "skill_id"),
        Index(None, "skill_id", "user_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skills.id"), primary_key=True)
    level: Mapped[int]  # 1–4
    stance: Mapped[Stance]
    evidence: Mapped[list[UUID]] = mapped_column(default=list)  # the person's experiences, also those in the bin
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    def rewrite(self, fields: Mapping[str, object], now: datetime) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.version += 1
        self.updated_at = now

    def touch(self) -> None:
        """Record a change by others, such as an endorsement."""
        self.version += 1
