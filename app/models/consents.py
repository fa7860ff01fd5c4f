from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.i18n import Language


class ConsentKind(StrEnum):
    PUBLISH = "publish"
    SHARE = "share"
    JOIN = "join"
    LEAD = "lead"  # to join a community as a facilitator or manager, whose name all members see
    QUOTE = "quote"  # to be quoted in a report
    TALENTS = "talents"  # counted in a community's tree
    REACHABLE = "reachable"  # asked for an exchange by others of a community
    PAGE = "page"  # a story shown on the public page of a community
    BIRTH_YEAR = "birth_year"  # another person's confirmation of an earlier year of birth
    BIRTH_YEAR_REFUSAL = "birth_year_refusal"  # a guardian's refusal of it
    GUARDIAN = "guardian"  # a guardian's consent to acts of the person
    GUARDIAN_REFUSAL = "guardian_refusal"
    GUARDIAN_END = "guardian_end"


REFUSALS = {ConsentKind.BIRTH_YEAR_REFUSAL, ConsentKind.GUARDIAN_REFUSAL, ConsentKind.GUARDIAN_END}


class Consent(Identified, Base):
    """A consent, with the very text that was shown. A row is closed, never changed.

    A guardian's « no » is a row, too; it is closed from the beginning. What is closed is kept for a year.
    """

    __tablename__ = "consents"
    __table_args__ = (
        Index(None, "person_id", "given_at", "id"),
        Index(None, "subject_id"),
        Index(None, "withdrawn_at"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[ConsentKind]
    subject_id: Mapped[UUID]  # the story, portrait, grant, community, guardianship or person that it is about
    given_by: Mapped[str | None]  # the guardian's name; None: the person
    text: Mapped[str]
    text_version: Mapped[str]
    version_stated: Mapped[bool] = mapped_column(default=False)  # the client named the version that it showed
    locale: Mapped[Language | None]  # of the text; None: older than this column
    boxes: Mapped[list[str]] = mapped_column(default=list)  # of the form, as they were ticked
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
