"""The people who granted something to the reader, and what each of them shows."""

from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    nulls_first,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.actor import ME
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import NOW, Json, Projection, SingleProjection, build, is_empty, wire
from app.core.uow import Reading, UnitOfWork
from app.models.experiences import Experience
from app.models.grants import Accessed, Grant, TargetType
from app.models.users import User
from app.policies.grants import in_force, reaches, to_person
from app.policies.sessions import SIGNED_IN
from app.schemas.pages import PageQuery
from app.services.access import access_events
from app.services.access.access_events import ReadTarget
from app.services.access.grant_endings import take_back
from app.services.access.shown_titles import shown_title
from app.services.accounts import proofs
from app.services.shared import summaries
from app.services.shared.moment_names import READERS_LANGUAGE, moment_name

LATEST = 100  # grants with the person who gave them; all are a list of their own


class BeneficiaryNotFound(NotFound):
    title = Words("Cette personne ne te montre rien")
    advice = Words("Soit elle n’existe pas, soit elle ne t’a donné aucun accès à cela, soit il est repris ou terminé.")


_MOMENT = select(moment_name(READERS_LANGUAGE)).where(Experience.id == Grant.target_id, Experience.trashed_at.is_(None))
_TITLE = case(
    (Grant.target_type == TargetType.EXPERIENCE, _MOMENT.scalar_subquery()), else_=shown_title(READERS_LANGUAGE)
)
_GRANT = build(
    {
        "id": Grant.id,
        "target": build({"type": Grant.target_type, "id": Grant.target_id, "title": _TITLE}),
        "purpose": Grant.purpose,
        "rights": Grant.rights,
        "ends_at": wire(Grant.__table__.c.ends_at),
    }
)
_GRANTS_TO_READER = and_(to_person(ME), reaches(ME, NOW))
# One walk finds the owners and their latest grant; the grants themselves are read for the people of the page alone.
_OWNERS = (
    select(Grant.owner_id, func.max(Grant.created_at).label("since"), func.count().label("number"))
    .where(_GRANTS_TO_READER)
    .group_by(Grant.owner_id)
    .subquery("people")
)
_LATEST = (
    select(_GRANT.label("item"), Grant.created_at, Grant.id)
    .where(Grant.owner_id == _OWNERS.c.owner_id, _GRANTS_TO_READER)
    .order_by(Grant.created_at.desc(), Grant.id.desc())
    .limit(LATEST)
    .correlate(_OWNERS)
    .subquery("latest")
)
_GRANTS = select(
    func.json_agg(aggregate_order_by(_LATEST.c.item, _LATEST.c.created_at.desc(), _LATEST.c.id.desc()))
).correlate(_OWNERS)
_PERSON = build(
    {
        **summaries.PERSON_FIELDS,
        "granted_at": wire(_OWNERS.c.since),
        "grants": _GRANTS.scalar_subquery(),
        "more_grants": _OWNERS.c.number > LATEST,
    }
)
BENEFICIARIES = Projection(
    "beneficiaries.beneficiaries",
    SIGNED_IN,
    _PERSON,
    User.id == _OWNERS.c.owner_id,
    order=(_OWNERS.c.since, _OWNERS.c.owner_id),
)
BENEFICIARY = SingleProjection(
    SIGNED_IN,
    _PERSON,
    literal_column("1"),
    User.id == _OWNERS.c.owner_id,
    _OWNERS.c.owner_id == bindparam("id", type_=Uuid()),
    missing=BeneficiaryNotFound,
)
GRANTS = Projection(
    "beneficiaries.grants",
    SIGNED_IN,
    _GRANT,
    Grant.owner_id == bindparam("id", type_=Uuid()),
    _GRANTS_TO_READER,
    order=(Grant.created_at, Grant.id),
)


async def search(reading: Reading, query: PageQuery) -> Json:
    """List the people who granted the caller something.

    Raises SecondFactorRequired when this session may not show it.
    """
    page = await BENEFICIARIES.page(reading, **query.model_dump())
    await proofs.check(reading, Grant.request_id.is_not(None))
    return page


async def get(reading: Reading, person_id: UUID) -> Json:
    """Return one of those people with their grants. Raises BeneficiaryNotFound, SecondFactorRequired."""
    representation = await BENEFICIARY.find(reading, id=person_id)
    if representation is None:
        await proofs.check(reading, Grant.owner_id == person_id)
        raise BeneficiaryNotFound
    return representation.json


async def search_grants(reading: Reading, person_id: UUID, query: PageQuery) -> Json:
    """List all that one of them granted the caller. Raises BeneficiaryNotFound, SecondFactorRequired."""
    page = await GRANTS.page(reading, id=person_id, **query.model_dump())
    if is_empty(page):
        await get(reading, person_id)
    return page


async def leave(uow: UnitOfWork, person_id: UUID) -> None:
    """Give back all that the person granted. Access ends at once, and a new one has to be asked for."""
    statement = select(Grant).where(Grant.owner_id == person_id, to_person(uow.actor), in_force(literal(uow.now)))
    rows = (await uow.session.scalars(statement.order_by(Grant.id).with_for_update())).all()
    if not rows:
        raise BeneficiaryNotFound
    for grant in rows:
        await take_back(uow, grant)


async def enter(uow: UnitOfWork, person_id: UUID, target: ColumnElement[bool], kind: Accessed) -> None:
    """Record that the caller read a page of the person's things.

    Raises BeneficiaryNotFound, also when the access was revoked meanwhile: then no part of the page is sent.
    `target`: the grants that show any of the page. A grant of the whole collection is recorded before others.
    """
    condition = and_(target, reaches(uow.actor, literal(uow.now)))
    through = select(Grant.id).where(Grant.owner_id == person_id, condition)
    grant_id = await uow.session.scalar(through.order_by(nulls_first(Grant.target_id), Grant.id).limit(1))
    if grant_id is None:
        await proofs.check(uow, Grant.owner_id == person_id, target)
        raise BeneficiaryNotFound
    access_events.record(uow, ReadTarget(person_id, grant_id, kind))
