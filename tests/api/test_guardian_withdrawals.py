"""A guardian's agreement ends in five ways. Each takes back what a mission of a community shows, and never fails."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from app.core.uow import Runtime
from tests.support import missions
from tests.support.communities import gather
from tests.support.grants import share, told
from tests.support.guardians import AGREE, EVERYTHING, YOUNG, answer, ask_guardian, state_year
from tests.support.people import Person, work_off

End = Callable[[Person, httpx.AsyncClient, str], Awaitable[object]]


async def end_by_guardian(_: Person, guest: httpx.AsyncClient, page: str) -> None:
    await answer(guest, page, [("answer", "end")])


async def untick_by_guardian(_: Person, guest: httpx.AsyncClient, page: str) -> None:
    await answer(guest, page, [*AGREE, ("act", "publish")])


async def delete_guardian(zoe: Person, _: httpx.AsyncClient, __: str) -> None:
    await zoe.ask("DELETE", "/v1/me/guardian", 204)


async def replace_guardian(zoe: Person, _: httpx.AsyncClient, __: str) -> None:
    await zoe.ask("PUT", "/v1/me/guardian", 200, json={"email": f"second-{zoe.id}@example.org"})


ENDS = [end_by_guardian, untick_by_guardian, delete_guardian, replace_guardian]


@pytest.mark.slow
@pytest.mark.parametrize("end", ENDS, ids=[end.__name__ for end in ENDS])
async def test_an_answer_that_all_members_see_is_taken_back(
    alice: Person, zoe: Person, runtime: Runtime, guest: httpx.AsyncClient, end: End
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    await _check(alice, zoe, runtime, lambda: end(zoe, guest, page))


@pytest.mark.slow
async def test_an_answer_is_taken_back_when_the_year_of_birth_makes_its_author_younger(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    await _check(alice, bob, runtime, lambda: state_year(bob, YOUNG, confirmed=True))


async def _check(alice: Person, author: Person, runtime: Runtime, end: Callable[[], Awaitable[object]]) -> None:
    link = await share(author, await told(author))
    community_id = await gather(runtime, alice, author)
    mission = await missions.send(runtime, alice, community_id, responses_visible_to="community")
    response = await missions.answer(author, mission)
    await work_off(runtime)
    cursor = (await author.ask("GET", "/v1/sync", 200))["next_cursor"]
    await end()
    await alice.ask("GET", f"/v1/responses/{response['id']}", 404)
    assert (await author.ask("GET", f"/v1/grants/{link['id']}", 200))["state"] == "revoked"
    changes = (await author.ask("GET", f"/v1/sync?cursor={cursor}", 200))["changes"]
    keys = [(change["type"], change["id"]) for change in changes]
    assert len(keys) == len(set(keys))
    assert {("mission", mission["id"]), ("grant", link["id"])} <= set(keys)
