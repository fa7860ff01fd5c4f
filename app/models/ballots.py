from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.errors import Conflict, Forbidden
from app.core.i18n import Words


class NotInThisBallot(Forbidden):
    title = Words("Ce vote a commencé avant ton arrivée")
    advice = Words("Seules les personnes présentes à l’ouverture votent. Tu verras le résultat à la fin.")


class BallotOver(Conflict):
    title = Words("Le vote est terminé")
    advice = Words("Les voix sont comptées : rien ne s’y ajoute et rien ne s’en retire.")


class BallotChanged(Conflict):
    title = Words("Ce qui est à choisir a changé")
    advice = Words("Une proposition a été retirée. Relis ce qui reste, puis vote à nouveau.")


class Ballot(Base):
    """A vote that began: what there is to choose, how many may vote; once counted, what was chosen."""

    __tablename__ = "ballots"
    __table_args__ = (Index("ix_ballots_open", "mission_id", postgresql_where=text("counted_at is null")),)

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    options: Mapped[list[UUID]]  # proposals, as they stood when it opened
    electorate: Mapped[int]  # how many had a row when it opened
    in_room: Mapped[int | None]  # of the electorate, people in a room that asked it as it opened
    heads: Mapped[int | None]  # people that the team counted in that room
    people: Mapped[int] = mapped_column(default=0)  # who voted and left; once counted, who voted
    proven: Mapped[int] = mapped_column(default=0, server_default="0")  # of `people`: accounts older than a week
    guests: Mapped[int] = mapped_column(default=0, server_default="0")  # of `people`: others who were in the room
    ticketed: Mapped[int] = mapped_column(default=0, server_default="0")  # of `guests`: who came in by a ticket
    tally: Mapped[dict[str, Any]] = mapped_column(default=dict)  # their voices: by proposal, `people` and `points`
    chosen: Mapped[list[UUID]] = mapped_column(default=list)
    counted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class BallotProgress(Base):
    """A vote while it goes on: the live numbers of its last batch, and when a server last listened to it."""

    __tablename__ = "ballot_progress"

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    people: Mapped[int] = mapped_column(default=0)
    proven: Mapped[int] = mapped_column(default=0)
    guests: Mapped[int] = mapped_column(default=0)  # who count towards `k`
    tally: Mapped[dict[str, Any]] = mapped_column(default=dict)  # people by proposal
    heard_at: Mapped[datetime | None]  # null: no server has listened yet


class PaperCount(Identified, Base):
    """Voices on paper. They join the sum once both counters have confirmed them, each from their own account."""

    __tablename__ = "paper_counts"
    __table_args__ = (Index(None, "mission_id"), Index(None, "first_counter_id"), Index(None, "second_counter_id"))

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"))
    first_counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    second_counter_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    people: Mapped[int]
    present: Mapped[int]  # in the room, with those who voted otherwise
    tally: Mapped[dict[str, Any]]  # points by proposal
    counted_at: Mapped[datetime]  # when they were written down
    first_confirmed_at: Mapped[datetime | None]
    second_confirmed_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]  # when they joined the sum
    withdrawn_at: Mapped[datetime | None]

    def confirm(self, user_id: UUID, now: datetime) -> None:
        """Note the confirmation of a counter, once."""
        if user_id == self.first_counter_id:
            self.first_confirmed_at = self.first_confirmed_at or now
        if user_id == self.second_counter_id:
            self.second_confirmed_at = self.second_confirmed_at or now

    def has_confirmation_of(self, user_id: UUID | None) -> bool:
        times = {self.first_counter_id: self.first_confirmed_at, self.second_counter_id: self.second_confirmed_at}
        return user_id is not None and times.get(user_id) is not None

    @property
    def is_confirmed(self) -> bool:
        """Both counters have confirmed, and nobody has withdrawn it."""
        confirmations = (self.first_confirmed_at, self.second_confirmed_at)
        return self.withdrawn_at is None and None not in confirmations

    @property
    def counters(self) -> set[UUID]:
        return {user_id for user_id in (self.first_counter_id, self.second_counter_id) if user_id is not None}
