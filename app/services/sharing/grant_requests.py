"""Requests for access. Nothing is visible until the owner agrees."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, and_, bindparam, case, cast, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import ME
from app.core.db import constant, fetch_one
from app.core.errors import Conflict, NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import (
    NOW,
    Element,
    Json,
    Projection,
    Representation,
    SingleProjection,
    build,
    many,
    shape,
    wire,
)
from app.core.uow import Reading, UnitOfWork
from app.models.communities import Community
from app.models.grant_requests import REQUEST_LIFE, GrantRequest, RequestState
from app.models.grants import Grant
from app.models.notifications import NotificationType
from app.models.programme_reports import ProgrammeReport
from app.models.users import User
from app.policies.grant_requests import is_honoured, readable_by, received_by, sent_by
from app.policies.grants import latest_end, reaches, state, to_person
from app.policies.quotes import quoted
from app.policies.sessions import SIGNED_IN
from app.schemas.grant_requests import GrantRequestDetailRead, GrantRequestQuery, GrantRequestRead, GrantRequestWrite
from app.services.accounts import second_factors, suspensions
from app.services.notifications import notifications
from app.services.notifications.notifications import NewNotification
from app.services.shared import summaries
from app.services.sharing import person_codes, quote_requests
from app.services.sharing.grant_offers import preview
from app.services.sharing.grant_rules import IN_THE_PAST, OWN_ACCOUNT, TOO_LONG
from app.services.sharing.targets import title_of

RENEWABLE = timedelta(days=90)  # after its end: an access can be requested again without a code
UNKNOWN_GRANT = wrong("/renews", "unknown_grant", Words("aucun accès à toi n’est celui-là"))
UNREAD_TARGET = Words("seul ce qui t’a déjà été montré se nomme ; demande sinon tout ce genre")


class GrantRequestNotFound(NotFound):
    title = Words("Demande introuvable")


class GrantRequestPending(Conflict):
    title = Words("Tu as déjà demandé, et la réponse n’est pas venue")
    advice = Words(
        "Attends la réponse, ou retire ta demande par `PUT /v1/grant-requests/{id}/withdrawal`, puis recommence."
    )


def _party(user_id: QueryableAttribute[UUID], email: Element | QueryableAttribute[str]) -> Element:
    party = select(build({**summaries.PERSON_FIELDS, "email": email})).where(User.id == user_id)
    return party.correlate_except(User).scalar_subquery()


_IS_OWNER = received_by(ME)
_IS_OVERDUE = and_(GrantRequest.state == RequestState.PENDING, GrantRequest.lapses_at <= NOW)
STATE: ColumnElement[str] = case((_IS_OVERDUE, constant(RequestState.LAPSED)), else_=cast(GrantRequest.state, Text))
_TARGET = func.jsonb_array_elements(GrantRequest.targets, type_=JSONB()).table_valued("value").render_derived("asked")
_KIND, _ID = _TARGET.c.value.op("->>")("type"), cast(_TARGET.c.value.op("->>")("id"), Uuid)
_EXCERPT = case((or_(_IS_OWNER, GrantRequest.state == RequestState.PENDING), _TARGET.c.value.op("->>")("excerpt")))
_TITLED_TARGET = build(
    {"type": _KIND, "id": _ID, "title": case((_IS_OWNER, title_of(_KIND, _ID))), "excerpt": _EXCERPT}
)
_REPORT = (
    select(build({"title": ProgrammeReport.title, "community": Community.name}))
    .join_from(ProgrammeReport, Community, Community.id == ProgrammeReport.community_id)
    .where(ProgrammeReport.id == GrantRequest.report_id)
    .correlate(GrantRequest)
    .scalar_subquery()
)
FIELDS = {
    "report": _REPORT,
    "attributions": case((and_(_IS_OWNER, GrantRequest.report_id.is_not(None)), quote_requests.ATTRIBUTIONS)),
    "expires_at": wire(GrantRequest.__table__.c.lapses_at),
    "state": STATE,
    "requester": _party(GrantRequest.requester_id, User.email),
    "owner": case(
        (
            or_(_IS_OWNER, is_honoured(ME, NOW)),
            _party(GrantRequest.owner_id, case((_IS_OWNER, User.email))),
        )
    ),
    "targets": func.array(select(_TITLED_TARGET).select_from(_TARGET).scalar_subquery()),
    "grants": many(
        build(
            {
                "id": Grant.id,
                "target": build(
                    {
                        "type": Grant.target_type,
                        "id": Grant.target_id,
                        "title": case((_IS_OWNER, title_of(Grant.target_type, Grant.target_id))),
                    }
                ),
                "rights": Grant.rights,
                "ends_at": wire(Grant.__table__.c.ends_at),
                "state": state(NOW),
                "excerpt": Grant.excerpt,
                "attributed_to": Grant.attributed_to,
                "reach": Grant.reach,
            }
        ),
        Grant.request_id == GrantRequest.id,
        or_(_IS_OWNER, reaches(ME, NOW), quoted(GrantRequest.__table__.c.report_id, NOW)),
        order_by=Grant.id,
    ),
}
_PREVIEW = case(
    (
        and_(_IS_OWNER, GrantRequest.state == RequestState.PENDING, ~_IS_OVERDUE),
        preview(bindparam("language", type_=Text())),
    )
)
FILTERS: dict[str, ColumnElement[bool]] = {"state": bindparam("state", type_=Text()) == STATE}
ITEM = shape(GrantRequest, GrantRequestRead, **FIELDS)
ORDER = (GrantRequest.created_at, GrantRequest.id)
REQUESTS_TO_CALLER = Projection(
    "grant_requests.received", SIGNED_IN, ITEM, received_by(ME), order=ORDER, filters=FILTERS
)
REQUESTS_BY_CALLER = Projection("grant_requests.sent", SIGNED_IN, ITEM, sent_by(ME), order=ORDER, filters=FILTERS)
REQUEST = SingleProjection(
    SIGNED_IN,
    shape(GrantRequest, GrantRequestDetailRead, **FIELDS, preview=_PREVIEW),
    GrantRequest.version,
    readable_by(ME),
    GrantRequest.id == bindparam("id", type_=Uuid()),
    missing=GrantRequestNotFound,
)


async def search(reading: Reading, query: GrantRequestQuery) -> Json:
    fields = query.model_dump(exclude_none=True, exclude={"scope"})
    return await (REQUESTS_TO_CALLER if query.scope == "received" else REQUESTS_BY_CALLER).page(reading, **fields)


async def get(reading: Reading, request_id: UUID) -> Representation:
    """Return the request, with a preview for its owner. Raises GrantRequestNotFound."""
    return await REQUEST.get(reading, id=request_id, language=reading.locale.of_contents)


async def show(uow: UnitOfWork, request_id: UUID) -> Representation:
    person = await uow.session.get_one(User, uow.actor.id)
    return await REQUEST.show(uow, id=request_id, language=person.locale.of_contents)


async def create(uow: UnitOfWork, request_id: UUID, data: GrantRequestWrite, source: str) -> Representation:
    """Ask a person for access. The same request again returns it: `idempotency.remember` has compared the bodies.

    Raises SecondFactorRequired, ErasureAsked, AccountRestricted, GrantRequestPending, Unprocessable, TooMany.
    """
    if data.report_id is None:
        await second_factors.require(uow)
    if await uow.session.get(GrantRequest, request_id) is None:
        await suspensions.check(uow)
        if data.ends_at <= uow.now:
            raise Unprocessable(errors=[IN_THE_PAST])
        if data.report_id is not None:
            await _ask_quotes(uow, request_id, data)
        else:
            await _ask_access(uow, request_id, data, source)
    return await show(uow, request_id)


async def _ask_access(uow: UnitOfWork, request_id: UUID, data: GrantRequestWrite, source: str) -> None:
    owner_id = await _owner_of(uow, data, source)
    await _check_end(uow, owner_id, data)
    await _check_named(uow, owner_id, data)
    between = (GrantRequest.owner_id == owner_id) & (GrantRequest.requester_id == uow.actor.id)
    await _insert(uow, request_id, owner_id, data, between & GrantRequest.report_id.is_(None))
    await _notify_owner(uow, request_id, owner_id)


async def _ask_quotes(uow: UnitOfWork, request_id: UUID, data: GrantRequestWrite) -> None:
    """Ask once per person and report, whoever of the team asks. Raises QuoteRefused."""
    owner_id = await quote_requests.owner_of(uow, data)
    await quote_requests.check_not_refused(uow, owner_id, data.report_id)
    await _insert(uow, request_id, owner_id, data, quote_requests.overdue(owner_id, data.report_id))
    await quote_requests.notify_owner(uow, request_id, owner_id, data)


async def get_to_answer(uow: UnitOfWork, request_id: UUID) -> GrantRequest:
    """Lock a request that the caller sent or received; the caller checks whose turn it is.

    Raises GrantRequestNotFound.
    """
    statement = select(GrantRequest).where(GrantRequest.id == request_id, readable_by(uow.actor))
    return await fetch_one(uow.session, statement.with_for_update(), GrantRequestNotFound)


async def _check_end(uow: UnitOfWork, owner_id: UUID, data: GrantRequestWrite) -> None:
    owner = await uow.session.get_one(User, owner_id)
    if data.ends_at > latest_end(owner.timezone, uow.now):
        raise Unprocessable(errors=[TOO_LONG])


async def _owner_of(uow: UnitOfWork, data: GrantRequestWrite, source: str) -> UUID:
    if data.code is None:
        statement = select(Grant.owner_id).where(
            Grant.id == data.renews,
            to_person(uow.actor),
            Grant.revoked_at.is_(None),  # an owner who revoked it is only asked again with a new code
            or_(Grant.ends_at.is_(None), Grant.ends_at > uow.now - RENEWABLE),
        )
        owner_id = await uow.session.scalar(statement)
        if owner_id is None:
            raise Unprocessable(errors=[UNKNOWN_GRANT])
        return owner_id
    owner_id = await person_codes.take(uow, data.code, source)
    if owner_id == uow.actor.id:
        raise Unprocessable(errors=[OWN_ACCOUNT | {"pointer": "/code"}])
    return owner_id


async def _check_named(uow: UnitOfWork, owner_id: UUID, data: GrantRequestWrite) -> None:
    """Refuse targets that the requester was never shown: a request must not reveal what a person has."""
    statement = select(Grant.target_type, Grant.target_id).where(
        Grant.owner_id == owner_id, to_person(uow.actor), Grant.target_id.is_not(None)
    )
    visible_targets = {(str(kind), target_id) for kind, target_id in await uow.session.execute(statement)}
    faults = [
        wrong(f"/targets/{n}/id", "unknown_target", UNREAD_TARGET)
        for n, target in enumerate(data.targets)
        if target.id is not None and (str(target.type), target.id) not in visible_targets
    ]
    if faults:
        raise Unprocessable(errors=faults)


async def _insert(
    uow: UnitOfWork, request_id: UUID, owner_id: UUID, data: GrantRequestWrite, rivals: ColumnElement[bool]
) -> None:
    """Insert the request: only one of its `rivals` may wait for an answer. Raises GrantRequestPending."""
    overdue = rivals & (GrantRequest.state == RequestState.PENDING) & (GrantRequest.lapses_at <= uow.now)
    await uow.session.execute(update(GrantRequest).where(overdue).values(state=RequestState.LAPSED))
    values: dict[str, Any] = data.model_dump(mode="json", include={"targets"}) | {
        "id": request_id,
        "owner_id": owner_id,
        "requester_id": uow.actor.id,
        "purpose": data.purpose,
        "rights": list(data.rights),
        "ends_at": data.ends_at,
        "message": data.message,
        "report_id": data.report_id,
        "attribution": data.attribution,
        "attributed_to": data.attributed_to,
        "reach": data.reach,
        "renews_id": data.renews,
        "lapses_at": uow.now + REQUEST_LIFE,
        "created_at": uow.now,
        "updated_at": uow.now,
    }
    statement = insert(GrantRequest).values(**values).on_conflict_do_nothing().returning(GrantRequest.id)
    if await uow.session.scalar(statement) is None:
        raise GrantRequestPending


async def _notify_owner(uow: UnitOfWork, request_id: UUID, owner_id: UUID) -> None:
    asker = await uow.session.get_one(User, uow.actor.id)
    fields = {"request_id": str(request_id), "person_id": str(asker.id), "person": asker.display_name}
    await notifications.notify(uow, owner_id, NewNotification(NotificationType.GRANT_REQUEST, request_id, data=fields))
