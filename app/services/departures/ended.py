"""Deletion of ended rows after their term: grants, requests, guardianships, consents, memberships, decided flags."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, text

from app.core.changes import Kind
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.consents import Consent
from app.models.flags import Flag, Hiding
from app.models.grant_requests import GrantRequest, RequestState
from app.models.grants import Grant, LinkDay
from app.models.guardians import Guardianship, GuardianshipState
from app.models.invitations import Invitation
from app.models.memberships import Membership
from app.models.reports import Measure, MeasureKind
from app.models.users import DECIDES_ALONE
from app.services.departures.portions import delete_portion

ACCESSES = timedelta(days=730)  # as long as their readings
AGREEMENTS = timedelta(days=365)  # also held by a trigger: migrations/versions/20261127_1614_what_is_proved_stays.py
PROOFS = timedelta(days=365)  # also held by a trigger: 20261127_1614_what_is_proved_stays.py
MEMBERSHIPS = timedelta(days=365)
DECISIONS = timedelta(days=365)
INVITATIONS = timedelta(days=365)
SILENCES = timedelta(days=730)  # a flag that nobody decided, an appeal that nobody answered
AT_ONCE = 1_000
# An access that is over, also because its reader left; the word for a year of birth that matters no more.
CLOSE_CONSENTS = text("""
    with over as materialized (
        select c.id from consents as c left join grants on grants.id = c.subject_id
        where c.withdrawn_at is null and c.kind = 'share'
            and (grants.id is null or grants.revoked_at is not null or grants.ends_at <= :now)
        union all
        select c.id from consents as c join users on users.id = c.person_id
        where c.withdrawn_at is null and c.kind = 'birth_year' and users.birth_year < :year
        limit :most
    )
    update consents set withdrawn_at = :now from over where consents.id = over.id returning consents.id
""")


class ForgetEnded(Job):
    pass


async def forget(uow: UnitOfWork) -> None:
    """Delete a portion of each table. Another job continues when there may be more."""
    values = {"now": uow.now, "year": uow.now.year - DECIDES_ALONE, "most": AT_ONCE}
    closed = len((await uow.session.execute(CLOSE_CONSENTS, values)).all())
    over = {
        Consent: Consent.withdrawn_at < func.least(uow.now, func.now()) - PROOFS,
        GrantRequest: _requests(uow),
        LinkDay: LinkDay.day <= (uow.now - ACCESSES).date(),
        Guardianship: _agreements(uow),
        Membership: (Membership.ended_at <= uow.now - MEMBERSHIPS) & Membership.barred_at.is_(None),
        Flag: (Flag.decided_at <= uow.now - DECISIONS)
        | (Flag.decided_at.is_(None) & (Flag.created_at <= uow.now - SILENCES)),
        Invitation: func.least(Invitation.revoked_at, Invitation.expires_at) <= uow.now - INVITATIONS,
        Hiding: Hiding.lifted_at <= uow.now - DECISIONS,
        Measure: _measures(uow),
    }
    counts = [
        closed,
        await _forget_accesses(uow),
        *[await delete_portion(uow, table, condition, AT_ONCE) for table, condition in over.items()],
    ]
    if AT_ONCE in counts:
        uow.enqueue(ForgetEnded())


async def _forget_accesses(uow: UnitOfWork) -> int:
    """Delete old grants, and tell the devices of their owners."""
    until = uow.now - ACCESSES
    statement = select(Grant).where(or_(Grant.revoked_at <= until, Grant.ends_at <= until))
    grants = (await uow.session.scalars(statement.limit(AT_ONCE).with_for_update(skip_locked=True))).all()
    for grant in grants:
        if grant.owner_id is not None:
            uow.changed(grant.owner_id, Kind.GRANT, grant.id, grant.version + 1, is_deletion=True)
    await uow.session.execute(delete(Grant).where(Grant.id.in_([grant.id for grant in grants])))
    return len(grants)


def _requests(uow: UnitOfWork) -> ColumnElement[bool]:
    """The condition for old requests. A request is kept as long as its grant."""
    old_answers = (GrantRequest.state != RequestState.PENDING) & (GrantRequest.updated_at <= uow.now - ACCESSES)
    return old_answers & ~exists().where(Grant.request_id == GrantRequest.id)


def _agreements(uow: UnitOfWork) -> ColumnElement[bool]:
    """The condition for guardianships that ended, were declined or were never answered.

    The older of two clocks decides, because the trigger uses PostgreSQL's own clock.
    """
    until = func.least(uow.now, func.now()) - AGREEMENTS
    over = func.coalesce(Guardianship.ended_at, Guardianship.answered_at, Guardianship.asked_at) < until
    return (Guardianship.asked_at < until) & (Guardianship.state != GuardianshipState.ACTIVE) & over


def _measures(uow: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition for lifted measures, ended grants and ended communities. An appeal that waits keeps them,
    for SILENCES at most.
    """
    until = uow.now - DECISIONS
    ends = (MeasureKind.END_GRANT, MeasureKind.END_COMMUNITY)
    access_ends = Measure.kind.in_(ends) & (Measure.taken_at <= until)
    silence_or_answer = or_(Measure.answered_at <= until, Measure.appealed_at <= uow.now - SILENCES)
    no_appeal_waits = Measure.appealed_at.is_(None) | silence_or_answer
    return or_(Measure.lifted_at <= until, access_ends) & no_appeal_waits
