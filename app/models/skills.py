from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, JSON, REAL, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Identified, gin_index
from app.core.i18n import Locale


class SkillKind(StrEnum):
    GROUP = "group"  # contains skills, and cannot be claimed itself
    SKILL = "skill"
    KNOWLEDGE = "knowledge"
    OCCUPATION = "occupation"


class NameKind(StrEnum):
    PREFERRED = "preferred"
    ALTERNATIVE = "alternative"
    KEYWORD = "keyword"  # describes the skill, but does not name it


class Framework(Identified, Base):
    """A tree of skills. Titles and descriptions by language."""

    __tablename__ = "frameworks"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[dict[str, Any]]
    description: Mapped[dict[str, Any]]
    edition: Mapped[str]  # the release of its source
    source: Mapped[str]
    notice: Mapped[dict[str, Any] | None]  # the notice that its licence requires
    version: Mapped[int] = mapped_column(default=1)  # increases when an import changes any of its skills


class Skill(Identified, Base):
    """A node of the tree. It is never deleted, since people cite it: a skill missing from a new release becomes
    obsolete.
    """

    __tablename__ = "skills"
    __table_args__ = (
        Index(None, "framework_id", "code", unique=True),
        Index(None, "parent_id"),
        gin_index("ix_skills_broader", "broader"),
        Index(None, "uri", unique=True),
    )

    framework_id: Mapped[UUID] = mapped_column(ForeignKey("frameworks.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("skills.id"))  # its place in the tree
    domain_id: Mapped[UUID | None] = mapped_column(ForeignKey("skills.id"))  # the top of its tree; None: itself
    broader: Mapped[list[UUID]] = mapped_column(default=list)  # all broader skills, the parent first
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
    # what answers show of it, as ready JSON: PostgreSQL writes it with the row
    summary: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)


class SkillName(Base):
    """A wording of a skill, for search and suggestions. Rows are derived from the skill, again at each import."""

    __tablename__ = "skill_names"
    __table_args__ = (
        Index("ix_skill_names_prefix", "plain", postgresql_ops={"plain": "text_pattern_ops"}),
        gin_index("ix_skill_names_fuzzy", "plain", postgresql_ops={"plain": "gin_trgm_ops"}),
        Index(None, "rarest"),
        gin_index("ix_skill_names_stems", "stems"),
    )

    skill_id: Mapped[UUID] = mapped_column(ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[Locale] = mapped_column(primary_key=True)
    plain: Mapped[str] = mapped_column(primary_key=True)  # lower case without accents, single spaces
    kind: Mapped[NameKind]
    is_gesture: Mapped[bool] = mapped_column(default=False, server_default="false")  # for suggestions, not for search
    name: Mapped[str]
    stems: Mapped[list[str]]  # of the significant words
    weights: Mapped[list[float]] = mapped_column(ARRAY(REAL))  # of each stem: its rarity in the framework, up to 1
    rarest: Mapped[str | None]  # the rarest stem: a text without it does not match
