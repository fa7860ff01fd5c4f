from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, literal, select, update

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grant_requests import GrantRequest
from app.models.grants import (
    COLLECTIONS,
    AudienceType,
    Follow,
    Grant,
    GrantState,
    Purpose,
    Right,
    TargetType,
)
from app.models.second_factors import VERIFIED
from app.models.sessions import Session
from app.policies.grants import (
    awaits_proof,
    given_to,
    in_twelve_months,
    last_day,
    last_day_in,
    latest_end,
    live,
    reaches,
    readable_by,
    state,
    still_open,
    unspent,
    with_right,
)
from tests.support.communities import gather
from tests.support.oracle import AudienceMembership, can_read_grant, is_given_to
from tests.support.people import NOW, Person
from tests.support.rows import add, hidden, made

BEFORE, AFTER = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)
STATES: list[tuple[dict[str, object], GrantState]] = [
    ({}, GrantState.ACTIVE),
    ({"starts_at": NOW}, GrantState.ACTIVE),
    ({"starts_at": AFTER}, GrantState.SCHEDULED),
    ({"ends_at": AFTER}, GrantState.ACTIVE),
    ({"ends_at": NOW}, GrantState.EXPIRED),
    ({"ends_at": BEFORE}, GrantState.EXPIRED),
    ({"max_views": 2, "views": 1}, GrantState.ACTIVE),
    ({"max_views": 2, "views": 2}, GrantState.EXHAUSTED),
    ({"max_views": 2, "views": 2, "starts_at": AFTER}, GrantState.EXHAUSTED),
    ({"max_views": 2, "views": 2, "ends_at": BEFORE}, GrantState.EXPIRED),
    ({"revoked_at": BEFORE}, GrantState.REVOKED),
    ({"revoked_at": BEFORE, "ends_at": BEFORE, "max_views": 1, "views": 1}, GrantState.REVOKED),
]

FOR_WORK = {"guidance", "recruitment", "training", "accreditation"}


