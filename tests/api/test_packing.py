"""What is read goes out small, for who can unpack it, and never beside a key."""

import gzip

import httpx
import pytest
from starlette.requests import Request

from app.api.packing import pack, takes_gzip
from app.core.ids import uuid7
from tests.support.documents import published
from tests.support.grants import link_to
from tests.support.people import FULL, Person, capture

PUBLISHED = published()
PLAIN, GZIP = {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip, zstd"}


async def test_lists_and_single_reads_are_packed_for_who_can_unpack_them(alice: Person) -> None:
    for number in range(3):
        experience = await capture(
            alice, FULL | {"title": f"Mur {number}", "text": "Du froid, et des murs droits. " * 20}
        )
    draft = f"/v1/portraits/{uuid7()}"
    await alice.ask(
        "PUT", draft, 201, json={"name": "Stage", "headline": "Apprentie maçonne", "about": "Du froid. " * 99}
    )
    for path in ("/v1/experiences", "/v1/sync", f"/v1/experiences/{experience['id']}", f"{draft}/draft"):
        bare, small = [await alice.client.get(path, headers=headers) for headers in (PLAIN, GZIP)]
        assert ("content-encoding" in bare.headers, small.headers["content-encoding"]) == (False, "gzip")
        assert bare.content == small.content
        assert int(small.headers["content-length"]) < len(bare.content) / 1.5
        assert bare.headers.get("etag") == small.headers.get("etag")
        assert "Accept-Encoding" in bare.headers["vary"]
    operations = [{"op": "put", "type": "experience", "id": str(uuid7()), "data": FULL} for _ in range(3)]
    results = await alice.client.post("/v1/sync", json={"operations": operations}, headers=GZIP)
    assert (results.status_code, results.headers["content-encoding"]) == (200, "gzip")


async def test_pages_of_links_hold_no_address_and_are_packed(alice: Person) -> None:
    grants = [await link_to(alice) for _ in range(3)]
    for path in ("/v1/grants", "/v1/sync?limit=1000"):
        answer = await alice.client.get(path, headers=GZIP)
        assert answer.headers["content-encoding"] == "gzip", path
        assert "dts_" not in answer.text
    for grant in grants:
        assert (await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["url"] == grant["url"]


async def test_what_is_small_or_holds_a_token_is_not(alice: Person) -> None:
    grant = await link_to(alice, label="Pour toute la famille, et pour qui elle veut. " * 4)
    for path in (f"/v1/grants/{grant['id']}", "/v1/frameworks/unknown", "/v1/experiences"):
        assert "content-encoding" not in (await alice.client.get(path, headers=GZIP)).headers, path


def test_its_length_says_little() -> None:
    packings = [pack(b"x" * 2_000) for _ in range(50)]
    assert {gzip.decompress(item) for item in packings} == {b"x" * 2_000}
    assert len({len(item) for item in packings}) > 10


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [("gzip", "gzip"), ("br,gzip;q=0.5", "gzip"), ("br, gzip;q=0", ""), ("gzip; q=0.0, br", ""), ("", "")],
)
def test_who_does_not_want_it_does_not_get_it(accepts: str, encoding: str) -> None:
    request = Request({"type": "http", "headers": [(b"accept-encoding", accepts.encode())]})
    assert takes_gzip(request) is bool(encoding)


async def test_the_document_is_fetched_once(guest: httpx.AsyncClient) -> None:
    bare, small = [await guest.get("/openapi.json", headers=headers) for headers in (PLAIN, GZIP)]
    assert bare.json() == small.json() == PUBLISHED
    assert int(small.headers["content-length"]) * 5 < int(bare.headers["content-length"])
    assert small.headers["cache-control"] == "no-cache"
    answer = await guest.get("/openapi.json", headers={"If-None-Match": small.headers["etag"]})
    assert (answer.status_code, answer.content) == (304, b"")
