from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.models.users import AgeBracket


class RoomEntry(Identified, Base):
    """Somebody came into a room, a guest or a person with their account; once, however often they come."""

    __tablename__ = "room_entries"
    __table_args__ = (
        Index("ix_room_entries_person", "room_id", "user_id", unique=True),
        Index(None, "room_id", "entered_at", "id"),
        Index(None, "room_id", "source_mac", postgresql_where=text("source_mac is not null")),
        Index(None, "user_id", "entered_at", "id"),
        Index("ix_room_entries_claim_mac", "claim_mac", unique=True, postgresql_where=text("claim_mac is not null")),
    )

    room_id: Mapped[UUID] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str | None]  # that a guest gave; the team alone reads it
    age_bracket: Mapped[AgeBracket | None]  # that a guest said
    claim_mac: Mapped[bytes | None] = mapped_column(LargeBinary)  # of the code that takes what a guest did
    claimed_at: Mapped[datetime | None]
    by_ticket: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Of network and kind of telephone, so that the team sees many entries of the same; null once the room is closed.
    source_mac: Mapped[bytes | None] = mapped_column(LargeBinary)
    entered_at: Mapped[datetime]


class RoomTicket(Identified, Base):
    """A printed code that lets one person in. It is derived from the id and the secret: rows do not reveal it."""

    __tablename__ = "room_tickets"
    __table_args__ = (Index(None, "room_id", "id"),)

    room_id: Mapped[UUID] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    code_mac: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
