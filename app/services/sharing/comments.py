"""Comments on a person's things, written by readers who were given that right."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, case, func, literal, select

from app.core.actor import ME
from app.core.db import fetch_one
from app.core.errors import Forbidden, NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.projections import NOW, Json, Projection, Representation, SingleProjection, build, shape
from app.core.uow import Reading, UnitOfWork
from app.models.comments import Comment
from app.models.experiences import Experience
from app.models.grants import Grant, Right, TargetType
from app.models.notifications import NotificationType
from app.models.users import User
from app.policies.comments import is_refused, names_owner_to, readable_by, received_by, written_by
from app.policies.experiences import granted_to
from app.policies.grants import given_to, with_right
from app.policies.sessions import SIGNED_IN
from app.schemas.comments import CommentQuery, CommentRead, CommentTarget, CommentWrite
from app.services.accounts import proofs, suspensions
from app.services.notifications import notifications
from app.services.notifications.notifications import NewNotification
from app.services.shared import blocked_people, summaries
from app.services.shared.moment_names import of_contents
from app.services.sharing.targets import title_of

PER_AUTHOR = Rule("comments per author", 100, timedelta(hours=1))
UNKNOWN_TARGET = wrong("/target", "unknown_target", Words("rien de tel ne t’est montré"))


class CommentNotFound(NotFound):
    title = Words("Commentaire introuvable")


class CommentNotGranted(Forbidden):
    title = Words("Tu peux lire, pas commenter")
    advice = Words(
        "Ce droit se demande avec l’accès : `comment`, dans `rights` de `POST /v1/grant-requests`. Dans une communauté "
        "il vient avec ce qui y est partagé. `rights` de ce que tu lis dit ce que tu peux."
    )


_TITLE = case((received_by(ME), title_of(Comment.target_type, Comment.target_id)))
_NAMES_OWNER = names_owner_to(ME, NOW)
ITEM = shape(
    Comment,
    CommentRead,
    target=build({"type": Comment.target_type, "id": Comment.target_id, "title": _TITLE}),
    owner=case((_NAMES_OWNER, select(summaries.PERSON).where(User.id == Comment.owner_id).scalar_subquery())),
    author=select(summaries.PERSON).where(User.id == Comment.author_id).scalar_subquery(),
)
FILTERS: dict[str, ColumnElement[bool]] = {
    "target_type": Comment.target_type == bindparam("target_type"),
    "target_id": Comment.target_id == bindparam("target_id"),
    "person": and_(Comment.owner_id == bindparam("person"), _NAMES_OWNER),
}
ORDER = (Comment.created_at, Comment.id)
COMMENTS_TO_OWNER = Projection("comments.received", SIGNED_IN, ITEM, received_by(ME), order=ORDER, filters=FILTERS)
COMMENTS_BY_AUTHOR = Projection("comments.written", SIGNED_IN, ITEM, written_by(ME), order=ORDER, filters=FILTERS)
COMMENT = SingleProjection(SIGNED_IN, ITEM, literal(1), readable_by(ME), Comment.id == bindparam("id", type_=Uuid()))


async def search(reading: Reading, query: CommentQuery) -> Json:
    fields = query.model_dump(exclude_none=True, exclude={"scope"})
    return await (COMMENTS_TO_OWNER if query.scope == "received" else COMMENTS_BY_AUTHOR).page(reading, **fields)


async def create(uow: UnitOfWork, comment_id: UUID, data: CommentWrite, *, is_new: bool) -> Representation:
    """Add a comment. The same request again returns the comment.

    Raises CommentNotFound when this id was deleted since, CommentNotGranted, Unprocessable, TooMany.
    """
    if await uow.session.get(Comment, comment_id) is None:
        if not is_new:
            raise CommentNotFound
        await suspensions.check(uow)
        await hit(uow.runtime, PER_AUTHOR, uow.actor.id, uow.now)
        owner_id = await _owner_of(uow, data.target)
        about = {"target_type": data.target.type, "target_id": data.target.id, "text": data.text}
        uow.session.add(Comment(id=comment_id, owner_id=owner_id, author_id=uow.actor.id, created_at=uow.now, **about))
        await _notify_owner(uow, comment_id, owner_id, data.target)
    return await COMMENT.show(uow, id=comment_id)


async def get(uow: UnitOfWork, comment_id: UUID) -> Representation:
    return await COMMENT.show(uow, id=comment_id)


async def delete(uow: UnitOfWork, comment_id: UUID, *, block: bool = False) -> None:
    """Delete a comment, as its author or as the owner of the target. Raises CommentNotFound.

    `block`: the owner takes no comments of its author any more.
    """
    statement = select(Comment).where(Comment.id == comment_id, readable_by(uow.actor))
    comment = await fetch_one(uow.session, statement.with_for_update(), CommentNotFound)
    if block and comment.owner_id == uow.actor.id and comment.author_id is not None:
        await blocked_people.block(uow, comment.author_id, is_named=True)
    await uow.session.delete(comment)
    await notifications.close(uow, comment_id)


async def _owner_of(uow: UnitOfWork, target: CommentTarget) -> UUID:
    """Return the owner of the target.

    Raises CommentNotGranted, Unprocessable where the caller cannot read the target.
    """
    may = func.bool_or(and_(with_right(Right.COMMENT), ~is_refused(uow.actor))).label("may")
    through = select(Grant.owner_id, may).where(_readable_target(uow, target)).group_by(Grant.owner_id)
    row = (await uow.session.execute(through)).one_or_none()
    if row is None:
        condition = (Grant.target_type == target.type, Grant.target_id.is_not_distinct_from(target.id))
        of_person = [] if target.user_id is None else [Grant.owner_id == target.user_id]
        await proofs.check(uow, *condition, *of_person)
        raise Unprocessable(errors=[UNKNOWN_TARGET])
    if not row.may:
        raise CommentNotGranted
    owner_id: UUID = row.owner_id
    return owner_id


def _readable_target(uow: UnitOfWork, target: CommentTarget) -> ColumnElement[bool]:
    now = literal(uow.now)
    if target.id is None:
        condition = and_(Grant.target_id.is_(None), Grant.owner_id == target.user_id)
        return and_(given_to(uow.actor, now, target.type), condition)
    if target.type is TargetType.EXPERIENCE:
        return and_(granted_to(uow.actor, now), Experience.id == target.id)
    return and_(given_to(uow.actor, now, target.type), Grant.target_id == target.id)


async def _notify_owner(uow: UnitOfWork, comment_id: UUID, owner_id: UUID, target: CommentTarget) -> None:
    author = await uow.session.get_one(User, uow.actor.id)
    language = select(of_contents(User.locale)).where(User.id == owner_id).scalar_subquery()
    title = await uow.session.scalar(select(title_of(literal(str(target.type)), literal(target.id, Uuid), language)))
    fields = {
        "comment_id": str(comment_id),
        "person_id": str(author.id),
        "person": author.display_name,
        **({"title": title} if title else {"kind": target.type}),
    }
    await notifications.notify(uow, owner_id, NewNotification(NotificationType.COMMENT, comment_id, data=fields))
