from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import uuid7

FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)


class CommunityTree(Base):
    """What was counted of a community's talents, and of whom. Exact for all but those who are counted at each reading
    (`services/communities/tree_counts.py`)."""

    __tablename__ = "community_trees"

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True)
    people: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime]
    covered_to: Mapped[UUID] = mapped_column(default=FIRST)  # members with greater ids were not counted yet


class TreeSkill(Base):
    """How many of the people counted say what of a skill; `in_domain`: have any skill of the domain that it is."""

    __tablename__ = "tree_skills"

    community_id: Mapped[UUID] = mapped_column(
        ForeignKey("community_trees.community_id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[UUID] = mapped_column(primary_key=True)
    have: Mapped[int] = mapped_column(default=0)
    offer: Mapped[int] = mapped_column(default=0)
    seek: Mapped[int] = mapped_column(default=0)
    in_domain: Mapped[int] = mapped_column(default=0)


class TreePerson(Base):
    """The share of one person in those counts: what is subtracted when they say otherwise, or end it."""

    __tablename__ = "tree_people"
    __table_args__ = (Index(None, "user_id"),)

    community_id: Mapped[UUID] = mapped_column(
        ForeignKey("community_trees.community_id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    skills: Mapped[list[UUID]]
    stances: Mapped[list[str]]  # in the order of the skills


class TreeChange(Base):
    """Something changed by which that person counts, somewhere. Triggers write it, in the transaction that changes it;
    until it is counted, every reading counts the person anew."""

    __tablename__ = "tree_changes"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("gen_random_uuid()"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
