import pytest
from fastapi import FastAPI

from tests.support.people import NOW, Person, sign_in


async def test_a_person_changes_what_they_said_of_themselves(alice: Person) -> None:
    before = await alice.ask("GET", "/v1/me", 200)
    patch = {"locale": "en", "timezone": "Indian/Reunion", "quiet_from": "22:00", "quiet_until": "07:30"}
    after = await alice.ask("PATCH", "/v1/me", 200, json=patch | {"display_name": None, "simple_language": True})
    assert after == before | patch | {
        "display_name": None,
        "simple_language": True,
        "version": before["version"] + 1,
        "updated_at": after["updated_at"],
    }


async def test_an_account_says_when_it_is_to_be_erased(alice: Person) -> None:
    assert (await alice.ask("GET", "/v1/me", 200))["erasure_due_at"] is None
    answer = await alice.ask("POST", "/v1/me/erasure", 202)
    assert (await alice.ask("GET", "/v1/me", 200))["erasure_due_at"] == answer["due_at"]
    await alice.ask("DELETE", "/v1/me/erasure", 204)
    assert (await alice.ask("GET", "/v1/me", 200))["erasure_due_at"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("locale", "de"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../../etc/passwd"),
        ("timezone", "localtime"),
        ("birth_year", 1899),
        ("birth_year", NOW.year + 1),
        ("birth_year", NOW.year),
        ("birth_year", NOW.year - 10),
        ("birth_year", NOW.year - 121),
        ("birth_year", "2009"),
        ("quiet_from", "25:00"),
        ("quiet_from", "7:00"),
        ("quiet_from", 7),
        ("email", "other@example.org"),
        ("avatar_media_id", "01890000-0000-7000-8000-000000000000"),
    ],
)
async def test_what_is_not_valid_names_its_field(alice: Person, field: str, value: object) -> None:
    answer = await alice.ask("PATCH", "/v1/me", 422, json={field: value})
    assert answer["errors"][0]["pointer"] == f"/{field}"


@pytest.mark.parametrize("born", [NOW.year - 11, NOW.year - 120])
async def test_from_the_youngest_to_the_oldest_one_says_ones_year_of_birth(app: FastAPI, born: int) -> None:
    alice = await sign_in(app)
    assert (await alice.ask("PATCH", "/v1/me", 200, json={"birth_year": born}))["birth_year"] == born


async def test_a_stale_change_learns_the_current_state(alice: Person) -> None:
    me = await alice.ask("GET", "/v1/me", 200)
    answer = await alice.ask("PATCH", "/v1/me", 412, json={"locale": "en"}, headers={"If-Match": '"7"'})
    assert answer["current"] == me


@pytest.mark.parametrize("password", ["short", "", "a\0" * 10])
async def test_a_password_is_long_and_clean(alice: Person, password: str) -> None:
    await alice.ask("PUT", "/v1/me/password", 422, json={"password": password})
