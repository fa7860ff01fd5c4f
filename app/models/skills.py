from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, JSON, REAL, ForeignKey, Index, text
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


class AlignmentRelation(StrEnum):
    """How near a skill is to that of another framework (SKOS)."""

    EXACT = "exact"  # the same: a talent in either counts once
    CLOSE = "close"
    BROAD = "broad"  # the other one is broader
    NARROW = "narrow"


class FrameworkReaders(StrEnum):
    COMMUNITY = "community"
    PUBLIC = "public"  # every signed-in person


class Framework(Identified, Base):
    """A tree of skills. Titles and descriptions by language. A community may have its own."""

    __tablename__ = "frameworks"
    __table_args__ = (Index(None, "community_id"),)

    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id"))  # None: of the installation
    readers: Mapped[FrameworkReaders] = mapped_column(
        default=FrameworkReaders.PUBLIC, server_default=FrameworkReaders.PUBLIC
    )
    code: Mapped[str] = mapped_column(unique=True)  # of a community's own: after the id of the community
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
        Index(None, "audience_id", postgresql_where=text("audience_id is not null")),
        Index(None, "same_as", postgresql_where=text("same_as is not null")),
        gin_index(
            "ix_skills_alignments",
            "alignments",
            postgresql_ops={"alignments": "jsonb_path_ops"},
            postgresql_where=text("alignments <> '[]'"),
        ),
    )

    framework_id: Mapped[UUID] = mapped_column(ForeignKey("frameworks.id"))
    audience_id: Mapped[UUID | None] = mapped_column(ForeignKey("communities.id"))  # its only readers; None: all
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
    alignments: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    same_as: Mapped[UUID | None] = mapped_column(ForeignKey("skills.id"))  # by an exact alignment: counted as this one
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
