from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.ids import LEAST_ID, uuid7


class CommunityTree(Base):
    """The stored counts of a community's talents. They are exact except for people who are recounted at each read
    (`services/communities/tree_counts.py`).
    """

    __tablename__ = "community_trees"

    community_id: Mapped[UUID] = mapped_column(ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True)
    people: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime]
    covered_to: Mapped[UUID] = mapped_column(default=LEAST_ID)  # members with greater ids are not counted yet


class TreeSkill(Base):
    """The counted people by skill and stance; `in_domain`: people with any skill of the domain."""

    __tablename__ = "tree_skills"
    __table_args__ = (Index(None, "skill_id"),)

    community_id: Mapped[UUID] = mapped_column(
        ForeignKey("community_trees.community_id", ondelete="CASCADE"), primary_key=True
    )
    skill_id: Mapped[UUID] = mapped_column(primary_key=True)
    have: Mapped[int] = mapped_column(default=0)
    offer: Mapped[int] = mapped_column(default=0)
    seek: Mapped[int] = mapped_column(default=0)
    in_domain: Mapped[int] = mapped_column(default=0)


class TreePerson(Base):
    """One person's share in the counts, subtracted when their data change or their membership ends."""

    __tablename__ = "tree_people"
    __table_args__ = (Index(None, "user_id"),)

    community_id: Mapped[UUID] = mapped_column(
        ForeignKey("community_trees.community_id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    skills: Mapped[list[UUID]]
    stances: Mapped[list[str]]  # in the order of the skills


class TreeChange(Base):
    """A change to data by which a person counts in trees. Triggers write it in the same transaction; until it is
    counted, each read recounts the person.
    """

    __tablename__ = "tree_changes"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("gen_random_uuid()"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
