from collections.abc import Iterable
from datetime import datetime
from itertools import product

from sqlalchemy import ColumnElement, and_, case, exists, or_

from app.core.actor import Actor
from app.models.grants import Follow, Grant, TargetType
from app.models.portraits import Portrait, PortraitStory
from app.models.stories import Edition, Story
from app.policies import portraits
from app.policies.grants import AudienceMembership, given_to, is_given_to
from app.policies.hidings import hide


def owned_by(actor: Actor) -> ColumnElement[bool]:
    return Story.owner_id == actor.id


def granted_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grants by which the actor may read stories, unless these are withdrawn."""
    return given_to(actor, now, TargetType.STORY)


def shown_through() -> ColumnElement[int]:
    """The number of the edition that the grant shows."""
    return case((Grant.follow == Follow.LATEST, Story.edition), else_=Grant.edition)


def readable_by(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The only read access to editions: all of one's own, also withdrawn ones; of others', the granted edition, and
    editions pinned to a granted portrait.
    """
    condition = or_(exists().where(granted_here(actor, now)), exists().where(portraits.opens_pinned(actor, now)))
    return and_(Edition.story_id == Story.id, or_(owned_by(actor), Story.withdrawn_at.is_(None) & condition))


def granted_here(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grant shows the edition."""
    return and_(granted_to(actor, now), Grant.target_id == Story.id, shown_through() == Edition.number)


def can_read(  # noqa: PLR0913  all that it hangs on
    actor: Actor,
    story: Story,
    edition: int,
    grants: Iterable[Grant],
    now: datetime,
    *,
    belonging: AudienceMembership = AudienceMembership(),  # noqa: B008  it cannot change
    citations: Iterable[tuple[Portrait, PortraitStory]] = (),
) -> bool:
    """`readable_by`, for loaded rows; `citations`: editions of stories, each with the portrait that cites it."""
    if actor.user_id == story.owner_id:
        return True
    if story.withdrawn_at is not None:
        return False
    grants = list(grants)
    by_grant = {
        story.edition if grant.follow is Follow.LATEST else grant.edition
        for grant in grants
        if grant.target_id == story.id and is_given_to(actor, grant, TargetType.STORY, belonging, now)
    }
    by_portrait = {
        pin.story_edition
        for (portrait, pin), grant in product(citations, grants)
        if pin.story_id == story.id
        and pin.portrait_id == portrait.id
        and pin.edition in portraits.editions_granted(actor, portrait, [grant], belonging, now)
        and not hide(belonging.hidings, grant.audience_id, story.id)
    }
    return edition in by_grant | by_portrait
