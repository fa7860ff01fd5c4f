from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, REAL, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import PENDING, Base, Identified
from app.core.i18n import Locale


class SkillKind(StrEnum):
    GROUP = "group"  # holds others, and is nothing that a person could show
    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    OCCUPATION = "occupation"


class NameKind(StrEnum):
    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    KEYWORD = "keyword"  # says what it is about, and is not one of its names


class Framework(Identified, Base):
    """A tree of skills. Titles and descriptions by language."""

    __tablename__ = "frameworks"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]]
    edition: Mapped[str]  # which one of its source
    source: Mapped[str]
    notice: Mapped[dict[str, Any] | None]  # what its licence wants to be shown
    version: Mapped[int] = mapped_column(default=1)  # grows whenever an import changes any of its skills


class Skill(Identified, Base):
    """A node of the tree. Never deleted: people cite it. What a new edition no longer has becomes obsolete."""

    __tablename__ = "skills"
    __table_args__ = (
        Index(None, "framework_id", "code", unique=True),
        Index(None, "parent_id"),
        Index("ix_skills_broader", "broader", postgresql_using="gin", postgresql_with=PENDING),
        Index(None, "uri", unique=True),
    )

    framework_id: Mapped[UUID] = mapped_column(ForeignKey("frameworks.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("skills.id"))  # where a tree shows it
    domain_id: Mapped[UUID | None] = mapped_column(ForeignKey("skills.id"))  # at the top of that tree; None: itself
    broader: Mapped[list[UUID]] = mapped_column(default=list)  # all that it belongs to, its parent first
    kind: Mapped[SkillKind] = mapped_column(default=SkillKind.SKILL)
    code: Mapped[str]
    uri: Mapped[str | None]
    position: Mapped[int]
    labels: Mapped[dict[str, Any]]
    alternatives: Mapped[dict[str, Any]] = mapped_column(default=dict)  # other names, by language
    keywords: Mapped[dict[str, Any]]
    gestures: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # see FrameworkDocument
    description: Mapped[dict[str, Any]] = mapped_column(default=dict)
    obsolete_at: Mapped[datetime | None]


class SkillName(Base):
    """One of the ways to say a skill, as search and suggestion look for it. Made of the skill, anew at each import."""

    __tablename__ = "skill_names"
    __table_args__ = (
        Index("ix_skill_names_prefix", "plain", postgresql_ops={"plain": "text_pattern_ops"}),
        Index(
            "ix_skill_names_fuzzy",
            "plain",
            postgresql_using="gin",
            postgresql_with=PENDING,
            postgresql_ops={"plain": "gin_trgm_ops"},
        ),
        Index(None, "rarest"),
        Index("ix_skill_names_stems", "stems", postgresql_using="gin", postgresql_with=PENDING),
    )

    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[Locale] = mapped_column(primary_key=True)
    plain: Mapped[str] = mapped_column(primary_key=True)  # in small letters without accents, words apart by one space
    kind: Mapped[NameKind]
    is_gesture: Mapped[bool] = mapped_column(default=False, server_default="false")  # of suggestions, not of search
    name: Mapped[str]
    stems: Mapped[list[str]]  # of the words that say something
    weights: Mapped[list[float]] = mapped_column(ARRAY(REAL))  # of each stem: how rare it is in its framework, up to 1
    rarest: Mapped[str | None]  # of the stems: a text without it cannot mean this
