"""What somebody granted with the right to take it along, as one document."""

from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, exists, func, literal, literal_column, select

from app.core.actor import ME
from app.core.projections import BASE, NOW, Json, One, build, many, wire
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.models.grants import Accessed, Grant, Right, TargetType
from app.models.portraits import Portrait, PortraitEdition
from app.models.stories import Edition, Story
from app.models.talents import Talent
from app.models.users import User
from app.policies import portraits, stories
from app.policies.experiences import granted_to
from app.policies.grants import given_to, reaches, to_person, with_right
from app.policies.sessions import MEDIA_KEY, SIGNED_IN
from app.services import access_events, granted_experiences, granted_talents, proofs, summaries
from app.services.access_events import Access
from app.services.beneficiaries import BeneficiaryNotFound
from app.services.stories import opened

_MEDIA = func.concat(BASE, "/m/", MEDIA_KEY)
_MAY_TAKE = and_(to_person(ME), with_right(Right.DOWNLOAD))


def _taken(kind: TargetType, *here: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(given_to(ME, NOW, kind), _MAY_TAKE, *here)


EXTRACT = One(
    SIGNED_IN,
    build(
        {
            "person": summaries.PERSON,
            "made_at": wire(NOW),
            "stories": many(
                opened(Edition.__table__.c.content, _MEDIA),
                Story.owner_id == User.id,
                Story.withdrawn_at.is_(None),
                Edition.story_id == Story.id,
                _taken(TargetType.STORY, Grant.target_id == Story.id, stories.shown_through() == Edition.number),
                order_by=Story.id,
            ),
            "portraits": many(
                opened(PortraitEdition.__table__.c.content, _MEDIA),
                Portrait.owner_id == User.id,
                portraits.is_published(),
                PortraitEdition.portrait_id == Portrait.id,
                _taken(
                    TargetType.PORTRAIT,
                    Grant.target_id == Portrait.id,
                    portraits.shown_through() == PortraitEdition.number,
                ),
                order_by=Portrait.id,
            ),
            "talents": many(
                granted_talents.ITEM,
                Talent.user_id == User.id,
                _taken(TargetType.TALENTS, Grant.owner_id == Talent.user_id),
                order_by=Talent.skill_id,
            ),
            "experiences": many(
                granted_experiences.ITEM,
                Experience.owner_id == User.id,
                exists().where(granted_to(ME, NOW), _MAY_TAKE),
                order_by=Experience.lived_at,
            ),
        }
    ),
    literal_column("1"),
    User.id == bindparam("id", type_=Uuid()),
    missing=BeneficiaryNotFound,
)


async def take(uow: UnitOfWork, person_id: UUID) -> Json:
    """It leaves one trace, of a `download`. Raises BeneficiaryNotFound, also when all was taken back meanwhile."""
    extract = await EXTRACT.show(uow, id=person_id)
    given = and_(to_person(uow.actor), reaches(uow.actor, literal(uow.now)), with_right(Right.DOWNLOAD))
    through = select(Grant).where(Grant.owner_id == person_id, given).order_by(Grant.id).limit(1)
    grant = await uow.session.scalar(through)
    if grant is None:
        await proofs.check(uow, Grant.owner_id == person_id, with_right(Right.DOWNLOAD))
        raise BeneficiaryNotFound
    access_events.record(uow, Access(person_id, grant.id, Accessed(grant.target_type), grant.target_id), Right.DOWNLOAD)
    return extract.json
