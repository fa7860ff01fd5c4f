"""How what is granted is named to those who read it: as the edition that is shown to them names it. Nothing tells of
another, and never what its owner calls it for themself."""

from sqlalchemy import ColumnElement, Text, case, cast, func, literal, select
from sqlalchemy.dialects import postgresql

from app.core.i18n import Locale
from app.core.projections import Element
from app.core.uow import UnitOfWork
from app.models.grants import Grant, TargetType
from app.models.portraits import Portrait, PortraitEdition
from app.models.stories import Edition, Story
from app.policies import portraits, stories

_STORY = select(cast(Edition.__table__.c.card, postgresql.JSON)["title"].astext).where(
    Story.id == Grant.target_id, Edition.story_id == Story.id, Edition.number == stories.shown_through()
)


def shown_title(locale: ColumnElement[str]) -> Element:
    """Of the grant at hand; a portrait in that language, or else in the one it is written in. Null for all else."""
    portrait = select(headline(locale)).where(
        Portrait.id == Grant.target_id,
        PortraitEdition.portrait_id == Portrait.id,
        PortraitEdition.number == portraits.shown_through(),
    )
    return case(
        (Grant.target_type == TargetType.STORY, _STORY.scalar_subquery()),
        (Grant.target_type == TargetType.PORTRAIT, portrait.scalar_subquery()),
    )


async def title_shown(uow: UnitOfWork, grant: Grant, locale: Locale) -> str | None:
    """The same, of a row in hand."""
    title: str | None = await uow.session.scalar(select(shown_title(literal(locale, Text))).where(Grant.id == grant.id))
    return title


def headline(locale: ColumnElement[str]) -> Element:
    """Of the edition of a portrait at hand, in that language or else in the one it is written in."""
    said = cast(PortraitEdition.__table__.c.card, postgresql.JSON)["headline"]
    return func.coalesce(said.op("->>")(locale), *(said[item].astext for item in Locale))
