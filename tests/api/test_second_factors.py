import asyncio
from collections.abc import AsyncIterator

import pyotp
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.services.accounts.second_factors import SEAL_PURPOSE
from tests.support.counsellors import code_of, with_second_factor
from tests.support.people import Person, Watch, sign_in

PATH = "/v1/me/second-factor"


@pytest.fixture
async def rose(app: FastAPI, runtime: Runtime) -> AsyncIterator[Person]:
    person = await sign_in(app, "rose")
    yield person
    await person.client.aclose()


async def test_an_app_counts_once_its_code_was_given(rose: Person, watch: Watch) -> None:
    assert (await rose.ask("GET", PATH, 200))["state"] == "none"
    answer = await rose.ask("POST", PATH, 201)
    assert answer["uri"].startswith("otpauth://totp/Day%20Tripper:")
    assert answer["qr_svg"].startswith("<?xml")
    assert (await rose.ask("GET", PATH, 200))["state"] == "started"
    confirmed = await rose.ask("PUT", f"{PATH}/verification", 200, json={"code": code_of(answer["secret"], watch)})
    assert len(set(confirmed["new_recovery_codes"])) == 10
    assert await rose.ask("GET", PATH, 200) == {
        "state": "confirmed",
        "confirmed_at": "2026-03-03T13:10:00.000Z",
        "recovery_codes": 10,
        "passkeys": 0,
        "verified_until": "2026-03-04T01:10:00.000Z",
    }
    assert (await rose.ask("POST", PATH, 409))["type"] == "/problems/second-factor-present"
    await rose.ask("PUT", f"{PATH}/verification", 403, json={"code": code_of(answer["secret"], watch)})


async def test_before_that_it_can_be_begun_anew(rose: Person, watch: Watch) -> None:
    first, second = await rose.ask("POST", PATH, 201), await rose.ask("POST", PATH, 201)
    await rose.ask("PUT", f"{PATH}/verification", 403, json={"code": code_of(first["secret"], watch)})
    await rose.ask("PUT", f"{PATH}/verification", 200, json={"code": code_of(second["secret"], watch)})


async def test_no_code_is_taken_twice(app: FastAPI, rose: Person, watch: Watch) -> None:
    secret = (await with_second_factor(rose, watch)).secret
    body = {"code": code_of(secret, watch)}
    assert (await rose.ask("PUT", f"{PATH}/verification", 403, json=body))["type"] == "/problems/wrong-second-factor"
    watch.advance(seconds=30)
    await rose.ask("PUT", f"{PATH}/verification", 403, json=body)  # still in its time, but it was used
    fresh = {"code": code_of(secret, watch)}
    answers = await asyncio.gather(*(rose.client.put(f"{PATH}/verification", json=fresh) for _ in range(4)))
    assert [answer.status_code for answer in answers].count(200) == 1
    assert {answer.status_code for answer in answers} <= {200, 403, 429}


async def test_a_time_that_comes_twice_refuses_no_new_code_and_takes_no_used_one(rose: Person, watch: Watch) -> None:
    secret = (await with_second_factor(rose, watch)).secret
    body = {"code": code_of(secret, watch)}
    watch.advance(minutes=4)
    await rose.ask("PUT", f"{PATH}/verification", 200, json={"code": code_of(secret, watch)})
    watch.advance(minutes=-4)
    await rose.ask("PUT", f"{PATH}/verification", 403, json=body)
    watch.advance(minutes=2)
    await rose.ask("PUT", f"{PATH}/verification", 200, json={"code": code_of(secret, watch)})


@pytest.mark.parametrize(("seconds", "status"), [(-30, 200), (30, 200), (-90, 403), (90, 403)])
async def test_a_phones_clock_may_be_a_little_wrong(
    app: FastAPI, rose: Person, watch: Watch, seconds: int, status: int
) -> None:
    secret = (await with_second_factor(rose, watch)).secret
    watch.advance(minutes=5)
    code = pyotp.TOTP(secret).at(int(watch.now.timestamp()) + seconds)
    await rose.ask("PUT", f"{PATH}/verification", status, json={"code": code})


