from typing import Any
from uuid import UUID

from sqlalchemy import REAL, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class ExperienceMeaning(Base):
    """The skills near an experience in meaning, derived from its words. Shown only as a reason.

    A job writes it, and deletes it a day after its author chose or refused skills: docs/decisions/0170.
    """

    __tablename__ = "experience_meanings"

    experience_id: Mapped[UUID] = mapped_column(ForeignKey("experiences.id", ondelete="CASCADE"), primary_key=True)
    made_by: Mapped[str] = mapped_column(default="", server_default="")  # model and framework
    marks: Mapped[int] = mapped_column(default=0, server_default="0")  # of the previous release
    words: Mapped[bytes | None]  # digest of the compared text
    least: Mapped[float | None] = mapped_column(REAL)  # the lowest score at which words suggest a skill
    nearest: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")


class MeaningPosition(Base):
    """How far the change log of a person was read by the job that compares meanings."""

    __tablename__ = "meaning_positions"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0, server_default="0")
    made_by: Mapped[str] = mapped_column(default="", server_default="")  # another one begins from the start
    forgotten: Mapped[int] = mapped_column(default=0, server_default="0")  # times that all was to be forgotten
