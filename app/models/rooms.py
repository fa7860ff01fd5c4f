from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, Versioned, gin_index
from app.core.errors import Conflict, Gone
from app.core.i18n import Words

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without those that look alike
CODE_LENGTH = 6
LARGEST_ROOM, USUAL_ROOM = 1_000, 150  # people
FEW_ALIKE = 3  # entries from one source that nobody looks at
DAY_OF_ROOM = timedelta(days=1)  # how long a room without an end stays open
GUEST_LIFE = timedelta(days=30)  # of a guest that nobody claimed, after the room closed


class RoomState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class RoomDoor(StrEnum):
    OPEN = "open"
    LOCKED = "locked"


class RoomMinors(StrEnum):
    """Which minors may come as guests."""

    NONE = "none"
    OVER_15 = "over_15"
    SCHOOL = "school"  # of a school that operators know: pupils of any age


class ScenePhase(StrEnum):
    WELCOME = "welcome"
    ASK = "ask"
    REVEAL = "reveal"
    VOTE = "vote"
    RESULTS = "results"
    BREAK = "break"
    THANKS = "thanks"


class RoomMoved(Conflict):
    title = Words("Cette salle n’en est plus là")
    advice = Words("Une salle s’ouvre une fois, se ferme, et ne rouvre pas : relis son `state`.")


class RoomClosed(Conflict):
    title = Words("Cette salle n’est pas ouverte")
    advice = Words("Elle n’a pas commencé, ou elle est finie. Demande à qui l’anime.")


class DoorLocked(Conflict):
    title = Words("On n’entre plus dans cette salle")
    advice = Words("L’équipe a fermé la porte. Demande à qui l’anime de la rouvrir.")


class RoomFull(Conflict):
    title = Words("Cette salle est pleine")
    advice = Words("Toutes les places sont prises. Demande à qui l’anime d’en ajouter.")


class ProofOver(Gone):
    title = Words("Ce QR code a changé")
    advice = Words("Il change toutes les trente secondes. Scanne celui qui est affiché maintenant.")


class TicketUsed(Gone):
    title = Words("Ce ticket ne sert plus")
    advice = Words("Un ticket sert une fois. Demande un autre ticket, ou scanne le QR code affiché.")


class Room(Identified, Versioned, Base):
    """What people who are together do now: the mission on the wall, its phase, the clock; and the door to it."""

    __tablename__ = "rooms"
    __table_args__ = (
        Index(None, "community_id", "created_at", "id"),
        Index("ix_rooms_programme_id", "programme_id", postgresql_where=text("programme_id is not null")),
        Index("ix_rooms_term", "ends_at", postgresql_where=text("state <> 'planned'")),
        gin_index("ix_rooms_missions", "missions"),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programmes.id", ondelete="SET NULL"))
    missions: Mapped[list[UUID]] = mapped_column(default=list)  # what it asks, in order
    code: Mapped[str] = mapped_column(unique=True)  # to be typed; it lets nobody in by itself
    state: Mapped[RoomState] = mapped_column(default=RoomState.PLANNED)
    door: Mapped[RoomDoor] = mapped_column(default=RoomDoor.OPEN)
    door_secret: Mapped[bytes] = mapped_column(LargeBinary)  # of the proofs that the wall shows
    capacity: Mapped[int] = mapped_column(default=USUAL_ROOM)
    people: Mapped[int] = mapped_column(default=0)  # how many have come in
    alike: Mapped[int] = mapped_column(default=0, server_default="0")  # the most entries from one source
    heads: Mapped[int | None]  # people that the team counted
    scene: Mapped[dict[str, Any]]  # in the form of SceneRead
    allow_guests: Mapped[bool] = mapped_column(default=False)
    minors: Mapped[RoomMinors] = mapped_column(default=RoomMinors.NONE)
    opens_at: Mapped[datetime | None]  # when it is planned to
    ends_at: Mapped[datetime | None]  # by the clock; every open room has one
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    born_as: Mapped[str]

    def state_at(self, now: datetime) -> RoomState:
        """Return the state by the clock."""
        is_over = self.state is RoomState.OPEN and self.ends_at is not None and self.ends_at <= now
        return RoomState.CLOSED if is_over else self.state

    def rewrite(self, fields: Mapping[str, object], now: datetime) -> None:
        """Change the fields. Raises RoomMoved once it is closed."""
        if self.state_at(now) is RoomState.CLOSED:
            raise RoomMoved
        self.change(fields, now)
        if self.state is RoomState.OPEN and self.ends_at is None:
            self.ends_at = now + DAY_OF_ROOM

    def open(self, now: datetime) -> bool:
        """Let people in. False if it is open already. Raises RoomMoved once it is closed."""
        if self.state_at(now) is RoomState.OPEN:
            return False
        if self.state is not RoomState.PLANNED:
            raise RoomMoved
        if self.ends_at is None or self.ends_at <= now:
            self.ends_at = now + DAY_OF_ROOM
        self.change({"state": RoomState.OPEN, "opens_at": now}, now)
        return True

    def close(self, now: datetime) -> bool:
        """End it for good. False if it is over already."""
        if self.state is RoomState.CLOSED:
            return False
        ends_at = now if self.ends_at is None else min(self.ends_at, now)
        self.change({"state": RoomState.CLOSED, "ends_at": ends_at}, now)
        return True

    def set_door(self, door: RoomDoor, now: datetime) -> bool:
        """Lock or unlock the door. False for a repetition. Raises RoomMoved once it is closed."""
        if self.door is door:
            return False
        self.rewrite({"door": door}, now)
        return True

    def show_scene(self, scene: dict[str, Any], now: datetime) -> None:
        """Change what the wall shows. Raises RoomClosed unless it is open."""
        if self.state_at(now) is not RoomState.OPEN:
            raise RoomClosed
        self.change({"scene": scene}, now)

    def admit(self, now: datetime, alike: int) -> None:
        """Count one more person, in a locked row. `alike`: entries from the same source, with this one.

        Entries that are alike leave their places to those of other sources. Raises RoomClosed, DoorLocked, RoomFull.
        """
        if self.state_at(now) is not RoomState.OPEN:
            raise RoomClosed
        if self.door is RoomDoor.LOCKED:
            raise DoorLocked
        is_crowd = alike > FEW_ALIKE
        if self.people - (0 if is_crowd else max(0, self.alike - FEW_ALIKE)) >= self.capacity:
            raise RoomFull
        self.people += 1
        self.alike = max(self.alike, alike)

    def count_heads(self, heads: int, now: datetime) -> None:
        """Note how many people the team sees in it. Raises RoomClosed unless it is open."""
        if self.state_at(now) is not RoomState.OPEN:
            raise RoomClosed
        self.change({"heads": heads}, now)
