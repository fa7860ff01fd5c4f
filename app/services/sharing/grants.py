"""Grants: who may see what, why, until when."""

from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, case, func, null, select
from sqlalchemy.orm import aliased

from app.core.actor import ME
from app.core.addresses import fill
from app.core.changes import Kind
from app.core.db import fetch_one
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.passwords import hashed
from app.core.projections import (
    NOW,
    Element,
    Json,
    Projection,
    Representation,
    SingleProjection,
    build,
    is_empty,
    shape,
    wire,
)
from app.core.security import digest, random_token
from app.core.uow import Reading, Runtime, UnitOfWork
from app.core.versions import expect, expect_if_given
from app.models.communities import Community
from app.models.consents import ConsentKind
from app.models.grants import AccessEvent, AudienceType, Grant, GrantState, TargetType
from app.models.programme_reports import ProgrammeReport
from app.models.users import User
from app.models.webhooks import WebhookEvent
from app.policies.age import to_open
from app.policies.communities import managed_by
from app.policies.grants import given_by, readable_by, state
from app.policies.sessions import SIGNED_IN
from app.schemas.grants import GrantAudience, GrantChange, GrantPatch, GrantQuery, GrantRead, GrantTerms, GrantWrite
from app.schemas.patches import patched
from app.services.access import consent_words, grant_notifications
from app.services.access.access_events import NEVER
from app.services.access.grant_endings import take_back
from app.services.accounts import age, consents, guardian_mails, suspensions
from app.services.shared import feed_items
from app.services.shared.community_guards import check_manager
from app.services.shared.webhook_events import emit
from app.services.sharing import person_codes, quote_answers, report_grants
from app.services.sharing.grant_rules import check_audience, check_target, check_terms, gives_more, with_end
from app.services.sharing.targets import target_of


class GrantNotFound(NotFound):
    title = Words("Partage introuvable")


OF_REPORT = b'"target" : {"type" : "report"'  # as PostgreSQL writes it; the words of a person have no bare quotes
_PERSON = select(User.display_name).where(User.id == Grant.audience_id).scalar_subquery()
_COMMUNITY = select(Community.name).where(Community.id == Grant.audience_id).scalar_subquery()
_REPORT = select(ProgrammeReport.title).where(ProgrammeReport.id == Grant.audience_id).scalar_subquery()
NAME = case(
    (Grant.audience_type == AudienceType.USER, _PERSON),
    (Grant.audience_type == AudienceType.COMMUNITY, _COMMUNITY),
    (Grant.audience_type == AudienceType.REPORT, _REPORT),
)
_IS_LINK, _EVENTS = Grant.token_digest.is_not(None), AccessEvent.grant_id == Grant.id
# Links count openings without names. Other grants have a reading log, whose older lines a job counts into `views`.
_SINCE = AccessEvent.at > func.coalesce(Grant.views_until, NEVER)
SINCE = select(func.count()).where(_EVENTS, _SINCE).correlate(Grant).scalar_subquery()
VIEWS = case((_IS_LINK, Grant.views), else_=Grant.views + SINCE)
LAST_OPENED_AT = wire(
    case(
        (_IS_LINK, Grant.last_opened_at),
        else_=select(func.max(AccessEvent.at)).where(_EVENTS).correlate(Grant).scalar_subquery(),
    )
)
FIELDS: dict[str, Element] = {
    "views": VIEWS,
    "last_opened_at": LAST_OPENED_AT,
    "target": target_of(Grant.target_type, Grant.target_id),
    "audience": build({"type": Grant.audience_type, "id": Grant.audience_id, "name": NAME}),
    "has_passcode": Grant.passcode_hash.is_not(None),
    "state": state(NOW),
}
# `addressed` turns the id into an address.
ITEM = shape(Grant, GrantRead, **FIELDS, url=case((Grant.audience_type == AudienceType.LINK, Grant.id)))
PAGE_ITEM = shape(Grant, GrantRead, **FIELDS, url=null())  # pages without a token can be compressed


