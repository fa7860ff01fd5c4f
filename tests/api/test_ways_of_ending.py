"""Every way of ending, alone and two at once, for a child who has one of everything: it never fails, and never half."""

from itertools import combinations
from random import Random
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from tests.support.notifications import buttons
from tests.support.people import Watch
from tests.support.tallies import DRIFT, count, drift
from tests.support.ways import ADMITTING, VIEWS, WAYS, Way, World, doubt, end, world

ENDING_WORDS = ("delete_", "withdraw_", "revoke_", "cancel_", "close_", "leave_", "terminate_", "refuse_", "doubt_")
PAIRS = list(combinations(WAYS, 2))
FALSE = {  # what must find nothing
    "a live consent to what is over": """
        select from consents c where c.withdrawn_at is null and (
          exists (select from grants g where g.id = c.subject_id and g.revoked_at is not null)
          or exists (select from stories s where s.id = c.subject_id and s.withdrawn_at is not null)
          or exists (select from portraits p where p.id = c.subject_id and p.withdrawn_at is not null)
        ) and c.person_id = $1""",
    "a live grant of what is withdrawn": """
        select from grants g join stories s on s.id = g.target_id
        where g.owner_id = $1 and g.revoked_at is null and s.withdrawn_at is not null""",
    "a live grant to a community that the owner has left": """
        select from grants g where g.owner_id = $1 and g.audience_type = 'community' and g.revoked_at is null
        and not exists (select from memberships m
          where m.user_id = g.owner_id and m.community_id = g.audience_id and m.state = 'active')""",
    "an answer in a community that its author has left": """
        select from responses r join missions m on m.id = r.mission_id
        where r.user_id = $1 and r.state in ('submitted', 'returned', 'accepted') and not exists (
          select from memberships s where s.user_id = r.user_id and s.community_id = m.community_id
          and s.state = 'active')""",
    "a grant of which phones know another version": """
        select from grants g where g.owner_id = $1 and not exists (select from changes c
          where c.user_id = $1 and c.type = 'grant' and c.entity_id = g.id and c.version = g.version)""",
    "an answer of which phones know another version": """
        select from responses r where r.user_id = $1 and not exists (select from changes c
          where c.user_id = $1 and c.type = 'response' and c.entity_id = r.id and c.version = r.version)""",
    "what happened, of which phones know otherwise": """
        select from changes c left join (
          select user_id, 'notification' as type, id, is_shown as is_there from notifications
          union all select user_id, 'membership', community_id, state in ('requested', 'active') from memberships
          union all select owner_id, 'grant_request', id, true from grant_requests
          union all select requester_id, 'grant_request', id, true from grant_requests
          union all select owner_id, 'comment', id, true from comments
          union all select author_id, 'comment', id, true from comments
          union all select user_id, 'endorsement', id, true from endorsements
        ) as things (user_id, type, id, is_there)
        on things.user_id = c.user_id and things.type = c.type and things.id = c.entity_id
        where c.user_id = $1 and c.deleted = coalesce(things.is_there, false)
        and c.type in ('notification', 'membership', 'grant_request', 'comment', 'endorsement')""",
    "a feed that counts otherwise than its changes": """
        select from feeds f where f.user_id = $1
        and f.seq is distinct from (select max(c.seq) from changes c where c.user_id = $1)""",
    "an answer that is counted otherwise than it stands": f"select from ({DRIFT}) as faults where $1::uuid is not null",
    "a job that is held": "select from jobs.pgqueuer where $1::uuid is not null and status::text = 'failed'",
}

# Of the operations that end something, those that end nothing of what others see of a person.
REASONS = {
    "delete_export": "tests/access/endings.py: deleted",
    "delete_mission_calendar": "tests/access/endings.py: calendar taken back",
    "delete_experience": "tests/access/endings.py: moment deleted",
    "delete_session": "as the current one",
    "delete_password": "opens nothing to others",
    "delete_medium": "refused while something shows it",
    "terminate_upload": "nobody saw it",
    "close_mission": "its answers stay",
    "withdraw_paper_count": "voices on paper open nothing to anybody",
    "cancel_mission": "its answers stay",
    "close_programme": "as its missions: their answers stay",
    "close_room": "what guests did is theirs for 30 days: tests/api/test_claims.py",
    "delete_guest": "no account: tests/api/test_claims.py",
    "delete_information": "a community's: tests/api/test_informations.py",
    "delete_page_story": "the link stays: tests/api/test_community_pages.py",
    "delete_walls": "a room's: tests/api/test_room_live.py",
    "hand_back_action": "the action stays, without a name: tests/api/test_proposals.py",
    "leave_authorship": "the proposal stays with its other authors: tests/api/test_proposals.py",
    "withdraw_proposal": "refused once selected: tests/api/test_proposals.py",
    "withdraw_report": "a community's: tests/api/test_programme_reports.py",
    "unblock_person": "opens again: tests/api/test_blocked_people.py",
    "delete_device": "their own",
    "refuse_grant_request": "tests/access/endings.py: refused",
    "withdraw_grant_request": "tests/access/endings.py: asks no longer",
    "delete_comment": "words of whoever wrote them",
    "delete_erasure": "opens again: tests/access/test_endings.py",
    "delete_import": "their own",
    "delete_api_token": "tests/access/test_programs.py",
    "delete_community_token": "tests/access/test_programs.py",
    "delete_webhook": "tests/api/test_webhooks.py",
    "delete_passkey": "a way in of their own; the session stays",
    "delete_identity": "a way in of their own; the session stays",
    "delete_mission": "nobody was sent anything of it",
    "delete_transcription": "proposed words, which nobody else has seen",
}

