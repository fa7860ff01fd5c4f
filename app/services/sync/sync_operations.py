"""Operations of a phone that was offline. Each calls the ordinary service function, and may be sent again."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import select

from app.core.changes import Change, Kind
from app.core.db import claim
from app.core.errors import NotFound, Stale
from app.core.projections import Json, Representation
from app.core.uow import Reading, UnitOfWork
from app.models.experiences import Experience
from app.models.idempotency import IdempotencyKey
from app.models.journals import Journal
from app.models.media import Media
from app.models.portraits import Portrait
from app.schemas.comments import CommentWrite
from app.schemas.experiences import ExperiencePatch, ExperienceWrite
from app.schemas.journals import JournalPatch, JournalWrite
from app.schemas.media import MediaPatch, MediaWrite
from app.schemas.memberships import OwnMembershipPatch
from app.schemas.notifications import ReadingWrite
from app.schemas.patches import MergePatch
from app.schemas.portraits import PortraitPatch, PortraitWrite
from app.schemas.proposals import ProposalPatch, ProposalWrite
from app.schemas.responses import DeclineWrite, ResponseWrite
from app.schemas.sync import Operation, checked
from app.schemas.sync_data import MissionName, SeenWrite
from app.schemas.talents import TalentPatch, TalentWrite
from app.schemas.types import Input
from app.services.communities import memberships
from app.services.departures import portrait_endings, story_endings
from app.services.journal import experiences, journals
from app.services.media import media
from app.services.missions import responses
from app.services.notifications import notification_lists
from app.services.portraits import portraits
from app.services.proposals import proposals
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.sharing import comments
from app.services.talents import talents

Patch = Callable[[UnitOfWork, UUID, Any, int | None], Awaitable[Representation]]
Deletion = Callable[[UnitOfWork, UUID, int | None], Awaitable[None]]


class Verbs(NamedTuple):
    # None when a deleted row does not keep its id.
    model: type[Experience] | type[Media] | type[Journal] | type[Portrait] | None
    write: type[Input]
    put: Callable[[UnitOfWork, UUID, Any, int | None], Awaitable[tuple[Representation, bool]]]
    change: type[MergePatch]
    patch: Patch
    delete: Deletion


class Applied(NamedTuple):
    data: Json | None  # the present representation; None: deleted
    is_new: bool = False


VERBS: Mapping[str, Verbs] = {
    Kind.EXPERIENCE: Verbs(
        Experience, ExperienceWrite, experiences.put, ExperiencePatch, experiences.patch, experiences.trash
    ),
    Kind.MEDIA: Verbs(Media, MediaWrite, media.put, MediaPatch, media.patch, media.delete),
    Kind.JOURNAL: Verbs(
        Journal, JournalWrite, journals.put, JournalPatch, journals.patch, story_endings.delete_journal
    ),
    Kind.PORTRAIT: Verbs(
        Portrait, PortraitWrite, portraits.put, PortraitPatch, portraits.patch, portrait_endings.delete
    ),
    Kind.TALENT: Verbs(None, TalentWrite, talents.put, TalentPatch, talents.patch, talents.delete),
    Kind.PROPOSAL: Verbs(None, ProposalWrite, proposals.put, ProposalPatch, proposals.patch, proposals.withdraw),
}


PATCHES: Mapping[str, tuple[type[MergePatch], Patch]] = {
    **{kind: (verbs.change, verbs.patch) for kind, verbs in VERBS.items()},
    Kind.MEMBERSHIP: (OwnMembershipPatch, memberships.patch_own),
}
DELETIONS: Mapping[str, Deletion] = {
    **{kind: verbs.delete for kind, verbs in VERBS.items()},
    Kind.COMMENT: lambda uow, comment_id, _: comments.delete(uow, comment_id),
}


async def capture(reading: Reading, operation: Operation) -> Applied | None:
    """Create an experience in one statement, the most frequent operation. None when `apply` must answer."""
    if operation.op != "put" or operation.type != "experience" or operation.if_match is not None:
        return None
    new = await experiences.capture(reading, operation.id, checked(ExperienceWrite, operation.data))
    return new and Applied(new.json, is_new=True)


async def apply(uow: UnitOfWork, operation: Operation) -> Applied:
    own_way = {"response": _answer, "comment": _comment, "reading": _read}.get(operation.type)
    by_op = {"put": _put, "patch": _patch, "delete": _delete}[operation.op]
    return await (own_way or by_op)(uow, operation)


ANSWERS = ("experience_id", "answers", "attendance")
# What applications send along with a reason: the form that was begun, and when the mission was read.
SAID_BESIDE = set(ResponseWrite.model_fields) | set(SeenWrite.model_fields)


async def _answer(uow: UnitOfWork, operation: Operation) -> Applied:
    """Submit, decline or take back the response, or say that its mission was read."""
    members = dict(operation.data or {})
    mission_id = checked(MissionName, {"mission_id": members.pop("mission_id", None)}).mission_id or operation.id
    if operation.op == "delete":
        await responses.reclaim(uow, mission_id)
        return Applied(None)
    if members.get("reason") is not None:
        for name in SAID_BESIDE:
            members.pop(name, None)
        return Applied((await responses.decline(uow, mission_id, checked(DeclineWrite, members))).json)
    if members.get("seen_at") is not None and not any(members.get(name) for name in ANSWERS):
        at = checked(SeenWrite, members).seen_at
        return Applied((await responses.see(uow, mission_id, at)).json)
    return Applied((await responses.submit(uow, mission_id, checked(ResponseWrite, members))).json)


async def _comment(uow: UnitOfWork, operation: Operation) -> Applied:
    """Say something, or take it back. Sent again, it is said once, also when it was taken back meanwhile."""
    if operation.op == "delete":
        return await _delete(uow, operation)
    data = checked(CommentWrite, operation.data)
    if await _remember(uow, operation, data):
        comment = await comments.create(uow, operation.id, data, is_new=True)
        return Applied(comment.json, is_new=True)
    if not await _is_made(uow, operation, data):
        raise IdempotencyKeyReused
    try:
        return Applied((await comments.get(uow, operation.id)).json, is_new=True)
    except NotFound:
        return Applied(None, is_new=True)


async def _read(uow: UnitOfWork, operation: Operation) -> Applied:
    """Say up to where the notifications were read."""
    return Applied((await notification_lists.read(uow, checked(ReadingWrite, operation.data))).json)


async def _patch(uow: UnitOfWork, operation: Operation) -> Applied:
    """Change what the operation names alone. Sent again with the version that it changed, it is done already."""
    change, patch = PATCHES[operation.type]
    data = checked(change, {} if operation.data is None else operation.data)
    try:
        representation = await patch(uow, operation.id, data, operation.if_match)
    except Stale as stale:
        if not await _is_made(uow, operation, data):
            raise
        return Applied(cast(Json, stale.extensions["current"]))
    await _remember(uow, operation, data)
    return Applied(representation.json)


async def _put(uow: UnitOfWork, operation: Operation) -> Applied:
    verbs = VERBS[operation.type]
    data = checked(verbs.write, operation.data)
    try:
        representation, is_new = await verbs.put(uow, operation.id, data, operation.if_match)
    except Stale as stale:
        if not await _is_made(uow, operation, data):
            raise
        return Applied(cast(Json, stale.extensions["current"]))
    except NotFound:
        if not await _was_born(uow, operation, data):
            raise
        return Applied(None, is_new=True)  # deleted since
    if operation.if_match is None:
        return Applied(
            representation.json, is_new=True
        )  # also when it is sent again: the answer is that of the first time
    await _remember(uow, operation, data)
    return Applied(representation.json, is_new)


async def _was_born(uow: UnitOfWork, operation: Operation, data: Input) -> bool:
    """Whether this same operation created the row."""
    model = VERBS[operation.type].model
    if model is None:
        return False
    born_as = select(model.born_as).where(model.id == operation.id, model.owner_id == uow.actor.id)
    return operation.if_match is None and await uow.session.scalar(born_as) == data.digest()


async def _delete(uow: UnitOfWork, operation: Operation) -> Applied:
    """Delete the row. A row that is deleted already is a success, because the phone may have lost our answer."""
    try:
        await DELETIONS[operation.type](uow, operation.id, operation.if_match)
    except (NotFound, Stale):
        scope = {"user_id": uow.actor.id, "type": operation.type, "entity_id": operation.id}
        if not await uow.session.scalar(select(Change.deleted).filter_by(**scope)):
            raise
    return Applied(None)


async def _remember(uow: UnitOfWork, operation: Operation, data: Input | MergePatch) -> bool:
    """Remember a change: a phone that lost the answer sends it again, with a version that is no longer current.

    False: it was remembered before.
    """
    fields = {"digest": data.digest(), "resource_id": operation.id, "created_at": uow.now}
    return await claim(uow.session, IdempotencyKey, **_key(uow, operation), **fields)


async def _is_made(uow: UnitOfWork, operation: Operation, data: Input | MergePatch) -> bool:
    statement = select(IdempotencyKey.digest).filter_by(**_key(uow, operation))
    return await uow.session.scalar(statement) == data.digest()


def _key(uow: UnitOfWork, operation: Operation) -> dict[str, object]:
    # A client's own key cannot have spaces.
    return {"user_id": uow.actor.id, "key": f"{operation.type} {operation.id} {operation.if_match}"}
