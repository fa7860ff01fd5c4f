from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Sheet(Base):
    """The answers of somebody to a survey that keeps no names. Nothing leads from it to the person: its id is random,
    and its time is no finer than the day.
    """

    __tablename__ = "sheets"
    __table_args__ = (Index(None, "mission_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    day: Mapped[date]
    answers: Mapped[dict[str, Any]]  # by the code of each question
