from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.settings import S3Settings
from app.core.uow import Runtime
from tests.support import stories
from tests.support.people import Person, Watch, capture, sign_in, work_off
from tests.support.storage import MemoryStore
from tests.support.stories import begin, give, publish, rewrite, showing, text
from tests.support.uploads import medium


def address_of(shown: Any, name: str = "small") -> str:
    return str(next(variant["url"] for variant in shown["variants"] if variant["name"] == name))


def shown_in(story: Any) -> Any:
    return next(block["media"] for block in (story.get("content") or story)["blocks"] if block["kind"] == "media")


async def status_of(client: httpx.AsyncClient, url: str) -> int:
    return (await client.head(url)).status_code


async def photo(runtime: Runtime, person: Person) -> Any:
    """One that is ready, without the bytes, which `HEAD` does not touch."""
    return await person.ask("GET", f"/v1/media/{await stories.medium(runtime, person)}", 200)


async def test_a_variant_is_fetched_without_signing_in_again(
    runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    picture = await medium(runtime, alice)
    answer = await guest.get(address_of(picture))
    assert answer.status_code == 200
    assert answer.headers["content-type"] in {"image/webp", "image/avif", "image/jpeg"}
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["content-disposition"] == "inline"
    assert int(answer.headers["content-length"]) == len(answer.content) > 1000
    head = await guest.head(address_of(picture))
    assert (head.status_code, head.content) == (200, b"")
    header_names = ("etag", "content-length", "content-type", "accept-ranges")
    assert [head.headers[name] for name in header_names] == [answer.headers[name] for name in header_names]


async def test_what_is_not_in_storage_is_not_found(runtime: Runtime, alice: Person, guest: httpx.AsyncClient) -> None:
    """Swept since we looked, or missing after a restore."""
    answer = await guest.get(address_of(await photo(runtime, alice)))
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/media-not-found")


async def test_who_has_it_already_gets_304(runtime: Runtime, alice: Person, guest: httpx.AsyncClient) -> None:
    url = address_of(await medium(runtime, alice))
    etag = (await guest.get(url)).headers["etag"]
    for etags in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = await guest.get(url, headers={"If-None-Match": etags})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert (await guest.get(url, headers={"If-None-Match": '"x"'})).status_code == 200


async def test_parts_of_it_are_given_when_asked_for(runtime: Runtime, alice: Person, guest: httpx.AsyncClient) -> None:
    url = address_of(await medium(runtime, alice), "thumb")
    whole = await guest.get(url)
    size, etag = len(whole.content), whole.headers["etag"]
    for byte_range, part in (
        ("bytes=10-19", slice(10, 20)),
        ("bytes=10-", slice(10, None)),
        ("bytes=-7", slice(-7, None)),
    ):
        answer = await guest.get(url, headers={"Range": byte_range, "If-Range": etag})
        first, content = part.start % size, whole.content[part]
        assert (answer.status_code, answer.content) == (206, content)
        assert answer.headers["content-range"] == f"bytes {first}-{first + len(content) - 1}/{size}"
        assert answer.headers["content-length"] == str(len(content))
    response = await guest.get(url, headers={"Range": "bytes=10-19", "If-Range": '"another"'})
    assert (response.status_code, response.content) == (200, whole.content)
    beyond = await guest.get(url, headers={"Range": "bytes=99999999-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert beyond.json()["type"] == "/problems/out-of-range"


async def test_an_address_ends_with_the_session_it_was_given_to(
    app: FastAPI, runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    picture = await photo(runtime, alice)
    person = await sign_in(app, email=alice.email)
    other_address = address_of(await person.ask("GET", f"/v1/media/{picture['id']}", 200))
    assert other_address != address_of(picture)
    await person.ask("DELETE", "/v1/sessions/current", 204)
    assert await status_of(guest, other_address) == 404
    assert await status_of(guest, address_of(picture)) == 200


async def test_a_key_opens_ones_own_media_only(
    runtime: Runtime, alice: Person, bob: Person, guest: httpx.AsyncClient
) -> None:
    her_picture, his_picture = await photo(runtime, alice), await photo(runtime, bob)
    for url in (
        address_of(her_picture).replace(her_picture["id"], his_picture["id"]),
        address_of(her_picture).replace("/small", "/original"),
        address_of(her_picture).replace("/m/", "/m/x"),
        f"/m/x/{her_picture['id']}/small",
    ):
        answer = await guest.get(url)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/media-not-found")


@pytest.mark.parametrize("path", ["/m/é/{id}/small", "/m/x/1/small", "/m/x/{id}/..", "/m/x/{id}/%00", "/m/x/{id}/A"])
async def test_what_is_no_address_opens_nothing(guest: httpx.AsyncClient, path: str) -> None:
    answer = await guest.get(path.format(id="01890000-0000-7000-8000-000000000000"))
    assert answer.status_code in {404, 422}


async def test_a_page_of_experiences_carries_addresses_that_work(
    runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    picture = await photo(runtime, alice)
    await capture(alice, {"media": [picture["id"]]})
    [cited_medium] = (await alice.ask("GET", "/v1/experiences", 200))["items"][0]["media"]
    assert cited_medium["variants"] == [variant["name"] for variant in picture["variants"]]
    for variant in picture["variants"]:  # the session's template gives the very addresses
        assert alice.address_of(cited_medium | {"variants": [variant["name"]]}) == variant["url"]
    assert await status_of(guest, alice.address_of(cited_medium)) == 200


async def test_what_an_edition_shows_outlives_its_original(
    runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    picture = await medium(runtime, alice)
    path = await begin(alice, text(), showing(picture["id"]))
    url = address_of(shown_in(await publish(alice, path)))
    await rewrite(alice, path, blocks=[text()])
    await alice.ask("DELETE", f"/v1/media/{picture['id']}", 204, headers={"If-Match": f'"{picture["version"]}"'})
    await work_off(runtime)
    assert await status_of(guest, address_of(picture)) == 404
    assert (await guest.get(url)).status_code == 200


async def link_to(alice: Person, story: Any, **terms: object) -> Any:
    body = {"target": {"type": "story", "id": story["id"]}, "audience": {"type": "link"}, "purpose": "personal"}
    return await alice.ask("POST", "/v1/grants", 201, json=body | terms)


async def opened(guest: httpx.AsyncClient, grant: Any) -> str:
    token = grant["url"].rpartition("/")[2]
    answer = await guest.get(f"/v1/links/{token}")
    assert answer.status_code == 200, answer.text
    return address_of(shown_in(answer.json()["content"]))


async def test_a_link_opens_its_media_until_it_is_revoked(
    runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    picture = await photo(runtime, alice)
    story = await publish(alice, await begin(alice, text(), showing(picture["id"])))
    grant = await link_to(alice, story)
    url = await opened(guest, grant)
    assert await status_of(guest, url) == 200
    await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers={"If-Match": f'"{grant["version"]}"'})
    assert await status_of(guest, url) == 404


async def test_a_link_opens_its_media_until_it_expires(
    runtime: Runtime, alice: Person, guest: httpx.AsyncClient, watch: Watch
) -> None:
    picture = await photo(runtime, alice)
    story = await publish(alice, await begin(alice, text(), showing(picture["id"])))
    url = await opened(guest, await link_to(alice, story, ends_at="2026-03-04T13:10:00.000Z"))
    watch.advance(hours=23, minutes=59)
    assert await status_of(guest, url) == 200
    watch.advance(minutes=1)
    assert await status_of(guest, url) == 404


async def test_a_story_that_is_withdrawn_takes_its_media_along(
    runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    picture = await photo(runtime, alice)
    path = await begin(alice, text(), showing(picture["id"]))
    story = await publish(alice, path)
    url = await opened(guest, await link_to(alice, story))
    await alice.ask("DELETE", f"{path}/publication", 204)
    assert await status_of(guest, url) == 404


async def test_what_the_latest_edition_left_out_is_gone_for_who_follows_it(
    runtime: Runtime, alice: Person, bob: Person, guest: httpx.AsyncClient, watch: Watch
) -> None:
    picture = await photo(runtime, alice)
    path = await begin(alice, text(), showing(picture["id"]))
    story = await publish(alice, path)
    await give(runtime, story, alice, bob)
    url = address_of(shown_in(await bob.ask("GET", f"/v1/stories/{story['id']}", 200)))
    assert await status_of(guest, url) == 200
    watch.advance(minutes=1)
    await rewrite(alice, path, blocks=[text()])
    await publish(alice, path)
    assert await status_of(guest, url) == 404
    own = address_of(shown_in(await alice.ask("GET", f"/v1/stories/{story['id']}/editions/1", 200)))
    assert await status_of(guest, own) == 200


async def test_storage_that_readers_reach_gives_media_out_itself(
    app: FastAPI, runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    picture = await photo(runtime, alice)
    assert isinstance(runtime.settings.s3, S3Settings)
    reached = runtime.settings.s3.model_copy(update={"public_url": "https://storage.example"})
    app.state.runtime = replace(
        runtime, settings=runtime.settings.model_copy(update={"s3": reached}), objects=MemoryStore()
    )
    first, second = [await guest.get(address_of(picture)) for _ in range(2)]
    assert (first.status_code, first.headers["cache-control"]) == (302, "private, max-age=120")
    assert first.headers["location"].startswith("https://storage.example/")
    assert "?300&" in first.headers["location"]
    assert second.headers["location"] == first.headers["location"]  # signing costs
    answer = await guest.get(address_of(picture), headers={"If-None-Match": first.headers["etag"]})
    assert answer.status_code == 304
    await alice.ask("DELETE", "/v1/sessions/current", 204)
    assert await status_of(guest, address_of(picture)) == 404


async def test_storage_that_is_away_is_said_to_be(
    app: FastAPI, runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    picture = await photo(runtime, alice)
    app.state.runtime = replace(runtime, objects=MemoryStore(failures=2))
    answer = await guest.get(address_of(picture))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.headers["content-type"] == "application/problem+json"