def grant_of(person: Person, **fields: object) -> Grant:
    values = {
        "id": uuid7(),
        "owner_id": person.id,
        "target_type": TargetType.STORY,
        "target_id": uuid7(),
        "follow": Follow.LATEST,
        "audience_type": AudienceType.LINK,
        "purpose": Purpose.PERSONAL,
        "label": "",
        "rights": ["view"],
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Grant(**values | fields)


@pytest.mark.parametrize(("terms", "outcome"), STATES)
async def test_the_state_of_a_grant_is_what_its_terms_say(
    runtime: Runtime, alice: Person, terms: dict[str, object], outcome: GrantState
) -> None:
    now = literal(NOW)
    async with runtime.database.sessions() as session:
        session.add(grant := grant_of(alice, **terms))
        await session.flush()
        statement = select(state(now), live(now), unspent()).where(Grant.id == grant.id)
        value, is_live, is_unspent = (await session.execute(statement)).one()
    assert value == outcome
    assert (is_live and is_unspent) == (outcome is GrantState.ACTIVE)


@pytest.mark.parametrize(
    ("views", "pause", "verdict"),
    [
        (1, None, True),
        (1, timedelta(days=1), True),
        (2, None, False),
        (2, timedelta(minutes=4, seconds=59), True),
        (2, timedelta(minutes=5), False),
    ],
)
async def test_what_was_opened_last_stays_open_for_five_minutes(
    runtime: Runtime, alice: Person, views: int, pause: timedelta | None, *, verdict: bool
) -> None:
    async with runtime.database.sessions() as session:
        grant = grant_of(alice, max_views=2, views=views, last_opened_at=pause and NOW - pause)
        session.add(grant)
        await session.flush()
        statement = select(func.coalesce(still_open(literal(NOW)), literal(value=False))).where(Grant.id == grant.id)
        assert await session.scalar(statement) is verdict


@pytest.mark.parametrize(
    ("timezone", "ends_at", "day"),
    [
        ("Europe/Paris", datetime(2026, 3, 31, 22, tzinfo=UTC), date(2026, 3, 31)),  # at midnight, there
        ("Europe/Paris", datetime(2026, 3, 31, 22, 0, 1, tzinfo=UTC), date(2026, 4, 1)),
        ("UTC", datetime(2026, 3, 31, 22, tzinfo=UTC), date(2026, 3, 31)),
        ("Pacific/Auckland", datetime(2026, 3, 31, 22, tzinfo=UTC), date(2026, 4, 1)),
    ],
)
async def test_the_last_day_of_an_access_is_the_one_before_it_ends(
    runtime: Runtime, timezone: str, ends_at: datetime, day: date
) -> None:
    async with runtime.database.sessions() as session:
        in_sql = await session.scalar(select(last_day_in(literal(timezone), literal(ends_at))))
    assert in_sql == last_day(timezone, ends_at) == day


@pytest.mark.parametrize("timezone", ["Europe/Paris", "America/Montreal", "Pacific/Auckland", "UTC"])
def test_twelve_months_are_calendar_months_whatever_the_year_and_the_clocks(timezone: str) -> None:
    """The last day is that of the next year, and never the day after."""
    zone = ZoneInfo(timezone)
    for hours in range(0, 4 * 366 * 24, 13):
        now = NOW + timedelta(hours=hours)
        today = now.astimezone(zone).date()
        a_year = today.replace(year=today.year + 1, day=28 if (today.month, today.day) == (2, 29) else today.day)
        ends_at, latest = in_twelve_months(timezone, now), latest_end(timezone, now)
        assert last_day(timezone, latest) == a_year >= last_day(timezone, ends_at)
        assert ends_at <= latest


async def test_only_who_gave_it_reads_a_grant(runtime: Runtime, alice: Person, bob: Person) -> None:
    async with runtime.database.sessions() as session:
        grant = grant_of(alice, audience_type=AudienceType.USER, audience_id=bob.id)
        session.add(grant)
        await session.flush()
        for person, verdict in ((alice, True), (bob, False)):
            actor = Actor(person.id, uuid7())
            grant_id: UUID | None = await session.scalar(
                select(Grant.id).where(Grant.id == grant.id, readable_by(actor))
            )
            assert (grant_id is not None) == can_read_grant(actor, grant) == verdict


@pytest.mark.slow
async def test_sql_and_python_agree_on_what_is_given_to_whom(runtime: Runtime, alice: Person, bob: Person) -> None:
    """Alice's grants and bob's own, to a link, to him, to a community he is in and to one he is not in."""
    inside, outside = await gather(runtime, bob), await gather(runtime, alice)
    audiences = [
        (AudienceType.LINK, None),
        (AudienceType.USER, bob.id),
        (AudienceType.USER, alice.id),
        (AudienceType.COMMUNITY, inside),
        (AudienceType.COMMUNITY, outside),
        (AudienceType.COMMUNITY, bob.id),
        (AudienceType.USER, inside),
    ]
    terms: list[dict[str, object]] = [
        {},
        {"revoked_at": NOW},
        {"starts_at": NOW},
        {"starts_at": AFTER},
        {"ends_at": NOW},
        {"ends_at": AFTER},
    ]
    results = []
    async with runtime.database.sessions() as session:
        for owner, (kind, audience_id), fields in product((alice, bob), audiences, terms):
            session.add(grant := grant_of(owner, audience_type=kind, audience_id=audience_id, **fields))
            await session.flush()
            reaches = given_to(Actor(bob.id), literal(NOW), TargetType.STORY)
            in_sql = await session.scalar(select(Grant.id).where(Grant.id == grant.id, reaches)) is not None
            member = AudienceMembership({inside})
            in_python = is_given_to(Actor(bob.id), grant, TargetType.STORY, member, NOW)
            assert in_sql == in_python, (kind, audience_id, fields)
            of_portraits = given_to(Actor(bob.id), literal(NOW), TargetType.PORTRAIT)
            assert await session.scalar(select(Grant.id).where(Grant.id == grant.id, of_portraits)) is None
            assert not is_given_to(Actor(bob.id), grant, TargetType.PORTRAIT, member, NOW)
            results.append(in_sql)
    assert (len(results), results.count(True)) == (84, 3 * 3)


async def test_who_reads_with_a_second_factor_depends_on_what_is_given_and_for_what(
    runtime: Runtime, alice: Person, bob: Person
) -> None:
    """Every purpose, every target, asked for or offered, to a person or a community, the reader with a proof or not."""
    community = await gather(runtime, alice, bob)
    [row] = await runtime.database.reads.fetch("select id from sessions where user_id = $1", bob.id)
    actor, results = Actor(bob.id, row["id"]), []
    audiences = {AudienceType.USER: bob.id, AudienceType.COMMUNITY: community}
    # A quote has no reader, and a report is no person's to give.
    kinds = [kind for kind in TargetType if kind not in {TargetType.RESPONSE, TargetType.REPORT}]
    cells = list(product(Purpose, kinds, (False, True), audiences))
    async with runtime.database.sessions() as session:
        request = made(GrantRequest, owner_id=alice.id, requester_id=bob.id, targets=[], rights=["view"])
        await add(session, request)
        grants = [
            grant_of(
                alice,
                purpose=purpose,
                target_type=kind,
                target_id=None if kind in COLLECTIONS else uuid7(),
                request_id=request.id if on_request else None,
                audience_type=audience,
                audience_id=audiences[audience],
            )
            for purpose, kind, on_request, audience in cells
        ]
        await add(session, *grants)
        for with_proof in (False, True):
            at = NOW if with_proof else NOW - VERIFIED
            await session.execute(update(Session).where(Session.user_id == bob.id).values(second_factor_at=at))
            readable = set(await session.scalars(select(Grant.id).where(reaches(actor, literal(NOW)))))
            waits = set(await session.scalars(select(Grant.id).where(awaits_proof(actor, literal(NOW)))))
            member = AudienceMembership({community}, has_proved=with_proof)
            for cell, grant in zip(cells, grants, strict=True):
                purpose, kind, _, _ = cell
                takes_proof = kind in {"talents", "experiences"} or purpose in FOR_WORK
                assert (grant.id in readable) == (with_proof or not takes_proof), cell
                assert (grant.id in waits) == (takes_proof and not with_proof), cell
                assert is_given_to(actor, grant, kind, member, NOW) == (grant.id in readable), cell
                results.append(takes_proof)
    assert (len(results), results.count(False)) == (240, 2 * 2 * 2 * 2 * 3)


async def test_sql_and_python_agree_on_what_is_hidden_in_a_community(
    runtime: Runtime, alice: Person, bob: Person
) -> None:
    """What alice gave to two communities of bob's and to himself, where it is hidden in one, or something else is."""
    community_id, other_community_id = await gather(runtime, bob), await gather(runtime, bob)
    actor, results = Actor(bob.id), []
    async with runtime.database.sessions() as session:
        for community, of_other_story, lifted_at in product(
            (community_id, other_community_id), (True, False), (None, NOW)
        ):
            audiences = [
                (AudienceType.COMMUNITY, community_id),
                (AudienceType.COMMUNITY, other_community_id),
                (AudienceType.USER, bob.id),
            ]
            story_id = uuid7()
            hiding = hidden(community, alice.id, uuid7() if of_other_story else story_id, lifted_at=lifted_at)
            grants = [grant_of(alice, target_id=story_id, audience_type=kind, audience_id=to) for kind, to in audiences]
            await add(session, hiding, *grants)
            statement = select(Grant.id).where(given_to(actor, literal(NOW), TargetType.STORY))
            readable = set(await session.scalars(statement.where(Grant.target_id == story_id)))
            membership = AudienceMembership({community_id, other_community_id}, [hiding])
            in_python = {grant.id for grant in grants if is_given_to(actor, grant, TargetType.STORY, membership, NOW)}
            assert readable == in_python, (community, of_other_story, lifted_at)
            results.append([grant.id in readable for grant in grants])
    assert results.count([True, True, True]) == 6
    assert (results.count([False, True, True]), results.count([True, False, True])) == (1, 1)


async def test_a_right_is_given_by_its_name(runtime: Runtime, alice: Person) -> None:
    async with runtime.database.sessions() as session:
        for rights in (["view"], ["view", "download"], ["comment", "view"], []):
            session.add(grant := grant_of(alice, rights=rights))
            await session.flush()
            row = select(*(with_right(right) for right in Right)).where(Grant.id == grant.id)
            assert list((await session.execute(row)).one()) == [right in rights for right in Right]
