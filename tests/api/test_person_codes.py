from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support.counsellors import code_shown_by, counsellor, wish
from tests.support.grants import codes
from tests.support.people import Person, Watch


async def asked_by(rose: Person, watch: Watch, code: str, status: int) -> list[tuple[str, str]]:
    answer = await rose.ask("POST", "/v1/grant-requests", status, json=wish(watch) | {"code": code})
    return codes(answer) if status == 422 else []


async def test_a_code_is_short_and_a_picture(alice: Person) -> None:
    answer = await alice.ask("POST", "/v1/me/codes", 201)
    assert len(answer["code"]) == 9
    assert answer["qr_svg"].startswith("<?xml")
    assert answer["expires_at"] == "2026-03-03T13:20:00.000Z"


async def test_it_is_good_once_until_another_is_made_and_for_ten_minutes(
    app: FastAPI, alice: Person, watch: Watch
) -> None:
    rose, karim = await counsellor(app, watch), await counsellor(app, watch, "Karim")
    unknown = [("/code", "unknown_code")]
    old = await code_shown_by(alice)
    code = await code_shown_by(alice)
    assert await asked_by(rose, watch, old, 422) == unknown
    await asked_by(rose, watch, code.replace("-", ""), 201)
    assert await asked_by(karim, watch, code, 422) == unknown
    late = await code_shown_by(alice)
    watch.advance(minutes=9, seconds=59)
    fresh = await counsellor(app, watch, "Léa")
    watch.advance(seconds=1)
    assert await asked_by(fresh, watch, late, 422) == unknown


async def test_it_is_taken_as_phones_type_it(app: FastAPI, alice: Person, watch: Watch) -> None:
    rose = await counsellor(app, watch)
    code = await code_shown_by(alice)
    assert await asked_by(rose, watch, "k7mp-3wx", 422) == [("/code", "code")]
    assert await asked_by(rose, watch, "", 422) == [("/code", "code")]
    await asked_by(rose, watch, f" {code.upper().replace('-', ' - ')} ", 201)


async def test_who_is_refused_for_another_reason_may_use_it_again(app: FastAPI, alice: Person, watch: Watch) -> None:
    rose = await counsellor(app, watch)
    code = await code_shown_by(alice)
    past = wish(watch) | {"code": code, "targets": [{"type": "story", "id": "01890000-0000-7000-8000-000000000000"}]}
    assert codes(await rose.ask("POST", "/v1/grant-requests", 422, json=past)) == [("/targets/0/id", "unknown_target")]
    await asked_by(rose, watch, code, 201)


async def test_nobody_asks_themself(app: FastAPI, watch: Watch) -> None:
    rose = await counsellor(app, watch)
    assert await asked_by(rose, watch, await code_shown_by(rose), 422) == [("/code", "own_account")]


async def test_codes_are_not_guessed(app: FastAPI, alice: Person, watch: Watch, runtime: Runtime) -> None:
    rose = await counsellor(app, watch)
    for _ in range(10):
        await asked_by(rose, watch, "aaaa-aaaa", 422)
    await asked_by(rose, watch, await code_shown_by(alice), 429)
    rows = await runtime.database.reads.fetch("select code_mac from person_codes where user_id = $1", alice.id)
    assert len(rows[0]["code_mac"]) == 32
