"""Whoever comes in somewhere, or has somebody written to, has said a name first."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support.communities import begin, begin_school, invite, join, members
from tests.support.endorsements import ask, talent
from tests.support.mails import mails_to
from tests.support.people import ADULT, Person, sign_in

REFUSED = "/problems/name-required"
PARENT = "parent-of-ines@example.org"


@pytest.fixture
async def unnamed(app: FastAPI) -> AsyncIterator[Person]:
    person = await sign_in(app, birth_year=ADULT, is_named=False)
    yield person
    await person.client.aclose()


async def test_a_name_is_asked_for_and_then_each_of_them_goes_through(
    alice: Person, unnamed: Person, runtime: Runtime
) -> None:
    community = await begin(alice, visibility="listed", join_policy="open")
    asks = await begin(alice, visibility="listed", join_policy="request")
    secret, school = await begin(alice), await begin_school(alice, runtime)
    keys = [(await invite(alice, place))["code"] for place in (secret, school)]
    skill_id = await talent(runtime, unnamed)

    async def tried(status: int) -> list[dict[str, str]]:
        return [
            await begin(unnamed, status),
            *[await join(unnamed, place, status) for place in (community, asks)],
            *[
                await join(unnamed, place, status, invitation=key)
                for place, key in zip((secret, school), keys, strict=True)
            ],
            await ask(unnamed, skill_id, status),
            await unnamed.ask("PUT", "/v1/me/guardian", {201: 200}.get(status, status), json={"email": PARENT}),
        ]

    for problem in await tried(403):
        assert problem["type"] == REFUSED
        assert "PATCH /v1/me" in problem["detail"]
    assert len(await members(alice, community)) == 1
    assert await mails_to(runtime, PARENT) == []
    await unnamed.ask("PATCH", "/v1/me", 200, json={"display_name": "Inès"})
    await tried(201)
    names = {
        member["user"]["display_name"]
        for place in (community, secret, school)
        for member in await members(alice, place)
    }
    assert names == {"Alice", "Inès"}


async def test_a_name_that_shows_nothing_is_none(unnamed: Person) -> None:
    for name in ("", "  ", "\u2800"):
        await unnamed.ask("PATCH", "/v1/me", 422, json={"display_name": name})


async def test_what_may_not_be_known_of_is_not_given_away_by_asking_for_a_name(alice: Person, unnamed: Person) -> None:
    secret = await begin(alice)
    await join(unnamed, secret, 404)
    await join(unnamed, secret, 404, invitation="AAAA-AAAA")
