from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified


class Information(Identified, Base):
    """A message of a community's team to its members, which asks for no answer."""

    __tablename__ = "informations"
    __table_args__ = (Index(None, "community_id", "created_at", "id"), Index(None, "author_id"))

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    title: Mapped[str]
    text: Mapped[str]
    until: Mapped[datetime | None]  # None: as long as it is not deleted
    for_everybody: Mapped[bool] = mapped_column(default=False, server_default=false())  # on its page
    created_at: Mapped[datetime]


class InformationMedia(Base):
    """The pictures of an information, in order; they belong to its author."""

    __tablename__ = "information_media"
    __table_args__ = (Index(None, "media_id"),)

    information_id: Mapped[UUID] = mapped_column(ForeignKey("informations.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    media_id: Mapped[UUID] = mapped_column(ForeignKey("media.id", ondelete="CASCADE"))
