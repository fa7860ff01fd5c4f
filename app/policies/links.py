"""What a link shows, for every type of target."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, select, union_all
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.sql.selectable import LateralFromClause

from app.models.grants import Grant, TargetType
from app.models.portraits import Portrait, PortraitEdition
from app.models.stories import Edition, Story
from app.policies import portraits, stories

Column = ColumnElement[Any] | QueryableAttribute[Any]
OF_STORY = (Edition.number, Edition.revision)
OF_PORTRAIT = (PortraitEdition.number, PortraitEdition.revision)


def shown() -> LateralFromClause:
    """Select the edition that the link shows, as `number`, `revision` and `content`. No row once it is withdrawn."""
    story = _story(*OF_STORY, Edition.content)
    portrait = _portrait(*OF_PORTRAIT, PortraitEdition.content)
    return union_all(story, portrait).lateral("shown")


def mark(version: Column, number: Column, revision: Column) -> ColumnElement[str]:
    """Identify what the link shows: an equal mark means equal content. `version` is the grant's."""
    dot: ColumnElement[str] = literal_column("'.'")
    return func.concat(version, dot, number, dot, revision)


def mark_now() -> ColumnElement[str]:
    """Compute the mark of the link without reading its content; null once that is withdrawn."""
    story = _story(mark(Grant.version, *OF_STORY)).scalar_subquery()
    portrait = _portrait(mark(Grant.version, *OF_PORTRAIT)).scalar_subquery()
    return case((_leads_to(TargetType.STORY), story), else_=portrait)


def _story(*columns: Column) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .join_from(Edition, Story, Story.id == Edition.story_id)
        .where(
            _leads_to(TargetType.STORY),
            Story.id == Grant.target_id,
            Story.withdrawn_at.is_(None),
            Edition.number == stories.shown_through(),
        )
        .correlate(Grant)
    )


def _portrait(*columns: Column) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns)
        .join_from(PortraitEdition, Portrait, Portrait.id == PortraitEdition.portrait_id)
        .where(
            _leads_to(TargetType.PORTRAIT),
            Portrait.id == Grant.target_id,
            portraits.is_published(),
            PortraitEdition.number == portraits.shown_through(),
        )
        .correlate(Grant)
    )


def _leads_to(target: TargetType) -> ColumnElement[bool]:
    return Grant.target_type == literal_column(f"'{target}'")
