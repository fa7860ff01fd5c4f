from collections.abc import Container
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.errors import Conflict
from app.core.i18n import Language, Words

LIFE = timedelta(days=30)  # of an unanswered request


class EndorsementAnswered(Conflict):
    title = Words("Cette demande a déjà sa réponse")
    advice = Words("Une demande n’a qu’une réponse : la première.")


class EndorsementState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPORTED = "reported"
    EXPIRED = "expired"


class WithdrawnBy(StrEnum):
    PERSON = "person"
    ENDORSER = "endorser"


class Endorsement(Identified, Base):
    """A question by mail to somebody without an account: does this person have this talent? They answer under their own
    name.

    The address is kept while the question is open, and with a confirmation.
    """

    __tablename__ = "endorsements"
    __table_args__ = (
        Index(None, "user_id", "asked_at", "id"),
        Index(None, "user_id", "skill_id", "asked_at", "id"),
        Index(None, "user_id", "address_mac"),
        Index(
            "uq_endorsements_asked_once",
            "user_id",
            "skill_id",
            "address_mac",
            unique=True,
            postgresql_where=text("state in ('asked', 'confirmed')"),
        ),
        Index("ix_endorsements_given", "user_id", "answered_at", "id", postgresql_where=text("state = 'confirmed'")),
        Index("ix_endorsements_holding", "number", postgresql_where=text("state = 'confirmed'")),
        Index("ix_endorsements_open", "expires_at", postgresql_where=text("state = 'asked'")),
    )

    number: Mapped[int] = mapped_column(Identity(always=True), unique=True)  # its index in the list of revocations
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skills.id"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    email: Mapped[str | None]
    address_mac: Mapped[bytes] = mapped_column(LargeBinary)  # recognises the same address without storing it
    asked_name: Mapped[str]
    message: Mapped[str | None]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # experience_id and title, as it was shown
    language: Mapped[Language]
    state: Mapped[EndorsementState] = mapped_column(default=EndorsementState.ASKED)
    endorser_name: Mapped[str | None]
    endorser_role: Mapped[str | None]
    comment: Mapped[str | None]
    hidden: Mapped[bool] = mapped_column(default=False)  # by the person who asked: not shown with the talent
    unwanted: Mapped[bool] = mapped_column(default=False)  # the address takes no other request of this person
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[WithdrawnBy | None]
    version: Mapped[int] = mapped_column(default=1)

    def is_open(self, now: datetime) -> bool:
        return self.state is EndorsementState.ASKED and now < self.expires_at

    def stands(self) -> bool:
        """Tell whether a question or a confirmation exists that can be withdrawn."""
        return self.state in {EndorsementState.ASKED, EndorsementState.CONFIRMED}

    def confirm(self, name: str, role: str, comment: str | None, now: datetime) -> None:
        """Record the confirmation. Raises EndorsementAnswered, as do all answers."""
        self._answer(EndorsementState.CONFIRMED, now)
        self.endorser_name, self.endorser_role, self.comment = name, role, comment

    def decline(self, now: datetime, *, is_unwelcome: bool) -> None:
        self._answer(EndorsementState.DECLINED, now)
        self.email, self.unwanted = None, is_unwelcome

    def report(self, now: datetime) -> None:
        self._answer(EndorsementState.REPORTED, now)
        self.email, self.unwanted = None, True

    def withdraw(self, by: WithdrawnBy, now: datetime) -> None:
        """Erase the answer. Raises EndorsementAnswered when nothing is open or confirmed."""
        if not self.stands():
            raise EndorsementAnswered
        self.state, self.withdrawn_at, self.withdrawn_by = EndorsementState.WITHDRAWN, now, by
        self.email = self.endorser_name = self.endorser_role = self.comment = None
        self.version += 1

    def forget_evidence(self, experiences: Container[str]) -> None:
        self.evidence = [item for item in self.evidence if item["experience_id"] not in experiences]
        self.version += 1

    def choose(self, *, is_private: bool) -> None:
        self.hidden = is_private
        self.version += 1

    def expire(self) -> None:
        self.state, self.email = EndorsementState.EXPIRED, None
        self.version += 1

    def _answer(self, state: EndorsementState, now: datetime) -> None:
        if not self.is_open(now):
            raise EndorsementAnswered
        self.state, self.answered_at = state, now
        self.version += 1
