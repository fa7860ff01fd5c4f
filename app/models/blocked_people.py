from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import uuid7


class BlockedPerson(Base):
    """A person wants nothing from another one again: no exchanges, no comments. The other one is not told.

    `is_named` is false where the other one asked for an exchange and was not named: the person never learns who it is.
    One who is blocked by name as well has two rows, so that neither tells of the other.
    """

    __tablename__ = "blocked_people"
    __table_args__ = (UniqueConstraint("person_id", "user_id", "is_named"), Index(None, "user_id", "created_at", "id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("gen_random_uuid()"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    is_named: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime]
