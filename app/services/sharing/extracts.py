"""What a person granted with the right to download, page by page."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, exists, func, literal, literal_column, select

from app.core.actor import ME
from app.core.cursors import InvalidCursor, owner_of, seal, unseal
from app.core.projections import BASE, NOW, Json, Projection, SingleProjection, Some, build, wire
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
from app.schemas.pages import PageQuery
from app.services.access import access_events
from app.services.access.access_events import ReadTarget
from app.services.accounts import proofs
from app.services.journal.experience_reads import NEWEST
from app.services.shared import summaries
from app.services.sharing import granted_experiences, granted_talents
from app.services.sharing.beneficiaries import BeneficiaryNotFound
from app.services.stories.stories import opened

_MEDIA = func.concat(BASE, "/m/", MEDIA_KEY)
_MAY_TAKE = and_(to_person(ME), with_right(Right.DOWNLOAD))


def _is_downloadable(kind: TargetType, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(given_to(ME, NOW, kind), _MAY_TAKE, *conditions)


_PERSON_ID = bindparam("person", type_=Uuid())
PERSON = SingleProjection(
    SIGNED_IN,
    build({"person": summaries.PERSON, "made_at": wire(NOW)}),
    literal_column("1"),
    User.id == _PERSON_ID,
    missing=BeneficiaryNotFound,
)
PARTS: Mapping[str, Projection] = {
    "stories": Projection(
        "extracts.stories",
        SIGNED_IN,
        opened(Edition.__table__.c.content, _MEDIA),
        Story.owner_id == _PERSON_ID,
        Story.withdrawn_at.is_(None),
        Edition.story_id == Story.id,
        _is_downloadable(TargetType.STORY, Grant.target_id == Story.id, stories.shown_through() == Edition.number),
        order=(Story.id, Edition.number),
        large=True,
    ),
    "portraits": Projection(
        "extracts.portraits",
        SIGNED_IN,
        opened(PortraitEdition.__table__.c.content, _MEDIA),
        Portrait.owner_id == _PERSON_ID,
        portraits.is_published(),
        PortraitEdition.portrait_id == Portrait.id,
        _is_downloadable(
            TargetType.PORTRAIT, Grant.target_id == Portrait.id, portraits.shown_through() == PortraitEdition.number
        ),
        order=(Portrait.id, PortraitEdition.number),
        large=True,
    ),
    "talents": Projection(
        "extracts.talents",
        SIGNED_IN,
        granted_talents.ITEM,
        Talent.user_id == _PERSON_ID,
        _is_downloadable(TargetType.TALENTS, Grant.owner_id == Talent.user_id),
        order=(Talent.created_at, Talent.skill_id),
    ),
    "experiences": Projection(
        "extracts.experiences",
        SIGNED_IN,
        granted_experiences.ITEM,
        Experience.owner_id == _PERSON_ID,
        exists().where(granted_to(ME, NOW), _MAY_TAKE),
        order=NEWEST,
    ),
}
KINDS: Mapping[str, Sequence[TargetType]] = {
    "stories": [TargetType.STORY],
    "portraits": [TargetType.PORTRAIT],
    "talents": [TargetType.TALENTS],
    "experiences": [TargetType.EXPERIENCES, TargetType.EXPERIENCE],
}


async def take(uow: UnitOfWork, person_id: UUID, query: PageQuery) -> Json:
    """Return one page of the extract and record one `download`. Each part starts where the one before it ended.

    Raises BeneficiaryNotFound, also when all grants were revoked meanwhile.
    """
    head = await PERSON.show(uow, person=person_id)
    owner = owner_of(uow.actor.id.bytes, "extracts", person_id)
    position, inner = _begin(query.cursor, owner)
    pages = {name: Some((), None) for name in PARTS}
    remaining, following = query.limit, None
    for name in list(PARTS)[position:]:
        if not remaining:
            following = (name, "")
            break
        pages[name] = await PARTS[name].some(uow, limit=remaining, cursor=inner or None, person=person_id)
        remaining, inner = remaining - len(pages[name].items), ""
        if rest := pages[name].next_cursor:
            following = (name, rest)
            break
    await _record(uow, person_id, next((name for name in PARTS if pages[name].items), None))
    lists = b",".join(b'"%b":[%b]' % (name.encode(), b",".join(pages[name].items)) for name in PARTS)
    token = "null" if following is None else f'"{seal(owner, following)}"'
    return Json(b'%b,%b,"next_cursor":%b}' % (head.json.rstrip().removesuffix(b"}"), lists, token.encode()))


def _begin(cursor: str | None, owner: str) -> tuple[int, str]:
    """Return the position of the part and its cursor. Raises InvalidCursor."""
    if cursor is None:
        return 0, ""
    name, inner = unseal(cursor, owner, (str, str))
    if name not in PARTS:
        raise InvalidCursor
    return list(PARTS).index(name), inner


async def _record(uow: UnitOfWork, person_id: UUID, part: str | None) -> None:
    """Record the download through a grant of the first part that has items."""
    condition = and_(to_person(uow.actor), reaches(uow.actor, literal(uow.now)), with_right(Right.DOWNLOAD))
    nearest = Grant.target_type.in_(KINDS.get(part or "", [])).desc()
    through = select(Grant).where(Grant.owner_id == person_id, condition).order_by(nearest, Grant.id).limit(1)
    grant = await uow.session.scalar(through)
    if grant is None:
        await proofs.check(uow, Grant.owner_id == person_id, with_right(Right.DOWNLOAD))
        raise BeneficiaryNotFound
    target = ReadTarget(person_id, grant.id, Accessed(grant.target_type), grant.target_id)
    access_events.record(uow, target, Right.DOWNLOAD)
