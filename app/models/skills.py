from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified


class Framework(Identified, Base):
    """A tree of skills. Titles and descriptions by language."""

    __tablename__ = "frameworks"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]]
    edition: Mapped[str]  # which one of its source
    source: Mapped[str]


class Skill(Identified, Base):
    """A node of the tree: a domain (no parent) or a skill in it. Never deleted: people's experiences cite it."""

    __tablename__ = "skills"
    __table_args__ = (Index(None, "framework_id", "code", unique=True), Index(None, "parent_id"))

    framework_id: Mapped[UUID] = mapped_column(ForeignKey("frameworks.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("skills.id"))
    code: Mapped[str]
    position: Mapped[int]
    labels: Mapped[dict[str, Any]]
    keywords: Mapped[dict[str, Any]]
