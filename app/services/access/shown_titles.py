"""The titles of granted things for their readers, from the edition that is shown to them.

They reveal neither other editions nor the owner's private names.
"""

from sqlalchemy import ColumnElement, Text, case, cast, func, literal, select
from sqlalchemy.dialects import postgresql

from app.core.i18n import Language, Locale
from app.core.projections import Element
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.grants import Grant, TargetType
from app.models.portraits import Portrait, PortraitEdition
from app.models.programme_reports import ProgrammeReport, ReportEdition
from app.models.stories import Edition, Story
from app.policies import portraits, stories

_STORY = select(cast(Edition.__table__.c.card, postgresql.JSON)["title"].astext).where(
    Story.id == Grant.target_id, Edition.story_id == Story.id, Edition.number == stories.shown_through()
)


def shown_title(locale: ColumnElement[str]) -> Element:
    """The title of the current grant; a portrait's in that language, else in its own. Null for other targets."""
    portrait = select(headline(locale)).where(
        Portrait.id == Grant.target_id,
        PortraitEdition.portrait_id == Portrait.id,
        PortraitEdition.number == portraits.shown_through(),
    )
    return case(
        (Grant.target_type == TargetType.STORY, _STORY.scalar_subquery()),
        (Grant.target_type == TargetType.PORTRAIT, portrait.scalar_subquery()),
    )


async def title_shown(uow: UnitOfWork, grant: Grant, locale: Language) -> str | None:
    """Return the same title for a grant that was loaded; of a report, that of its latest edition."""
    if grant.target_type is TargetType.REPORT:
        latest = select(ReportEdition.content["title"].astext, Community.name).where(
            *(ProgrammeReport.id == grant.target_id, ReportEdition.report_id == ProgrammeReport.id),
            *(ReportEdition.number == ProgrammeReport.edition, Community.id == ProgrammeReport.community_id),
        )
        row = (await uow.session.execute(latest)).one_or_none()
        return " · ".join(row) if row else None
    title: str | None = await uow.session.scalar(
        select(shown_title(literal(locale.of_contents, Text))).where(Grant.id == grant.id)
    )
    return title


def headline(locale: ColumnElement[str]) -> Element:
    """The headline of the current portrait edition in that language, else in the portrait's own."""
    texts = cast(PortraitEdition.__table__.c.card, postgresql.JSON)["headline"]
    return func.coalesce(texts.op("->>")(locale), *(texts[item].astext for item in Locale))
