"""Flags: a member reports a target that they see. The community’s team hides it there, with a reason, or not."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import ME
from app.core.db import fetch_one
from app.core.errors import NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.limits import Rule, hit
from app.core.projections import Json, Projection, Representation, SingleProjection, build, shape
from app.core.uow import Reading, UnitOfWork
from app.models.flags import Flag, FlagReason, FlagState, FlagTarget
from app.models.notifications import NotificationType
from app.models.webhooks import WebhookEvent
from app.policies.flags import decidable_by, readable_by, reported_by
from app.policies.sessions import SIGNED_IN
from app.schemas.flags import FlagDecisionWrite, FlagQuery, FlagRead, FlagWrite
from app.services.notifications.notifications import close
from app.services.operators import flag_targets, hidings
from app.services.shared.community_guards import check_leader
from app.services.shared.webhook_events import emit, emit_to_operators

PER_PERSON = Rule("flags per person", 30, timedelta(days=1))
UNSEEN = wrong("/target/id", "unknown_target", Words("tu ne vois rien de tel"))


class FlagNotFound(NotFound):
    title = Words("Signalement introuvable", context="flag")


_TARGET = build({"type": Flag.target_type, "id": Flag.target_id})
ITEM = shape(Flag, FlagRead, target=_TARGET, decision_reason=Flag.__table__.c.decision)
ORDER = (Flag.created_at, Flag.id)
FILTERS: dict[str, ColumnElement[bool]] = {"state": Flag.state == bindparam("state")}
OWN_FLAGS = Projection("flags.mine", SIGNED_IN, ITEM, reported_by(ME), order=ORDER, filters=FILTERS)
TO_DECIDE = Projection(
    "flags.to_decide",
    SIGNED_IN,
    ITEM,
    Flag.community_id == bindparam("community", type_=Uuid()),
    decidable_by(ME),
    order=ORDER,
    filters=FILTERS,
)
FLAG = SingleProjection(SIGNED_IN, ITEM, Flag.version, readable_by(ME), Flag.id == bindparam("id", type_=Uuid()))


async def search(reading: Reading, query: FlagQuery) -> Json:
    """List the caller's flags, or those that the team of a community decides. Raises CommunityNotFound, LeadersOnly."""
    fields = query.model_dump(exclude_none=True, exclude={"community_id"})
    if query.community_id is None:
        return await OWN_FLAGS.page(reading, **fields)
    await check_leader(reading, query.community_id)
    return await TO_DECIDE.page(reading, community=query.community_id, **fields)


async def create(uow: UnitOfWork, data: FlagWrite) -> tuple[Representation, bool]:
    """Flag a target once per person. Flagging again changes nothing. Raises Unprocessable, TooMany."""
    owner = await flag_targets.find(uow, data.target.type, data.target.id)
    if owner is None:
        raise Unprocessable(errors=[UNSEEN])
    await hit(uow.runtime, PER_PERSON, uow.actor.id, uow.now)
    fields = {"target_type": data.target.type, "target_id": data.target.id, "reason": data.reason, "text": data.text}
    fresh = {
        "id": uuid7(),
        "version": 1,
        "state": FlagState.OPEN,
        "reporter_id": uow.actor.id,
        "created_at": uow.now,
        **owner._asdict(),
        **fields,
    }
    insertion = insert(Flag).values(fresh).on_conflict_do_nothing().returning(Flag.id)
    flag_id = await uow.session.scalar(insertion)
    if flag_id is not None:
        if owner.community_id is not None:
            team = hidings.team_of(owner.community_id)
            await hidings.notify_team(uow, NotificationType.FLAG, flag_id, owner.community_id, team)
            await emit(uow, WebhookEvent.FLAG_CREATION, owner.community_id, flag_id=flag_id)
        else:
            await emit_to_operators(uow, WebhookEvent.FLAG_CREATION, flag_id=flag_id)
        return await FLAG.show(uow, id=flag_id), True
    statement = select(Flag.id).where(
        Flag.reporter_id == uow.actor.id,
        Flag.target_type == data.target.type,
        Flag.target_id == data.target.id,
    )
    return await FLAG.show(uow, id=await uow.session.scalar(statement)), False


async def report(uow: UnitOfWork, kind: FlagTarget, target_id: UUID, owner_id: UUID) -> None:
    """Add a flag for the operators, from a reporter without an account."""
    about = {"target_type": kind, "target_id": target_id, "owner_id": owner_id}
    flag_id = uuid7()
    uow.session.add(Flag(id=flag_id, reason=FlagReason.OTHER, created_at=uow.now, **about))
    await emit_to_operators(uow, WebhookEvent.FLAG_CREATION, flag_id=flag_id)


async def decide(uow: UnitOfWork, flag_id: UUID, data: FlagDecisionWrite) -> Representation:
    """Decide a flag: hide its target in the community, or dismiss the flag. Raises FlagNotFound, FlagDecided."""
    open_to_me = select(Flag).where(Flag.id == flag_id, decidable_by(uow.actor))
    flag = await fetch_one(uow.session, open_to_me.with_for_update(), FlagNotFound)
    await close(uow, flag.id)
    state = FlagState.HIDDEN if data.decision == "hide" else FlagState.DISMISSED
    if flag.decide(state, data.reason, uow.actor.id, uow.now) and state is FlagState.HIDDEN:
        await hidings.hide(uow, flag)
    return await FLAG.show(uow, id=flag_id)
