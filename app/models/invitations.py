from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified
from app.models.memberships import Role


class InvitationState(StrEnum):
    ACTIVE = "active"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"
    REVOKED = "revoked"


class Invitation(Identified, Base):
    """Admission by a link or a short code, both derived from its id and the secret: a copy of the rows does not reveal
    them.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index(None, "community_id", "created_at", "id"),
        Index(None, "created_by"),
        Index("ix_invitations_directory", "community_id", postgresql_where=text("directory_box is not null")),
    )

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    code_mac: Mapped[bytes] = mapped_column(
        LargeBinary, unique=True
    )  # with a secret key: short codes could be guessed from a plain digest
    role: Mapped[Role]
    tags: Mapped[list[str]] = mapped_column(default=list, server_default=text("'{}'"))  # of who comes in by it
    directory_box: Mapped[bytes | None] = mapped_column(LargeBinary)  # MAC of the address that a directory wrote to
    needs_approval: Mapped[bool]
    max_uses: Mapped[int | None]
    uses: Mapped[int] = mapped_column(default=0)
    mailed: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def lets_in(self, now: datetime) -> bool:
        is_over = self.expires_at is not None and self.expires_at <= now
        is_full = self.max_uses is not None and self.uses >= self.max_uses
        return self.revoked_at is None and not is_over and not is_full

    def revoke(self, now: datetime) -> None:
        """Revoke it for good; members who joined by it stay."""
        self.revoked_at = self.revoked_at or now
