"""A manager signs a member in who reads no mail: whom this opens nothing of, and who hears of it."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind
from app.models.memberships import Role
from app.services.accounts.sign_in_passes import make_for_demo
from app.services.communities import sign_in_passes
from tests.support.communities import gather
from tests.support.counsellors import with_second_factor
from tests.support.notifications import mails_to
from tests.support.people import NOW, Person, Watch, sign_in, work_off


@dataclass
class School:
    id: UUID
    manager: Person
    pupil: Person

    async def show(self, status: int = 201, manager: Person | None = None, pupil: Person | None = None) -> Any:
        path = f"/v1/communities/{self.id}/memberships/{(pupil or self.pupil).id}/sign-in-passes"
        return await (manager or self.manager).ask("POST", path, status)


@pytest.fixture
async def school(runtime: Runtime, rose: Person, alice: Person) -> School:
    place = await gather(runtime, rose, alice, kind=CommunityKind.SCHOOL, verified_at=NOW, name="Lycée Zola")
    return School(place, rose, alice)


async def scan(guest: httpx.AsyncClient, code: Any) -> httpx.Response:
    return await guest.post("/v1/sessions", json={"link_token": code["link"].rpartition("/")[2]})


async def kinds(person: Person) -> Counter[str]:
    return Counter(item["kind"] for item in (await person.ask("GET", "/v1/me/security-events", 200))["items"])


async def test_a_code_opens_the_account_once_and_its_owner_hears_of_it(
    runtime: Runtime, guest: httpx.AsyncClient, school: School
) -> None:
    code = await school.show()
    assert code["link"].startswith("http://test/sign-in/dtq_")
    assert code["qr_svg"].startswith("<?xml")
    answer = await scan(guest, code)
    assert (answer.status_code, answer.json()["user"]["id"]) == (201, str(school.pupil.id))
    assert (await scan(guest, code)).json()["type"] == "/problems/sign-in-refused"
    assert (await kinds(school.pupil)) >= Counter(["sign_in_pass", "sign_in_by_pass"])
    assert (await kinds(school.manager))["pass_for_member"] == 1
    [notification] = (await school.pupil.ask("GET", "/v1/notifications?unread=true", 200))["items"]
    assert (notification["type"], notification["data"]["change"]) == ("security", "sign_in_pass")
    await work_off(runtime)
    [mail] = mails_to(runtime, school.pupil)
    assert "Lycée Zola" in str(mail["Subject"])
    row = await runtime.database.reads.fetchrow("select * from sign_in_passes where user_id = $1", school.pupil.id)
    assert row is not None
    assert (row["maker_id"], row["community_id"], row["used_at"]) == (school.manager.id, school.id, NOW)
    assert code["link"].rpartition("/")[2].encode() not in row["digest"]


async def test_what_it_opens_adds_no_other_way_in(guest: httpx.AsyncClient, school: School) -> None:
    """Whoever made the code may have scanned it themselves."""
    access = (await scan(guest, await school.show())).json()["access_token"]
    headers = {"Authorization": f"Bearer {access}"}
    password = {"password": "quatre mots sans rapport"}
    assert (await guest.put("/v1/me/password", json=password, headers=headers)).status_code == 403
    assert (await guest.get("/v1/me/passkeys/creation-challenge", headers=headers)).status_code == 403
    assert (await guest.post("/v1/me/passkeys", json={}, headers=headers)).status_code == 403
    assert (await guest.post("/v1/me/second-factor", headers=headers)).status_code == 403
    assert (await guest.get("/v1/me", headers=headers)).status_code == 200


ALL_IDS = "with ids as (select $1::uuid, $2::uuid, $3::uuid)"
WHOSE_IT_IS_NOT = {  # the change, and what undoes it; $1: the pupil, $2: the school, $3: the manager
    "a school in doubt": (
        "update communities set verified_at = null where id = $2",
        "update communities set verified_at = now() where id = $2",
    ),
    "no school": (
        "update communities set kind = 'network' where id = $2",
        "update communities set kind = 'school' where id = $2",
    ),
    "an animator": (
        "update memberships set role = 'facilitator' where user_id = $1",
        "update memberships set role = 'member' where user_id = $1",
    ),
    "an app": (
        """insert into second_factors (user_id, secret, last_step, started_at, confirmed_at)
        values ($1, '', 0, now(), now())""",
        "delete from second_factors where user_id = $1",
    ),
    "a passkey that verifies": (
        """insert into passkeys (id, user_id, credential_id, public_key, sign_count, name, is_second_factor, created_at)
        values ($1, $1, '', '', 0, '', true, now())""",
        "delete from passkeys where user_id = $1",
    ),
    "an operator": (
        "insert into operators (user_id, granted_at) values ($1, now())",
        "delete from operators where user_id = $1",
    ),
    "who asked somebody for access": (
        """insert into grant_requests (id, owner_id, requester_id, purpose, targets, rights, ends_at, state, version,
            created_at, updated_at, lapses_at)
        values ($1, $3, $1, 'guidance', '[]', '{view}', now(), 'refused', 1, now(), now(), now())""",
        "delete from grant_requests where id = $1",
    ),
    "who leaves": (
        "insert into erasures (user_id, asked_at, due_at) values ($1, now(), now())",
        "delete from erasures where user_id = $1",
    ),
}


async def test_whose_account_it_opens_is_asked_when_it_is_made_and_when_it_is_used(
    runtime: Runtime, guest: httpx.AsyncClient, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlimited = replace(sign_in_passes.PER_MEMBER, name=f"passes {uuid7()}", most=100)
    monkeypatch.setattr(sign_in_passes, "PER_MEMBER", unlimited)
    ids = (school.pupil.id, school.id, school.manager.id)
    for name, changes in WHOSE_IT_IS_NOT.items():
        code = await school.show()
        for number, statement in enumerate(changes):
            await runtime.database.writes.fetch(
                f"with people as (select $1::uuid, $2::uuid, $3::uuid) {statement}", *ids
            )
            if number == 0:
                assert (await school.show(403))["type"] == "/problems/sign-in-pass-refused", name
                assert (await scan(guest, code)).status_code == 401, name
        assert (await scan(guest, code)).status_code == 201, name


async def test_only_a_manager_who_proved_it_shows_one_to_a_member(  # noqa: PLR0913, PLR0917  a cast
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient, school: School, bob: Person, watch: Watch
) -> None:
    await with_second_factor(bob, watch)
    place = await gather(runtime, bob, kind=CommunityKind.SCHOOL, verified_at=NOW)
    await school.show(404, manager=bob)
    await replace(school, id=place).show(404, manager=bob)
    await school.show(404, pupil=bob)
    assert (await school.show(403, manager=school.pupil))["type"] == "/problems/managers-only"
    later = await sign_in(app, email=school.manager.email)
    assert (await school.show(403, manager=later))["type"] == "/problems/second-factor-required"
    await school.show(403, pupil=school.manager)
    code = await school.show()
    demotion = "update memberships set role = $2 where user_id = $1"
    await runtime.database.writes.fetch(demotion, school.manager.id, str(Role.FACILITATOR))
    assert (await scan(guest, code)).status_code == 401
    assert (await school.show(403))["type"] == "/problems/managers-only"


async def test_a_code_lives_ten_minutes_and_ends_with_the_next(
    guest: httpx.AsyncClient, school: School, watch: Watch
) -> None:
    first, second = [await school.show() for _ in range(2)]
    assert (await scan(guest, first)).status_code == 401
    watch.advance(minutes=10)
    assert (await scan(guest, second)).status_code == 401
    watch.advance(seconds=-1)
    assert (await scan(guest, second)).status_code == 201


async def test_a_link_of_the_demonstration_opens_an_account_once_within_a_day_on_this_machine_alone(
    app: FastAPI, guest: httpx.AsyncClient, alice: Person, watch: Watch
) -> None:
    def serve(base_url: str) -> Runtime:
        app.state.runtime = replace(runtime, settings=runtime.settings.model_copy(update={"base_url": base_url}))
        local: Runtime = app.state.runtime
        return local

    async def make(runtime: Runtime) -> dict[str, str]:
        async with runtime.work(SYSTEM) as uow:
            return {"link_token": await make_for_demo(uow, alice.id)}

    async def use(token: dict[str, str]) -> int:
        return (await guest.post("/v1/sessions", json=token)).status_code

    runtime: Runtime = app.state.runtime
    near = serve("http://127.0.0.1:8000")
    first, late, third = [await make(near) for _ in range(3)]
    watch.advance(minutes=23 * 60)
    assert (await use(first), await use(first)) == (201, 401)
    for base in ("https://dt.example", "http://0.0.0.0:8000", "http://192.168.1.4:8000"):
        far = serve(base)
        assert await use(third) == 401
        with pytest.raises(ValueError, match=base):
            await make(far)
    serve("http://localhost:8000")
    assert await use(third) == 201
    watch.advance(minutes=61)
    assert await use(late) == 401
