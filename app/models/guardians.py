from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.errors import Conflict
from app.core.i18n import Language, Words


class GuardianshipOver(Conflict):
    title = Words("Cet accord a pris fin")
    advice = Words("Demande un nouvel accord.")


class GuardedAct(StrEnum):
    """What takes a guardian's agreement as long as a person may not decide alone."""

    PUBLISH = "publish"
    SHARE = "share"  # published things
    SHARE_PRIVATE = "share_private"  # experiences and talents, unpublished
    JOIN = "join"


class GuardianshipState(StrEnum):
    ASKED = "asked"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"


class EndedBy(StrEnum):
    PERSON = "person"
    GUARDIAN = "guardian"
    AGE = "age"  # the person decides alone from now on


class Guardianship(Identified, Base):
    """A guardian's agreement by mail, without an account, to some acts of a person; they may end it."""

    __tablename__ = "guardianships"
    __table_args__ = (
        Index("ix_guardianships_person", "person_id"),
        Index(None, "asked_at"),
        Index(
            "uq_guardianships_current",
            "person_id",
            unique=True,
            postgresql_where=text("state in ('asked', 'active')"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    email: Mapped[str]  # of the guardian; mail goes to this exact address
    name: Mapped[str | None]  # their signature
    locale: Mapped[Language | None]  # of the page on which they agreed
    acts: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[GuardianshipState] = mapped_column(default=GuardianshipState.ASKED)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # of the page where they answer
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[EndedBy | None]

    def agree(self, name: str, acts: Iterable[GuardedAct], now: datetime) -> None:
        """Agree, also to more or fewer acts than before. Raises GuardianshipOver."""
        self._must_be_open()
        self.name, self.acts = name, sorted(acts)
        self.state, self.answered_at = GuardianshipState.ACTIVE, now

    def covers(self, acts: Iterable[GuardedAct]) -> bool:
        """Tell whether all of these acts were agreed to before."""
        return self.state is GuardianshipState.ACTIVE and set(acts) <= set(self.acts)

    def narrow(self, acts: Iterable[GuardedAct]) -> None:
        """Keep only some of the acts. Raises GuardianshipOver."""
        self._must_be_open()
        self.acts = sorted(set(self.acts) & set(acts))

    def decline(self, now: datetime) -> None:
        """Decline, which ends an earlier agreement. Raises GuardianshipOver."""
        if self.state is not GuardianshipState.ASKED:
            raise GuardianshipOver
        self.state, self.answered_at = GuardianshipState.DECLINED, now

    def end(self, by: EndedBy, now: datetime) -> None:
        """End the agreement. Raises GuardianshipOver."""
        self._must_be_open()
        self.state, self.ended_at, self.ended_by = GuardianshipState.ENDED, now, by

    def _must_be_open(self) -> None:
        if self.state not in {GuardianshipState.ASKED, GuardianshipState.ACTIVE}:
            raise GuardianshipOver
