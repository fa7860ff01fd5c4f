from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified

GATHERED_LIFE = timedelta(days=30)  # the same as of an unanswered request


class GatheredMail(Identified, Base):
    """A message to a mailbox that gets many in a day: it waits for the next morning's list.

    With a guardianship, the guardian is informed.
    """

    __tablename__ = "gathered_mails"
    __table_args__ = (
        CheckConstraint("num_nonnulls(endorsement_id, grant_id) = 1", name="ck_gathered_mails_about_one"),
        Index("ix_gathered_mails_due", "due_at"),
        Index("ix_gathered_mails_mailbox", "mailbox_mac", "due_at"),
        Index(None, "sender_id"),
        Index("ix_gathered_mails_endorsement", "endorsement_id", postgresql_where=text("endorsement_id is not null")),
        Index(
            "ix_gathered_mails_guardianship", "guardianship_id", postgresql_where=text("guardianship_id is not null")
        ),
        Index("ix_gathered_mails_grant", "grant_id", postgresql_where=text("grant_id is not null")),
    )

    sender_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    endorsement_id: Mapped[UUID | None] = mapped_column(ForeignKey("endorsements.id", ondelete="CASCADE"))
    grant_id: Mapped[UUID | None] = mapped_column(ForeignKey("grants.id", ondelete="CASCADE"))
    guardianship_id: Mapped[UUID | None] = mapped_column(ForeignKey("guardianships.id", ondelete="CASCADE"))
    mailbox_mac: Mapped[bytes] = mapped_column(LargeBinary)  # equal for all spellings of an address
    address_mac: Mapped[bytes] = mapped_column(LargeBinary)  # as sender refusals store it
    email: Mapped[str]
    message: Mapped[str | None]  # that goes with a link
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
