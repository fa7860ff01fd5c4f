"""What a link shows, whatever it leads to."""

from sqlalchemy import BigInteger, literal_column, select, union_all
from sqlalchemy.sql.selectable import LateralFromClause

from app.models.grants import Grant, TargetType
from app.models.portraits import Portrait, PortraitEdition
from app.models.stories import Edition, Story
from app.policies import portraits, stories


def shown() -> LateralFromClause:
    """Of the link at hand: the edition, as `number`, `revision` and `content`. Nothing, once it is withdrawn."""
    story = (
        select(Edition.number, literal_column("0", BigInteger).label("revision"), Edition.content)
        .join(Story, Story.id == Edition.story_id)
        .where(
            Grant.target_type == TargetType.STORY,
            Story.id == Grant.target_id,
            Story.withdrawn_at.is_(None),
            Edition.number == stories.shown_through(),
        )
        .correlate(Grant)
    )
    portrait = (
        select(PortraitEdition.number, PortraitEdition.revision, PortraitEdition.content)
        .join(Portrait, Portrait.id == PortraitEdition.portrait_id)
        .where(
            Grant.target_type == TargetType.PORTRAIT,
            Portrait.id == Grant.target_id,
            portraits.is_published(),
            PortraitEdition.number == portraits.shown_through(),
        )
        .correlate(Grant)
    )
    return union_all(story, portrait).lateral("shown")
