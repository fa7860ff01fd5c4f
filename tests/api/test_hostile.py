"""Whatever is sent, the answer is a problem that says what was wrong, and never a 500."""

import base64
import json

import httpx
import pytest

from app.core.cursors import owner_of
from app.core.ids import uuid7
from tests.support.people import BARE, Person

JSON = {"Content-Type": "application/json"}
KNOWN = str(uuid7())


def body(**members: object) -> bytes:
    return json.dumps(BARE | members).encode()


MALFORMED = {
    "nothing": b"",
    "cut": b'{"lived_at":',
    "not utf-8": b'{"title":"\xff"}',
    "utf-16": json.dumps(BARE).encode("utf-16"),
    "duplicate key": b'{"title":"a","title":"b"}',
    "NaN": b'{"lat":NaN}',
    "Infinity": b'{"lat":-Infinity}',
    "1e400": b'{"lat":1e400}',
    "5000 digits": b'{"feeling":' + b"9" * 5000 + b"}",
    "33 deep": b"[" * 33 + b"]" * 33,
    "100000 deep": b"[" * 100_000 + b"]" * 100_000,
}
INVALID = {
    "not an object": b"[]",
    "NUL": body(title="a\0b"),
    "lone surrogate": body(title="\ud800"),
    "surrogate as key": body(**{"\udfff": 1}),
    "escape": body(tags=["\x1b[31m"]),
    "unknown field": body(author_id="me"),
    "empty title": body(title=""),
    "blank title": body(title=" \u00a0\t"),
    "blank text": body(text=" \n \n"),
    "blank tag": body(tags=[" "]),
    "blank person": body(people=["Inès", " "]),
    "nothing but marks of direction": body(title="\u202e\u200f"),
    "long title": body(title="a" * 201),
    "too many tags": body(tags=[str(n) for n in range(31)]),
    "int > int64": body(feeling=2**63),
    "bool as int": body(feeling=True),
    "text as float": body(place={"label": "a", "lat": "47.9"}),
    "off the globe": body(place={"label": "a", "lat": 90.5}),
    "year 1": body(lived_at="0001-01-01T00:00:00+14:00"),
    "year 9999": body(lived_at="9999-12-31T23:59:59-14:00"),
    "no offset": body(lived_at="2026-01-01T00:00:00"),
    "epoch": body(lived_at=1767225600),
    "epoch as text": body(lived_at="1767225600"),
    "unknown media": body(media=[str(uuid7())]),
    "unknown skill": body(skills=[str(uuid7())]),
    "same media twice": body(media=[KNOWN] * 2),
    "media with more": body(media=[{"id": KNOWN, "kind": "photo"}]),
    "ends before it begins": body(lived_until="2026-01-01T00:00:00.000Z"),
    "year out of time by its offset": body(lived_at="2199-12-31T23:59:59-14:00"),
    "ends before 1900": body(lived_at="1900-01-01T00:00:00+14:00"),
    "offset out of the world": body(utc_offset=841),
    "arabic digits": body(lived_at="٢٠٢٦-01-01T00:00:00.000Z"),
}
QUERIES = [
    "limit=-1",
    "limit=101",
    "limit=1e9",
    "q=a%00b",
    "q=",
    "context=none",
    "unknown=1",
    "from=2026-13-01",
    "from=hier",
    "to=0001-01-01",
    "state=all",
    "skill_id=1",
    "cursor=" + "a" * 501,
]


def check(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
async def test_what_is_not_json_is_400(alice: Person, content: bytes) -> None:
    check(await alice.client.put(f"/v1/experiences/{uuid7()}", content=content, headers=JSON), 400)


@pytest.mark.parametrize("content", INVALID.values(), ids=INVALID)
async def test_what_is_not_valid_is_422(alice: Person, content: bytes) -> None:
    answer = await alice.client.put(f"/v1/experiences/{uuid7()}", content=content, headers=JSON)
    check(answer, 422)
    assert all({"pointer", "code", "message"} <= set(error) for error in answer.json()["errors"])


async def test_marks_that_nobody_sees_are_left_out(alice: Person) -> None:
    path, words = f"/v1/experiences/{uuid7()}", "\ufeff\u202bשלום\u200f \u2068ok\u2069\u061c\u202e!"
    answer = await alice.ask("PUT", path, 201, json=BARE | {"title": words, "tags": ["\u200eété"]})
    assert (answer["title"], answer["tags"]) == ("שלום ok!", ["été"])
    assert await alice.ask("PUT", path, 200, json=BARE | {"title": words, "tags": ["\u200eété"]}) == answer
    assert await alice.ask("PUT", path, 200, json=BARE | {"title": answer["title"], "tags": ["été"]}) == answer


async def test_blanks_at_the_ends_are_left_out(alice: Person) -> None:
    blank_body = {"title": " Un mur  ", "text": "\n  \n  Vers un\n  vers deux \n\n", "people": ["Inès "]}
    path, tags = f"/v1/experiences/{uuid7()}", ["été", " ÉTÉ", "chantier", "été"]
    answer = await alice.ask("PUT", path, 201, json=BARE | blank_body | {"tags": tags})
    assert (answer["title"], answer["text"], answer["people"]) == ("Un mur", "  Vers un\n  vers deux", ["Inès"])
    assert answer["tags"] == ["été", "chantier"]
    for body in ({"title": "  "}, {"title": "\u200e "}):
        problem = await alice.ask("PUT", f"/v1/journals/{uuid7()}", 422, json=body)
        assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [("/title", "too_short")]


@pytest.mark.parametrize("query", QUERIES)
async def test_what_is_not_a_query_of_ours_is_422(alice: Person, query: str) -> None:
    answer = await alice.client.get(f"/v1/experiences?{query}")
    check(answer, 422)
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{query.partition('=')[0]}"]


async def test_refusals_that_no_handler_makes_are_problems_too(alice: Person) -> None:
    path = f"/v1/experiences/{uuid7()}"
    check(await alice.client.get("/v1/nowhere%00"), 404)
    check(await alice.client.get("/v1/experiences/%00"), 422)
    check(await alice.client.post(path, json=BARE), 405)
    check(await alice.client.put(path, content=body(), headers={"Content-Type": "text/plain"}), 415)
    check(await alice.client.put(path, content=b" " * 1_000_001, headers=JSON), 413)
    check(await alice.client.put(path, json=BARE, headers={"If-Match": "W/1"}), 422)


@pytest.mark.parametrize("value", [5, None, ["a"], {}, "\ud800", "9" * 25])
async def test_a_cursor_that_somebody_wrote_is_400(alice: Person, value: object) -> None:
    for path, *before in (("experiences", "2026-01-01T00:00:00.000Z"), ("notifications",), ("devices",)):
        held = [owner_of(alice.id.bytes, []), *before, value]
        cursor = base64.urlsafe_b64encode(json.dumps(held).encode()).decode()
        answer = await alice.client.get(f"/v1/{path}", params={"cursor": cursor})
        check(answer, 400)
        assert answer.json()["type"] == "/problems/invalid-cursor"
