from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified


class ConsentKind(StrEnum):
    PUBLISH = "publish"
    SHARE = "share"
    JOIN = "join"
    LEAD = "lead"  # to join a community as somebody who looks after it, whose name all its members see
    TALENTS = "talents"  # counted in a community's tree
    BIRTH_YEAR = "birth_year"  # somebody else's word for an earlier year of birth
    GUARDIAN = "guardian"  # a guardian's, to what the person does


class Consent(Identified, Base):
    """Somebody agreed to something, and this is the very text that they were shown. A row is closed, never changed."""

    __tablename__ = "consents"
    __table_args__ = (
        Index(None, "person_id", "given_at", "id"),
        Index(None, "subject_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[ConsentKind]
    subject_id: Mapped[UUID]  # the story, portrait, grant, community, guardianship or person that it is about
    given_by: Mapped[str | None]  # the guardian's name; None: the person
    text: Mapped[str]
    text_version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
