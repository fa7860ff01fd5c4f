from typing import Any
from uuid import UUID

from sqlalchemy import REAL, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class ExperienceMeaning(Base):
    """The skills near an experience in meaning, derived from its words. Shown only as a reason.

    Triggers insert a row for each experience, and mark it when its words may have changed: docs/decisions/0049.
    """

    __tablename__ = "experience_meanings"
    __table_args__ = (Index(None, "made_by"),)

    experience_id: Mapped[UUID] = mapped_column(ForeignKey("experiences.id", ondelete="CASCADE"), primary_key=True)
    made_by: Mapped[str] = mapped_column(default="", server_default="")  # model and framework; empty: it is marked
    marks: Mapped[int] = mapped_column(default=0, server_default="0")  # increases with each mark
    words: Mapped[bytes | None]  # digest of the compared text
    least: Mapped[float | None] = mapped_column(REAL)  # the lowest score at which words suggest a skill
    nearest: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
