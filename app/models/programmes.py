from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned
from app.core.errors import Conflict
from app.core.i18n import Words


class ProgrammeState(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"
    REPORTED = "reported"
    ABANDONED = "abandoned"


class ProgrammeVisibility(StrEnum):
    TEAM = "team"
    COMMUNITY = "community"
    PUBLIC = "public"


class Public(StrEnum):
    """The people a programme is for."""

    YOUNG = "young"
    JOB_SEEKERS = "job_seekers"
    EMPLOYEES = "employees"
    EMPLOYERS = "employers"
    PROFESSIONALS = "professionals"
    ALL = "all"


class ProgrammeMoved(Conflict):
    title = Words("Ce programme n’en est plus là")
    advice = Words(
        "Un brouillon démarre, ce qui est en cours se termine, ce qui n’est pas terminé s’abandonne, et rien ne "
        "revient en arrière : relis son `state`."
    )


class ProgrammeIdle(Conflict):
    title = Words("Ce programme n’est pas en cours")
    advice = Words("Ses étapes s’ouvrent quand une personne qui gère la communauté l’a démarré, et tant qu’il dure.")


class StoredTemplate(Base):
    """A template of a programme. What was copied from it does not change with it."""

    __tablename__ = "programme_templates"

    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    body: Mapped[dict[str, Any]]  # as schemas/programme_templates.py writes it
    of_installation: Mapped[bool]  # imported here, and none of ours
    stored_at: Mapped[datetime]


class StepMailKind(StrEnum):
    EVE = "eve"
    OUTCOME = "outcome"


class StepMail(Base):
    """News of an event that was sent: each comes once."""

    __tablename__ = "step_mails"

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[StepMailKind] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]


class ProgrammeMember(Base):
    """A member of the team of a programme. They lead it while they are facilitator or manager of its community."""

    __tablename__ = "programme_members"
    __table_args__ = (Index(None, "user_id"),)

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)


class Programme(Identified, Versioned, Base):
    """Missions in order, for a sector, a territory and some publics. Its steps are the missions that name it."""

    __tablename__ = "programmes"
    __table_args__ = (
        Index("ix_programmes_community", "community_id", "starts_on", "id"),
        Index("ix_programmes_state", "community_id", "state", "starts_on", "id"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    template: Mapped[dict[str, Any] | None]  # code and version of the template that it was copied from
    title: Mapped[str]
    summary: Mapped[str | None]
    sector: Mapped[str | None]
    territory: Mapped[str | None]
    publics: Mapped[list[str]] = mapped_column(default=list)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    budget: Mapped[dict[str, Any] | None]  # planned_cents, spent_cents, source: for managers
    visibility: Mapped[ProgrammeVisibility] = mapped_column(default=ProgrammeVisibility.TEAM)
    state: Mapped[ProgrammeState] = mapped_column(default=ProgrammeState.DRAFT)
    reason: Mapped[str | None]  # it was abandoned for
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # closed or abandoned
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    born_as: Mapped[str]

    @property
    def is_running(self) -> bool:
        return self.state is ProgrammeState.RUNNING

    def rewrite(self, fields: Mapping[str, object], now: datetime) -> None:
        """Change the fields. Raises ProgrammeMoved for what is reported or abandoned."""
        self._expect(ProgrammeState.DRAFT, ProgrammeState.RUNNING, ProgrammeState.CLOSED)
        self.change(fields, now)

    def start(self, now: datetime) -> bool:
        """Start it. False if it runs already. Raises ProgrammeMoved when it is over."""
        if self.is_running:
            return False
        self._expect(ProgrammeState.DRAFT)
        self.change({"state": ProgrammeState.RUNNING, "started_at": now}, now)
        return True

    def close(self, now: datetime) -> bool:
        """End it. False if it is closed already. Raises ProgrammeMoved unless it runs."""
        if self.state is ProgrammeState.CLOSED:
            return False
        self._expect(ProgrammeState.RUNNING)
        self.change({"state": ProgrammeState.CLOSED, "ended_at": now}, now)
        return True

    def report(self, now: datetime) -> bool:
        """Record that its report is published. False if one was before. Raises ProgrammeMoved unless it is closed."""
        if self.state is ProgrammeState.REPORTED:
            return False
        self._expect(ProgrammeState.CLOSED)
        self.change({"state": ProgrammeState.REPORTED}, now)
        return True

    def abandon(self, reason: str, now: datetime) -> bool:
        """Abandon it, and say why. False for the same again. Raises ProgrammeMoved when it is closed."""
        if self.state is ProgrammeState.ABANDONED and self.reason == reason:
            return False
        self._expect(ProgrammeState.DRAFT, ProgrammeState.RUNNING)
        self.change({"state": ProgrammeState.ABANDONED, "reason": reason, "ended_at": now}, now)
        return True

    def forget(self, now: datetime) -> None:
        """Clear the texts of a programme whose community has closed."""
        words = dict.fromkeys(("summary", "sector", "territory", "budget", "reason"))
        self.change({"title": "", "visibility": ProgrammeVisibility.TEAM} | words, now)

    def _expect(self, *states: ProgrammeState) -> None:
        if self.state not in states:
            raise ProgrammeMoved
