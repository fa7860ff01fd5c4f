"""Confirmations of talents. endorsement_requests.py asks for them; endorsement_answers.py is the endorser's side."""

from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, case, literal_column, select

from app.core.actor import ME
from app.core.db import fetch_one
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import NOW, Json, Projection, Representation, SingleProjection, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.endorsements import Endorsement, EndorsementState, WithdrawnBy
from app.models.skills import Skill
from app.policies.endorsements import readable_by
from app.policies.sessions import SIGNED_IN
from app.schemas.endorsements import (
    EndorsementChoice,
    EndorsementPatch,
    EndorsementQuery,
    EndorsementRead,
)
from app.schemas.patches import patched
from app.services.notifications import notifications
from app.services.shared import summaries
from app.services.talents import portrait_revisions, recognitions
from app.services.talents.recognitions import IS_CONFIRMATION


class EndorsementNotFound(NotFound):
    title = Words("Reconnaissance introuvable")


SKILL = select(summaries.SKILL).where(Skill.id == Endorsement.skill_id).scalar_subquery()
OUTCOME: ColumnElement[str] = case(
    (Endorsement.state == EndorsementState.REPORTED, literal_column("'declined'", Text)),
    (
        (Endorsement.state == EndorsementState.ASKED) & (Endorsement.expires_at <= NOW),
        literal_column("'expired'", Text),
    ),
    else_=Endorsement.state.cast(Text),
)
_COLUMNS = Endorsement.__table__.c
ITEM = shape(
    Endorsement,
    EndorsementRead,
    skill=SKILL,
    state=OUTCOME,
    locale=_COLUMNS.language,
    created_at=wire(_COLUMNS.asked_at),
)
FILTERS: dict[str, ColumnElement[bool]] = {
    "skill_id": Endorsement.skill_id == bindparam("skill_id", type_=Uuid()),
    "state": bindparam("state", type_=Text()) == OUTCOME,
}
ENDORSEMENTS = Projection(
    "endorsements.mine",
    SIGNED_IN,
    ITEM,
    readable_by(ME),
    order=(Endorsement.asked_at, Endorsement.id),
    filters=FILTERS,
)
ENDORSEMENT = SingleProjection(
    SIGNED_IN, ITEM, Endorsement.version, readable_by(ME), Endorsement.id == bindparam("id", type_=Uuid())
)


async def search(reading: Reading, query: EndorsementQuery) -> Json:
    return await ENDORSEMENTS.page(reading, **query.model_dump(exclude_none=True))


async def patch(uow: UnitOfWork, endorsement_id: UUID, patch: EndorsementPatch, version: int | None) -> Representation:
    """Hide or show an endorsement. Hiding removes it from published portraits; the next edition can show it again."""
    endorsement = await get_to_change(uow, endorsement_id, IS_CONFIRMATION)
    await expect(uow, version, endorsement, ENDORSEMENT, id=endorsement_id)
    choice = patched(EndorsementChoice, endorsement, patch)
    endorsement.choose(is_private=choice.hidden)
    await _show_anew(uow, endorsement)
    return await show(uow, endorsement_id)


async def end(uow: UnitOfWork, endorsement: Endorsement, by: WithdrawnBy) -> None:
    """End an endorsement, which revokes its credential. Raises EndorsementAnswered."""
    endorsement.withdraw(by, uow.now)
    await notifications.close(uow, endorsement.id)
    await _show_anew(uow, endorsement)


async def get_to_change(uow: UnitOfWork, endorsement_id: UUID, *scope: ColumnElement[bool]) -> Endorsement:
    statement = select(Endorsement).where(Endorsement.id == endorsement_id, readable_by(uow.actor), *scope)
    return await fetch_one(uow.session, statement.with_for_update(), EndorsementNotFound)


async def show(uow: UnitOfWork, endorsement_id: UUID) -> Representation:
    return await ENDORSEMENT.show(uow, id=endorsement_id)


async def _show_anew(uow: UnitOfWork, endorsement: Endorsement) -> None:
    await recognitions.show_anew(uow, endorsement.user_id, endorsement.skill_id)
    if endorsement.hidden or endorsement.state is not EndorsementState.CONFIRMED:
        await portrait_revisions.take_out(uow, endorsement.user_id, endorsement.id)