def token_of(runtime: Runtime, grant_id: UUID) -> str:
    """Derive the token of a link from its id and the installation's secret.

    The owner can read it again at any time; a copy of the database does not reveal it.
    """
    return runtime.keys.token("dts_", "link", grant_id)


def address_of(runtime: Runtime, grant_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/s/{token_of(runtime, grant_id)}"


def addressed(runtime: Runtime, json: Json) -> Json:
    """Replace the ids of links in the JSON with their addresses, which need the secret."""
    make = page_of_report if json.find(OF_REPORT) >= 0 else address_of
    return fill(json, partial(make, runtime))


def page_of_report(runtime: Runtime, grant_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/b/{token_of(runtime, grant_id)}"


def page_of(runtime: Runtime, grant: Grant) -> str:
    make = page_of_report if grant.target_type is TargetType.REPORT else address_of
    return make(runtime, grant.id)


class _AddressedProjection(SingleProjection):
    async def find(self, reading: Reading, **values: object) -> Representation | None:
        representation = await super().find(reading, **values)
        return representation and representation._replace(json=addressed(reading.runtime, representation.json))

    async def show(self, uow: UnitOfWork, **values: object) -> Representation:
        representation = await super().show(uow, **values)
        return representation._replace(json=addressed(uow.runtime, representation.json))


GRANT = _AddressedProjection(
    SIGNED_IN, ITEM, Grant.version, given_by(ME), Grant.id == bindparam("id", type_=Uuid()), missing=GrantNotFound
)
_TARGET_GRANT = aliased(Grant, name="same")  # a subquery of its own: the index on the target serves it
_OF_TARGET = select(_TARGET_GRANT.id).where(
    _TARGET_GRANT.target_type.in_(list(TargetType)), _TARGET_GRANT.target_id == bindparam("target_id")
)
FILTERS: dict[str, ColumnElement[bool]] = {
    "target_type": Grant.target_type == bindparam("target_type"),
    "target_id": Grant.id == func.any(func.array(_OF_TARGET.scalar_subquery())),
    "audience_type": Grant.audience_type == bindparam("audience_type"),
    "state": (state(NOW) == GrantState.ACTIVE) == (bindparam("state", type_=Text()) == "active"),
}
GRANTS = Projection(
    "grants.grants", SIGNED_IN, PAGE_ITEM, readable_by(ME), order=(Grant.created_at, Grant.id), filters=FILTERS
)


GRANTS_OF_COMMUNITY = Projection(
    "grants.of_community",
    SIGNED_IN,
    PAGE_ITEM,
    Grant.community_id == bindparam("community_id", type_=Uuid()),
    Grant.community_id.in_(managed_by(ME)),
    order=(Grant.created_at, Grant.id),
    filters=FILTERS,
)


async def search(reading: Reading, query: GrantQuery) -> Json:
    """List the caller's grants, or those of a community. Raises CommunityNotFound, ManagersOnly."""
    fields = query.model_dump(exclude_none=True)
    if query.community_id is None:
        return await GRANTS.page(reading, **fields)
    page = await GRANTS_OF_COMMUNITY.page(reading, **fields)
    if is_empty(page):
        await check_manager(reading, query.community_id)
    return page


async def get(reading: Reading, grant_id: UUID) -> Representation:
    return await GRANT.get(reading, id=grant_id)


async def create(uow: UnitOfWork, grant_id: UUID, data: GrantWrite, source: str) -> Representation:
    """Create a grant. The same request again returns it: `idempotency.remember` has compared the bodies."""
    if data.target.type is TargetType.REPORT:
        await report_grants.create(uow, grant_id, data, token_of(uow.runtime, grant_id))
    elif await uow.session.get(Grant, grant_id) is None:
        await age.check(uow, to_open(data.target.type))
        owner = await uow.session.get_one(User, uow.actor.id)
        data = with_end(owner, uow.now, data.target.type, data)
        edition = await check_target(uow, data)
        if data.audience.code is not None:
            reader_id = await person_codes.take_to_share(uow, data.audience.code, source)
            audience = GrantAudience(type=AudienceType.USER, id=reader_id, code=None)
            data = data.model_copy(update={"audience": audience})
        await check_audience(uow, data)
        grant = await _new_grant(uow, grant_id, data, edition)
        check_terms(owner, uow.now, grant, data)
        uow.session.add(grant)
        await consents.give(
            uow, ConsentKind.SHARE, grant_id, data.consent, **await consent_words.of_grants(uow, [grant])
        )
        if grant.audience_type is AudienceType.USER:
            await grant_notifications.admit(uow, grant)
        await feed_items.show_grant(uow, grant)
        await _tell_community(uow, grant)
        uow.changed(uow.actor.id, Kind.GRANT, grant_id, 1)
        if grant.audience_type is AudienceType.USER:
            await grant_notifications.notify_reader(uow, grant)
        await guardian_mails.notify_openings(uow, [grant])
    return await GRANT.show(uow, id=grant_id)


async def patch(uow: UnitOfWork, grant_id: UUID, patch: GrantPatch, version: int | None) -> Representation:
    """Change the terms of a grant.

    Raises GrantRevoked for a revoked grant, ConsentOutdated and, where it gives more, ErasureAsked, AccountRestricted.
    """
    grant = await get_given(uow, grant_id)
    await expect(uow, version, grant, GRANT, id=grant_id)
    if grant.community_id is None:
        await _amend(uow, grant, patch)
    else:
        await report_grants.change(uow, grant, patched(GrantChange, grant, patch, passcode=None, consent=None))
    return await GRANT.show(uow, id=grant_id)


async def _amend(uow: UnitOfWork, grant: Grant, patch: GrantPatch) -> None:
    """Change the terms of a grant of the caller's own, with their consent."""
    before = GrantTerms.model_validate({name: getattr(grant, name) for name in TERMS})
    after = patched(GrantChange, grant, patch, passcode=None, consent=None)
    owner = await uow.session.get_one(User, uow.actor.id)
    after = with_end(owner, uow.now, grant.target_type, after)
    if grant.target_type is TargetType.RESPONSE:
        quote_answers.check_change(before, after)
    check_terms(owner, uow.now, grant, after, before)
    if gives_more(before, after) or after.max_views != before.max_views or "passcode" in patch.root:
        await suspensions.check(uow)
    had_passcode = grant.passcode_hash is not None
    grant.amend(_columns(after), uow.now)
    if "passcode" in patch.root and grant.audience_type is AudienceType.LINK:
        grant.lock(after.passcode and await hashed(after.passcode))
    await _agree_anew(uow, grant, before, after, had_passcode=had_passcode)
    if after.ends_at != before.ends_at:
        await grant_notifications.change_term(uow, grant)
    if after.starts_at != before.starts_at:
        await _move_start(uow, grant)
    if gives_more(before, after):
        await guardian_mails.notify_openings(uow, [grant])
    uow.changed(grant.person_id, Kind.GRANT, grant.id, grant.version)


async def _agree_anew(
    uow: UnitOfWork, grant: Grant, before: GrantTerms, after: GrantChange, *, had_passcode: bool
) -> None:
    """Record the consent to the new sentence.

    A change that gives less needs no consent text. Raises ConsentOutdated.
    """
    has_passcode = grant.passcode_hash is not None
    if grant.target_type is TargetType.RESPONSE:  # it ends earlier, which the sentence of its consent allows
        return
    if has_passcode is had_passcode and all(getattr(before, name) == getattr(after, name) for name in CONSENT_TERMS):
        return
    blanks = await consent_words.of_grants(uow, [grant])
    if gives_more(before, after) or (had_passcode and not has_passcode):
        sentence = await consents.sentence_for_caller(uow, ConsentKind.SHARE, after.consent, **blanks)
    else:
        owner = await uow.session.get_one(User, grant.owner_id)
        sentence = consents.show(ConsentKind.SHARE, after.consent, owner.language, **blanks)
    await consents.withdraw(uow, grant.id, kind=ConsentKind.SHARE)
    consents.record(uow, sentence, grant.id, grant.person_id)


async def _move_start(uow: UnitOfWork, grant: Grant) -> None:
    """Notify of a postponed grant when it begins, and nowhere before."""
    if grant.starts_at is not None and grant.starts_at > uow.now:
        await feed_items.show_grant(uow, grant)
        await grant_notifications.put_off(uow, grant)
    if grant.audience_type is AudienceType.USER:
        await grant_notifications.notify_reader(uow, grant)


async def _tell_community(uow: UnitOfWork, grant: Grant) -> None:
    """Tell the webhooks of the community to which a story is granted. Of one that begins later they hear nothing."""
    if grant.target_type is not TargetType.STORY or grant.audience_type is not AudienceType.COMMUNITY:
        return
    begins_now = grant.starts_at is None or grant.starts_at <= uow.now
    if grant.target_id and grant.audience_id and begins_now:
        ids = {"story_id": grant.target_id, "grant_id": grant.id}
        await emit(uow, WebhookEvent.STORY_GRANT, grant.audience_id, **ids)


async def revoke(uow: UnitOfWork, grant_id: UUID, version: int | None) -> None:
    """Revoke the grant with its media from the next request on. It stays in the list."""
    grant = await get_given(uow, grant_id)
    await expect_if_given(uow, version, grant, GRANT, id=grant_id)
    await take_back(uow, grant)


async def end_asked(uow: UnitOfWork) -> None:
    """Revoke every grant that the caller asked for. Grants given without a request stay."""
    statement = select(Grant).where(
        Grant.audience_type == AudienceType.USER,
        Grant.audience_id == uow.actor.id,
        Grant.revoked_at.is_(None),
        Grant.request_id.is_not(None),
    )
    for grant in (await uow.session.scalars(statement.order_by(Grant.id).with_for_update())).all():
        await take_back(uow, grant)


async def revoke_given_to(uow: UnitOfWork, community_id: UUID, owner_id: UUID) -> None:
    """Revoke the grants to a community by an owner who left it."""
    statement = select(Grant).where(
        Grant.audience_type == AudienceType.COMMUNITY,
        Grant.audience_id == community_id,
        Grant.owner_id == owner_id,
        Grant.revoked_at.is_(None),
    )
    for grant in await uow.session.scalars(statement.order_by(Grant.id).with_for_update()):
        await take_back(uow, grant)


async def get_given(uow: UnitOfWork, grant_id: UUID) -> Grant:
    """Lock a grant of the caller's own, or of a community that they manage."""
    statement = select(Grant).where(Grant.id == grant_id, given_by(uow.actor))
    return await fetch_one(uow.session, statement.with_for_update(), GrantNotFound)


async def get_to_change(uow: UnitOfWork, grant_id: UUID) -> Grant:
    """Lock a grant of the caller's own."""
    statement = select(Grant).where(Grant.id == grant_id, readable_by(uow.actor))
    return await fetch_one(uow.session, statement.with_for_update(), GrantNotFound)


CONSENT_TERMS = ("purpose", "rights", "starts_at", "ends_at")  # those in the consent's sentence
TERMS = GrantTerms.model_fields.keys() - {"passcode"}


def _columns(terms: GrantTerms) -> dict[str, object]:
    return {name: getattr(terms, name) for name in TERMS}


async def _new_grant(uow: UnitOfWork, grant_id: UUID, data: GrantWrite, edition: int | None) -> Grant:
    is_link = data.audience.type is AudienceType.LINK
    return Grant(
        **_columns(data),
        id=grant_id,
        owner_id=uow.actor.id,
        target_type=data.target.type,
        target_id=data.target.id,
        follow=data.follow,
        edition=edition,
        audience_type=data.audience.type,
        audience_id=data.audience.id,
        token_digest=digest(token_of(uow.runtime, grant_id)) if is_link else None,
        media_key=random_token() if is_link else None,
        passcode_hash=data.passcode and await hashed(data.passcode),
        created_at=uow.now,
        updated_at=uow.now,
    )