async def test_a_session_is_verified_for_half_a_day_and_no_other_with_it(
    app: FastAPI, rose: Person, watch: Watch
) -> None:
    secret = (await with_second_factor(rose, watch)).secret
    person = await sign_in(app, email=rose.email)
    assert (await person.ask("GET", PATH, 200))["verified_until"] is None
    watch.advance(minutes=1)
    assert (await person.ask("PUT", f"{PATH}/verification", 200, json={"code": code_of(secret, watch)}))[
        "verified_until"
    ] == "2026-03-04T01:11:00.000Z"
    await person.ask("DELETE", "/v1/sessions/current", 204)
    late = await sign_in(app, email=rose.email)
    await late.ask("POST", f"{PATH}/recovery-codes", 403)


async def test_a_recovery_code_stands_in_once(rose: Person, watch: Watch) -> None:
    factor = await with_second_factor(rose, watch)
    code = {"code": factor.recovery_codes[3]}
    assert (await rose.ask("PUT", f"{PATH}/verification", 200, json=code))["recovery_codes"] == 9
    await rose.ask("PUT", f"{PATH}/verification", 403, json=code)
    answer = await rose.ask("POST", f"{PATH}/recovery-codes", 201)
    await rose.ask("PUT", f"{PATH}/verification", 403, json={"code": factor.recovery_codes[4]})
    text = answer["recovery_codes"][0].upper().replace("-", " ")
    await rose.ask("PUT", f"{PATH}/verification", 200, json={"code": text})


async def test_codes_are_not_guessed(app: FastAPI, rose: Person, watch: Watch) -> None:
    factor = await with_second_factor(rose, watch)
    for _ in range(5):
        await rose.ask("PUT", f"{PATH}/verification", 403, json={"code": "aaaaa-aaaaa"})
    right = {"code": factor.recovery_codes[0]}
    await rose.ask("PUT", f"{PATH}/verification", 429, json=right)
    watch.advance(minutes=15)
    later = await sign_in(app, email=rose.email)
    await later.ask("PUT", f"{PATH}/verification", 200, json=right)


async def test_taking_it_away_takes_a_verified_session(app: FastAPI, rose: Person, watch: Watch) -> None:
    await rose.ask("DELETE", PATH, 404)
    await rose.ask("PUT", f"{PATH}/verification", 404, json={"code": "000000"})
    await rose.ask("PUT", f"{PATH}/verification", 404, json={"code": "000000"})
    await rose.ask("POST", PATH, 201)
    await rose.ask("DELETE", PATH, 204)
    await with_second_factor(rose, watch)
    person = await sign_in(app, email=rose.email)
    assert (await person.ask("DELETE", PATH, 403))["type"] == "/problems/second-factor-required"
    await rose.ask("DELETE", PATH, 204)
    assert await rose.ask("GET", PATH, 200) == {
        "state": "none",
        "confirmed_at": None,
        "recovery_codes": 0,
        "passkeys": 0,
        "verified_until": None,
    }


async def test_what_is_stored_makes_no_codes(runtime: Runtime, rose: Person, bob: Person, watch: Watch) -> None:
    factor = await with_second_factor(rose, watch)
    row = await runtime.database.reads.fetchrow("select * from second_factors where user_id = $1", rose.id)
    codes = await runtime.database.reads.fetch("select code_mac from recovery_codes where user_id = $1", rose.id)
    assert row is not None
    assert factor.secret.encode() not in row["secret"]
    assert not {code.encode() for code in factor.recovery_codes} & {code["code_mac"] for code in codes}
    assert runtime.keys.unseal(SEAL_PURPOSE, rose.id, row["secret"]) == factor.secret.encode()
    with pytest.raises(Exception):  # noqa: B017, PT011  it opens for its owner only
        runtime.keys.unseal(SEAL_PURPOSE, bob.id, row["secret"])