# Uses of the invitation that neither a kept place nor whoever came in accounts for; unless she came in, and is erased.
RESERVED = """
    select case when uses = 1 and not exists (select from users where id = $2) then 0 else uses end
      - (select count(*) from kept_places where invitation_id = i.id)
      - (select count(*) from memberships where invitation_id = i.id)
    from invitations i where id = $1"""


@pytest.mark.slow
def test_every_operation_that_ends_something_is_a_way_or_has_a_reason(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    operations = {(method, operation["operationId"]) for item in paths.values() for method, operation in item.items()}
    ending = {name for method, name in operations if method == "delete" or name.startswith(ENDING_WORDS)}
    ways = {way.operation for way in WAYS} - {""}
    assert ending - ways - REASONS.keys() == set()
    assert (ways | REASONS.keys()) <= {name for _, name in operations}
    assert not ways & REASONS.keys()
    assert len(ending) >= 29
    assert len(WAYS) >= 33
    assert frozenset[str]().union(*(way.shut for way in WAYS)) == VIEWS


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One way in four, each of them where all pairs are asked for (`make fuzz`)."""
    if "way" in metafunc.fixturenames:
        ways = WAYS if metafunc.config.getoption("--pairs") >= len(PAIRS) else WAYS[::4]
        metafunc.parametrize("way", ways, ids=[way.name for way in ways])


@pytest.mark.slow
async def test_a_way_shuts_what_it_ends_and_nothing_else(app: FastAPI, watch: Watch, way: Way) -> None:
    scene = await world(app, watch, WAYS.index(way))
    assert [view for view in VIEWS if not await scene.is_open(view)] == []
    assert await end(scene, [way]) == [way]
    await check(scene, [way], [way])


@pytest.mark.begun_first
@pytest.mark.slow
async def test_two_ways_at_once_end_what_each_ends(app: FastAPI, watch: Watch, pytestconfig: pytest.Config) -> None:
    seed, many = pytestconfig.getoption("--seed-of-pairs"), pytestconfig.getoption("--pairs")
    pairs = Random(seed).sample(PAIRS, min(many, len(PAIRS)))  # noqa: S311  a choice that can be made again
    failures = {}
    for number, pair in enumerate(pairs):
        watch.advance(minutes=5)  # nobody is refused for what others before them did
        scene, ways = await world(app, watch, seed + number), list(pair)
        try:
            await check(scene, ways, await end(scene, ways))
        except (AssertionError, DBAPIError) as failure:
            failures[" | ".join(way.name for way in ways)] = str(failure)[:300]
    print(f"{len(pairs)} worlds of two ways at once, of {len(PAIRS)} pairs of {len(WAYS)} ways")  # noqa: T201
    assert failures == {}


async def check(scene: World, ways: list[Way], ways_done: list[Way]) -> None:
    assert ways_done
    names = [way.name for way in ways]
    is_open = {view for view in VIEWS if await scene.is_open(view)}
    assert is_open & expected(ways_done) - uncertain(ways) == set(), names
    assert VIEWS - expected(ways) - is_open == set(), names
    [left] = await scene.sql(RESERVED, UUID(scene.ids["kept invitation"]), scene.zoe.id)
    assert left[0] == 0, names
    for person in (scene.zoe, scene.alice, scene.bob, scene.rose):
        if (await person.client.get("/v1/me")).is_success:  # else signed out, or erased
            statuses = await buttons(person)
            assert set(statuses.values()) <= {200}, (names, statuses)
    assert [fault for fault, query in FALSE.items() if await scene.sql(query, scene.zoe.id)] == [], names
    await count(scene.runtime)
    assert await drift(scene.runtime) == [], names


def expected(ways: list[Way]) -> frozenset[str]:
    """Return what is shut when all these ways are done."""
    shut = frozenset[str]().union(*(way.shut for way in ways))
    has_doubt = any(way.do is doubt for way in ways)
    refusals = frozenset[str]().union(*(way.refuses for way in ways))
    return shut | ({"school"} if has_doubt and refusals & {"share", "join"} else frozenset())


def uncertain(ways: list[Way]) -> frozenset[str]:
    """Return what may be open or shut: whoever asks to be erased first is not admitted, and keeps the place."""
    is_admitted_later = any(way.operation == "create_erasure" for way in ways)
    ends_place = any("kept" in way.shut for way in ways if way.name not in ADMITTING)
    return frozenset({"kept"}) if is_admitted_later and not ends_place else frozenset()
