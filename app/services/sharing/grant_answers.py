"""The answers to a request for access: accepted wholly or in part, refused, withdrawn, lapsed.

Accepting creates the grants in the same transaction.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update

from app.core.changes import Kind
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.jobs import Job
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.models.consents import ConsentKind
from app.models.grant_requests import COLLECTION_OF, LISTED, GrantRequest, RequestState
from app.models.grants import COLLECTIONS, AudienceType, Follow, Grant, Right, TargetType
from app.models.guardians import GuardedAct
from app.models.notifications import NotificationType
from app.models.users import User
from app.policies.age import to_open
from app.policies.grant_requests import NotYoursToAnswer
from app.schemas.grant_requests import Acceptance, RequestTarget
from app.services.access import consent_words, grant_endings, grant_words
from app.services.accounts import age, consents, guardian_mails
from app.services.notifications import mails, notifications
from app.services.notifications.access_templates import AccessTerms, own_grant_mail
from app.services.notifications.notifications import NewNotification
from app.services.sharing import quote_answers
from app.services.sharing.grant_offers import offered
from app.services.sharing.grant_requests import get_to_answer, show
from app.services.sharing.grant_rules import IN_THE_PAST, UNKNOWN_TARGET

AT_ONCE = 500
WIDER = Words("n’a pas été demandé : on peut donner moins, jamais plus")
NOTHING = wrong("/targets", "nothing_there", Words("il n’y a rien à montrer"))


Target = tuple[TargetType, UUID | None]
MEMBERS = {collection: TargetType(member) for member, collection in LISTED.items()}


class LapseGrantRequests(Job):
    pass


class AgreedTerms(NamedTuple):
    targets: list[Target]
    rights: list[Right]
    ends_at: datetime


async def accept(uow: UnitOfWork, request_id: UUID, data: Acceptance) -> Representation:
    """Accept the request and create its grants.

    Raises GrantRequestNotFound, NotYoursToAnswer, RequestAnswered, AgeRequired, ConsentOutdated, GuardianRequired,
    Unprocessable.
    """
    too_young = await age.refusal(uow, *await _acts(uow, request_id, data))
    request = await _received(uow, request_id)
    if request.answer(RequestState.ACCEPTED, uow.now, data.digest()):
        if too_young:
            raise too_young
        if request.report_id is not None:
            await quote_answers.grant(uow, request, data)
            return await show(uow, request_id)
        terms = await _agreed_terms(uow, request, data)
        await _supersede(uow, request, terms)
        grants = [_grant_of(uow, request, terms, kind, target_id) for kind, target_id in terms.targets]
        uow.session.add_all(grants)
        blanks = await consent_words.of_grants(uow, grants)
        sentence = await consents.sentence_for_caller(uow, ConsentKind.SHARE, data.consent, **blanks)
        for grant in grants:
            uow.changed(grant.person_id, Kind.GRANT, grant.id, 1)
            consents.record(uow, sentence, grant.id, grant.person_id)
        await _notify_both(uow, request, terms)
        await guardian_mails.notify_openings(uow, grants)
    return await show(uow, request_id)


async def _acts(uow: UnitOfWork, request_id: UUID, data: Acceptance) -> set[GuardedAct]:
    """Return what a guardian has to agree to, before anything is locked: whose request it is, is checked later."""
    quotes = select(GrantRequest.reach).where(GrantRequest.id == request_id, GrantRequest.report_id.is_not(None))
    reach = await uow.session.scalar(quotes)
    return {to_open(target.type) for target in data.targets} if reach is None else quote_answers.acts_of(data, reach)


async def refuse(uow: UnitOfWork, request_id: UUID) -> Representation:
    """Refuse the request. The requester sees the refusal and no reason."""
    request = await _received(uow, request_id)
    if request.answer(RequestState.REFUSED, uow.now):
        await notifications.close(uow, request.id)
    return await show(uow, request_id)


async def withdraw(uow: UnitOfWork, request_id: UUID) -> Representation:
    request = await get_to_answer(uow, request_id)
    if request.requester_id != uow.actor.id:
        raise NotYoursToAnswer
    if request.answer(RequestState.WITHDRAWN, uow.now):
        await notifications.close(uow, request.id)
    return await show(uow, request_id)


async def lapse(uow: UnitOfWork) -> None:
    """Let overdue requests lapse: an owner need not answer. Repeating the job is harmless."""
    overdue = (GrantRequest.state == RequestState.PENDING) & (GrantRequest.lapses_at <= uow.now)
    statement = select(GrantRequest.id).where(overdue).limit(AT_ONCE).with_for_update(skip_locked=True)
    values = {"state": RequestState.LAPSED, "updated_at": uow.now, "version": GrantRequest.version + 1}
    lapsing = update(GrantRequest).where(GrantRequest.id.in_(statement)).values(values).returning(GrantRequest.id)
    rows = (await uow.session.scalars(lapsing.execution_options(synchronize_session=False))).all()
    for request_id in rows:
        await notifications.close(uow, request_id)
    if len(rows) == AT_ONCE:
        uow.enqueue(LapseGrantRequests())


async def _received(uow: UnitOfWork, request_id: UUID) -> GrantRequest:
    request = await get_to_answer(uow, request_id)
    if request.owner_id != uow.actor.id:
        raise NotYoursToAnswer
    return request


async def _agreed_terms(uow: UnitOfWork, request: GrantRequest, data: Acceptance) -> AgreedTerms:
    targets, faults = await _narrowed(uow, request, data)
    if (data.attribution, data.attributed_to, data.reach) != (None, None, None):
        faults.append(wrong("/attribution", "wider", WIDER))
    if not set(data.rights) <= set(request.rights):
        faults.append(wrong("/rights", "wider", WIDER))
    if data.ends_at > request.ends_at:
        faults.append(wrong("/ends_at", "wider", WIDER))
    if data.ends_at <= uow.now:
        faults.append(IN_THE_PAST)
    if not faults and not targets:
        faults.append(NOTHING)
    if faults:
        raise Unprocessable(errors=faults)
    return AgreedTerms(targets, data.rights, data.ends_at)


async def _narrowed(
    uow: UnitOfWork, request: GrantRequest, data: Acceptance
) -> tuple[list[Target], list[dict[str, object]]]:
    """Return the targets that are granted, and the faults of those that cannot be."""
    requested_targets = {(item.type, item.id) for item in map(RequestTarget.model_validate, request.targets)}
    targets: dict[Target, None] = {}
    faults = []
    for n, target in enumerate(data.targets):
        if requested_targets.isdisjoint({(target.type, target.id), (COLLECTION_OF.get(target.type), None)}):
            faults.append(wrong(f"/targets/{n}", "wider", WIDER))
            continue
        granted_targets = await _shown_by(uow, request, target)
        if target.id is not None and not granted_targets:
            faults.append(UNKNOWN_TARGET | {"pointer": f"/targets/{n}/id"})
        targets |= dict.fromkeys(granted_targets)
    return list(targets), faults


async def _shown_by(uow: UnitOfWork, request: GrantRequest, target: RequestTarget) -> list[Target]:
    """Return the targets to grant: one for a whole collection, one for each published story or portrait."""
    kind = MEMBERS.get(target.type) or TargetType(target.type)
    if kind in COLLECTIONS:
        return [(kind, None)]
    return [(kind, item) for item in await offered(uow, request.id, kind, target.id)]


async def _supersede(uow: UnitOfWork, request: GrantRequest, terms: AgreedTerms) -> None:
    """End earlier grants of the same targets: the latest agreement counts."""
    earlier = select(Grant).where(
        Grant.owner_id == request.owner_id,
        Grant.audience_type == AudienceType.USER,
        Grant.audience_id == request.requester_id,
        Grant.request_id.is_not(None),
        Grant.revoked_at.is_(None),
    )
    for grant in (await uow.session.scalars(earlier.order_by(Grant.id).with_for_update())).all():
        if (grant.target_type, grant.target_id) in terms.targets:
            await grant_endings.take_back(uow, grant)


def _grant_of(
    uow: UnitOfWork, request: GrantRequest, terms: AgreedTerms, kind: TargetType, target_id: UUID | None
) -> Grant:
    return Grant(
        id=uuid7(),
        owner_id=request.owner_id,
        request_id=request.id,
        target_type=kind,
        target_id=target_id,
        follow=Follow.LATEST,
        audience_type=AudienceType.USER,
        audience_id=request.requester_id,
        purpose=request.purpose,
        label="",
        rights=list(terms.rights),
        ends_at=terms.ends_at,
        created_at=uow.now,
        updated_at=uow.now,
    )


async def _notify_both(uow: UnitOfWork, request: GrantRequest, terms: AgreedTerms) -> None:
    """Tell the requester that the owner agreed; mail the owner what they opened and how to undo it."""
    await notifications.close(uow, request.id)
    owner = await uow.session.get_one(User, request.owner_id)
    asker = await uow.session.get_one(User, request.requester_id)
    kinds = list(dict.fromkeys(kind for kind, _ in terms.targets))
    await uow.session.flush()
    statement = select(Grant).where(Grant.request_id == request.id, Grant.revoked_at.is_(None)).order_by(Grant.id)
    fields = {"request_id": str(request.id), "person_id": str(owner.id), "person": owner.display_name}
    fields |= await grant_words.title_fields(uow, (await uow.session.scalars(statement)).all(), asker)
    await notifications.notify(uow, asker.id, NewNotification(NotificationType.GRANT, request.id, data=fields))
    access_terms = AccessTerms(request.purpose, kinds, terms.rights, terms.ends_at)
    mail = own_grant_mail(uow.runtime.settings, owner, asker, access_terms, request.id)
    await mails.post(uow, owner.email, mail)
