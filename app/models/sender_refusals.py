from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class SenderRefusal(Base):
    """An address that refuses mails caused by a person. That person is not told."""

    __tablename__ = "sender_refusals"

    sender_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    address_mac: Mapped[bytes] = mapped_column(
        LargeBinary, primary_key=True
    )  # recognises the address without storing it
    refused_at: Mapped[datetime]
