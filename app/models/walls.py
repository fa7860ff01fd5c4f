from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.core.errors import Conflict
from app.core.i18n import Words

MOST_WALLS = 40  # of a room, at once


class TooManyWalls(Conflict):
    title = Words("Cette salle a déjà beaucoup de murs")
    advice = Words("Éteins les murs de la salle, puis rouvre ceux qui servent.")


class Wall(Identified, Base):
    """A link that shows what is live in a room, and nothing else."""

    __tablename__ = "walls"
    __table_args__ = (Index(None, "room_id"),)

    room_id: Mapped[UUID] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
