from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import LEAST_ID, uuid7
from app.models.responses import ResponseState

EVERYWHERE = LEAST_ID  # the place of a change in all communities of a person


class Tally(Base):
    """The stored counts of a mission that was sent to many. They are exact except for people who are recounted at each
    read (`services/missions/tallies.py`).
    """

    __tablename__ = "tallies"

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    due_at: Mapped[datetime | None]  # of the mission, as the shares were counted
    end_at: Mapped[datetime | None]  # when it ended, or will
    covered_to: Mapped[UUID] = mapped_column(default=LEAST_ID)  # people with greater ids are not counted yet


class TallyCount(Base):
    """A number of responses that count alike. Triggers add rows as shares change, so that nobody waits for a row that
    others change; a job sums them up.
    """

    __tablename__ = "tally_counts"
    __table_args__ = (Index(None, "mission_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("gen_random_uuid()"))
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("tallies.mission_id", ondelete="CASCADE"))
    state: Mapped[ResponseState]
    is_seen: Mapped[bool]
    came_late: Mapped[bool]
    left_open: Mapped[bool]
    number: Mapped[int]


class TallyShare(Base):
    """How one person's response was counted last."""

    __tablename__ = "tally_shares"
    # Looked up for a person who goes; the people of one mission are walked by the key.
    __table_args__ = (Index(None, "user_id", postgresql_using="hash"),)

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("tallies.mission_id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[ResponseState]
    is_seen: Mapped[bool]  # also by an answer
    came_late: Mapped[bool]  # an answer after the mission was due
    left_open: Mapped[bool]  # without an answer when the mission ends


class TallyChange(Base):
    """A change to data by which a person counts in tallies. Triggers write it in the same transaction; until it is
    counted, each read recounts the person.
    """

    __tablename__ = "tally_changes"
    __table_args__ = (Index(None, "place_id", "user_id"), Index(None, "user_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("gen_random_uuid()"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    place_id: Mapped[UUID]  # a mission, a community, or EVERYWHERE
