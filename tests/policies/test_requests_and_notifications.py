"""Rows that are between one person and another, or one person's alone."""

from datetime import timedelta

import pytest
from sqlalchemy import literal, select

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grant_requests import GrantRequest
from app.models.grants import Purpose, TargetType
from app.models.notifications import Notification
from app.models.operators import Operator
from app.models.second_factors import VERIFIED
from app.models.sessions import Session
from app.policies import grant_requests, notifications
from app.policies.operators import VERIFY, OperatorsOnly, require_operator
from app.policies.second_factors import SecondFactorRequired, require_second_factor
from app.policies.sessions import MEDIA_KEY, SIGNED_IN
from tests.support.oracle import can_read_grant_request, can_read_notification
from tests.support.people import NOW, Person
from tests.support.rows import add, granted, holds, made


async def test_a_request_is_seen_by_who_asks_and_who_is_asked(alice: Person, bob: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        request = made(GrantRequest, owner_id=alice.id, requester_id=bob.id, rights=["view"])
        await add(session, request)
        for actor, as_owner, as_asker in ((Actor(alice.id), 1, 0), (Actor(bob.id), 0, 1), (Actor(uuid7()), 0, 0)):
            rules = (grant_requests.received_by, grant_requests.sent_by, grant_requests.readable_by)
            results = [await holds(session, request, rule(actor)) for rule in rules]
            assert results == [as_owner, as_asker, as_owner or as_asker]
            assert can_read_grant_request(actor, request) == (as_owner or as_asker)


async def test_a_request_is_honoured_while_something_given_on_it_is_read(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    async with runtime.database.sessions() as session:
        request, other_request = [
            made(GrantRequest, owner_id=alice.id, requester_id=item, rights=["view"]) for item in (bob.id, alice.id)
        ]
        await add(session, request, other_request)
        rule = grant_requests.is_honoured(Actor(bob.id), literal(NOW))
        for terms, verdict in (
            ({}, True),
            ({"revoked_at": NOW}, False),
            ({"ends_at": NOW}, False),
            ({"purpose": Purpose.GUIDANCE}, False),  # takes a second factor
        ):
            grant = granted(alice.id, bob.id, TargetType.STORY, uuid7(), request_id=request.id, **terms)
            await add(session, grant)
            assert [await holds(session, item, rule) for item in (request, other_request)] == [verdict, False], terms
            await session.delete(grant)
            await session.flush()


@pytest.mark.parametrize("visible", [True, False])
async def test_a_notice_is_for_one_person_who_wants_to_see_it(
    alice: Person, runtime: Runtime, *, visible: bool
) -> None:
    async with runtime.database.sessions() as session:
        notification = made(Notification, user_id=alice.id, is_shown=visible, data={})
        await add(session, notification)
        for actor, sees in ((Actor(alice.id), visible), (Actor(uuid7()), False)):
            assert await holds(session, notification, notifications.readable_by(actor)) == sees
            assert can_read_notification(actor, notification) == sees


async def test_a_second_factor_holds_for_twelve_hours_in_its_session() -> None:
    for given_at in (None, NOW - VERIFIED, NOW - VERIFIED - timedelta(days=1)):
        with pytest.raises(SecondFactorRequired):
            require_second_factor(Session(second_factor_at=given_at), NOW)
    require_second_factor(Session(second_factor_at=NOW - VERIFIED + timedelta(seconds=1)), NOW)


def test_an_operator_proves_who_they_are_and_nobody_else_is_one() -> None:
    user_id = uuid7()
    session, stale_session = (Session(user_id=user_id, second_factor_at=at) for at in (NOW, NOW - VERIFIED))
    for operator in (None, Operator(user_id=uuid7())):
        with pytest.raises(OperatorsOnly):
            require_operator(operator, session, NOW)
    with pytest.raises(SecondFactorRequired) as refusal:
        require_operator(Operator(user_id=user_id), stale_session, NOW)
    assert refusal.value.detail == VERIFY
    require_operator(Operator(user_id=user_id), session, NOW)


async def test_the_gate_is_one_live_session_of_who_asks(alice: Person, bob: Person, runtime: Runtime) -> None:
    """`me` and `session` both have to be so, and the session must not have ended."""
    async with runtime.database.sessions() as session:
        live, over = made(Session, user_id=alice.id, media_key="live"), made(Session, user_id=alice.id, ended_at=NOW)
        await add(session, live, over)
        for row, person, opens in ((live, alice, "live"), (live, bob, None), (over, alice, None)):
            rows = await session.execute(
                select(MEDIA_KEY).select_from(SIGNED_IN.table).where(SIGNED_IN.open),
                {"me": person.id, "session": row.id},
            )
            assert rows.scalar() == opens, (row, person)
