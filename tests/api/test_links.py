import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.schemas.links import LinkRead
from tests.factories import NOW, Person, Watch
from tests.granting import FORM, PREVIEW, ROBOT, amend, link_to, revoke, share, token_of
from tests.publishing import begin, publish, rewrite, showing, text
from tests.sending import medium

SOON = (NOW + timedelta(minutes=1)).isoformat()
LATER = (NOW + timedelta(minutes=9)).isoformat()
Ending = Callable[[Person, Watch], Awaitable[str]]


async def read(visitor: httpx.AsyncClient, grant: dict[str, Any], **headers: str) -> httpx.Response:
    return await visitor.get(f"/v1/links/{token_of(grant)}", headers=headers)


async def unlock(visitor: httpx.AsyncClient, grant: dict[str, Any], passcode: str) -> httpx.Response:
    return await visitor.post(f"/v1/links/{token_of(grant)}/unlock", json={"passcode": passcode})


async def photo_of(visitor: httpx.AsyncClient, grant: dict[str, Any]) -> str:
    """Where a reader of that link finds the photo that it begins with."""
    shown = (await read(visitor, grant)).json()
    return str(shown["blocks"][0]["media"]["variants"][0]["url"])


async def today(person: Person, grant: dict[str, Any]) -> dict[str, Any]:
    used = await person.ask("GET", f"/v1/grants/{grant['id']}/accesses", 200)
    (day,) = used["days"] or [{}]
    return {**day, "total": used["total"]}


async def test_a_link_shows_the_story_and_nothing_of_its_owner_but_a_name(
    alice: Person, nobody: httpx.AsyncClient
) -> None:
    grant = await link_to(alice, ends_at=SOON, rights=["view", "comment"], label="Pour Rose")
    answer = await read(nobody, grant)
    shown = LinkRead.model_validate(answer.json(), extra="forbid")
    assert (shown.title, shown.author.display_name, shown.edition) == ("Mon stage", "Alice", 1)
    assert shown.rights == ["view", "comment"]
    assert str(shown.ends_on) == "2026-03-03"
    for secret in (str(alice.id), alice.email, grant["id"], "Rose"):
        assert secret not in answer.text


async def test_what_a_link_shows_is_kept_by_nobody(alice: Person, nobody: httpx.AsyncClient) -> None:
    answer = await read(nobody, await link_to(alice))
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers


async def test_a_link_follows_the_latest_edition_or_keeps_to_one(alice: Person, nobody: httpx.AsyncClient) -> None:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    following, kept = await share(alice, story), await share(alice, story, follow="edition")
    assert [(await read(nobody, one)).json()["title"] for one in (following, kept)] == ["Mon stage", "Mon stage"]
    await rewrite(alice, journal, title="Mieux dit")
    await publish(alice, journal)
    assert [(await read(nobody, one)).json()["title"] for one in (following, kept)] == ["Mieux dit", "Mon stage"]


async def never_was(alice: Person, watch: Watch) -> str:
    return "dts_" + "A" * 32


async def another_kind_of_token(alice: Person, watch: Watch) -> str:
    return alice.refresh_token


async def no_token(alice: Person, watch: Watch) -> str:
    return "%00%FF'\";--"


async def of_a_person(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice)
    return str(grant["id"])


async def revoked(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice)
    await revoke(alice, grant)
    return token_of(grant)


async def revoked_with_a_passcode(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice, passcode="atelier 12")
    await revoke(alice, grant)
    return token_of(grant)


async def expired(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice, ends_at=SOON)
    watch.advance(minutes=1)
    return token_of(grant)


async def expired_with_a_passcode(alice: Person, watch: Watch) -> str:
    grant = await link_to(alice, ends_at=SOON, passcode="atelier 12")
    watch.advance(minutes=1)
    return token_of(grant)


async def not_begun(alice: Person, watch: Watch) -> str:
    return token_of(await link_to(alice, starts_at=SOON))


async def withdrawn(alice: Person, watch: Watch) -> str:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    grant = await share(alice, story)
    await alice.ask("DELETE", f"{journal}/publication", 204, headers={"If-Match": f'"{story["version"]}"'})
    return token_of(grant)


async def withdrawn_and_published_again(alice: Person, watch: Watch) -> str:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    grant = await share(alice, story)
    await alice.ask("DELETE", f"{journal}/publication", 204, headers={"If-Match": f'"{story["version"]}"'})
    await publish(alice, journal)
    return token_of(grant)


ENDINGS: list[Ending] = [
    never_was,
    another_kind_of_token,
    no_token,
    of_a_person,
    revoked,
    revoked_with_a_passcode,
    expired,
    expired_with_a_passcode,
    not_begun,
    withdrawn,
    withdrawn_and_published_again,
]


def neutral(answer: httpx.Response) -> tuple[int, dict[str, str], object]:
    """What tells one answer from another, but for the address that was asked for and the number of the request."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    if answer.headers["content-type"] != "application/problem+json":
        return answer.status_code, headers, answer.text
    del headers["content-length"]
    body = {name: value for name, value in answer.json().items() if name not in {"instance", "request_id"}}
    return answer.status_code, headers, body


@pytest.mark.parametrize("ending", ENDINGS)
async def test_whatever_the_reason_a_link_that_does_not_open_answers_the_same(
    alice: Person, nobody: httpx.AsyncClient, watch: Watch, ending: Ending
) -> None:
    token, unknown = await ending(alice, watch), "dts_" + "B" * 32
    for method, path, options in (
        ("GET", "/v1/links/{}", {}),
        ("POST", "/v1/links/{}/unlock", {"json": {"passcode": "atelier 12"}}),
        ("GET", "/s/{}", {}),
        ("HEAD", "/s/{}", {}),
        ("POST", "/s/{}/unlock", {"content": "passcode=atelier+12", "headers": FORM}),
        ("GET", "/oembed?url=http://test/s/{}", {}),
    ):
        said = neutral(await nobody.request(method, path.format(token), **options))
        assert said == neutral(await nobody.request(method, path.format(unknown), **options)), path
        assert said[0] == 404


async def test_a_link_that_was_used_up_answers_like_one_that_never_was(
    alice: Person, nobody: httpx.AsyncClient
) -> None:
    grant, unknown = await link_to(alice, max_views=1), "dts_" + "B" * 32
    assert (await read(nobody, grant)).status_code == 200
    for path in ("/v1/links/{}", "/s/{}"):
        said = neutral(await nobody.get(path.format(token_of(grant))))
        assert said == neutral(await nobody.get(path.format(unknown)))
    assert (await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["state"] == "exhausted"


async def test_of_fifty_who_open_at_once_a_link_good_for_one_one_does(alice: Person, nobody: httpx.AsyncClient) -> None:
    grant = await link_to(alice, max_views=1)
    paths = [f"/{where}/{token_of(grant)}" for where in ("v1/links", "s")] * 25
    answers = await asyncio.gather(*map(nobody.get, paths))
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 49
    assert await today(alice, grant) == {
        "day": "2026-03-03",
        "opened": 1,
        "by_robots": 0,
        "wrong_passcodes": 0,
        "total": 1,
    }


async def test_openings_are_counted_by_day_and_robots_apart(
    alice: Person, nobody: httpx.AsyncClient, watch: Watch
) -> None:
    grant = await link_to(alice)
    for headers in ({}, {}, ROBOT, PREVIEW):
        assert (await read(nobody, grant, **headers)).status_code == 200
    watch.now = NOW + timedelta(minutes=1)
    assert (await nobody.head(f"/s/{token_of(grant)}")).status_code == 200
    assert (await nobody.get(f"/s/{token_of(grant)}")).status_code == 200
    assert await today(alice, grant) == {
        "day": "2026-03-03",
        "opened": 3,
        "by_robots": 3,
        "wrong_passcodes": 0,
        "total": 3,
    }
    found = await alice.ask("GET", f"/v1/grants/{grant['id']}", 200)
    assert (found["views"], found["last_opened_at"], found["version"]) == (3, "2026-03-03T13:11:00Z", 1)


async def test_days_are_apart_and_the_latest_comes_first(
    alice: Person, nobody: httpx.AsyncClient, watch: Watch, runtime: Runtime
) -> None:
    grant = await link_to(alice)
    watch.now = NOW + timedelta(days=2)
    await read(nobody, grant)
    watch.now = NOW
    await read(nobody, grant)
    used = await alice.ask("GET", f"/v1/grants/{grant['id']}/accesses", 200)
    assert [day["day"] for day in used["days"]] == ["2026-03-05", "2026-03-03"]


async def test_robots_use_up_nothing_and_see_nothing_of_what_counts(alice: Person, nobody: httpx.AsyncClient) -> None:
    grant = await link_to(alice, max_views=1)
    refused = await read(nobody, grant, **ROBOT)
    assert refused.json()["type"] == "/problems/not-for-robots"
    card = await nobody.get(f"/s/{token_of(grant)}", headers=PREVIEW)
    assert card.status_code == 200
    assert "Mon stage" not in refused.text + card.text
    assert (await read(nobody, grant)).status_code == 200
    assert (await today(alice, grant))["by_robots"] == 2


async def test_who_has_a_phone_called_like_a_robot_is_somebody(alice: Person, nobody: httpx.AsyncClient) -> None:
    grant = await link_to(alice)
    await read(nobody, grant, **{"User-Agent": "Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/120 Mobile"})
    assert (await today(alice, grant))["opened"] == 1


async def test_taking_a_link_back_is_effective_at_once_media_included(
    alice: Person, nobody: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    grant = await share(alice, await publish(alice, await begin(alice, showing(photo["id"]))))
    variant = await photo_of(nobody, grant)
    assert (await nobody.get(variant)).status_code == 200
    await revoke(alice, grant)
    assert (await read(nobody, grant)).status_code == 404
    assert (await nobody.get(variant)).status_code == 404


async def test_a_link_opens_the_media_of_its_story_only(
    alice: Person, nobody: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    stories = [await publish(alice, await begin(alice, showing(photo["id"]))) for _ in range(2)]
    urls = [await photo_of(nobody, await share(alice, story)) for story in stories]
    (key, _, _), (_, media, variant) = (url.split("/m/")[1].split("/") for url in urls)
    assert [(await nobody.get(url)).status_code for url in urls] == [200, 200]
    assert (await nobody.get(f"/m/{key}/{media}/{variant}")).status_code == 404
    assert (await nobody.get(f"/m/{key}/{photo['id']}/small")).status_code == 404


async def test_without_its_passcode_a_link_says_nothing(alice: Person, nobody: httpx.AsyncClient) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    answer = await read(nobody, grant)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/passcode-required")
    assert set(answer.json()) == {"type", "title", "status", "instance", "request_id"}
    assert await today(alice, grant) == {"total": 0}


async def test_the_passcode_opens_and_counts_once(alice: Person, nobody: httpx.AsyncClient) -> None:
    grant = await link_to(alice, passcode="Atelier e\u0301te\u0301 12", max_views=1)
    answer = await unlock(nobody, grant, "Atelier été 12")
    assert answer.json()["title"] == "Mon stage"
    assert "set-cookie" not in answer.headers
    assert (await today(alice, grant))["opened"] == 1
    assert (await unlock(nobody, grant, "Atelier été 12")).json()["type"] == "/problems/link-gone"


async def test_a_link_without_a_passcode_needs_none(alice: Person, nobody: httpx.AsyncClient) -> None:
    assert (await unlock(nobody, await link_to(alice), "whatever")).status_code == 200


async def test_wrong_passcodes_are_counted_and_limited_for_a_while(
    alice: Person, nobody: httpx.AsyncClient, watch: Watch
) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    answers = [await unlock(nobody, grant, f"atelier {n}") for n in range(10)]
    assert {answer.json()["type"] for answer in answers} == {"/problems/wrong-passcode"}
    refused = await unlock(nobody, grant, "atelier 12")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "900")
    page = await nobody.post(f"/s/{token_of(grant)}/unlock", content="passcode=atelier+12", headers=FORM)
    assert (page.status_code, page.headers["retry-after"]) == (429, "900")
    assert (await today(alice, grant))["wrong_passcodes"] == 10
    watch.advance(minutes=15)
    assert (await unlock(nobody, grant, "atelier 12")).status_code == 200


async def test_a_class_that_has_the_passcode_is_not_locked_out(alice: Person, nobody: httpx.AsyncClient) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    for _ in range(12):
        assert (await unlock(nobody, grant, "atelier 12")).status_code == 200


async def test_who_has_the_passcode_gives_no_more_tries_to_who_has_not(
    alice: Person, nobody: httpx.AsyncClient
) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    for _ in range(5):
        await unlock(nobody, grant, "wrong")
        await unlock(nobody, grant, "wrong")
        assert (await unlock(nobody, grant, "atelier 12")).status_code in {200, 429}
    assert (await unlock(nobody, grant, "wrong")).status_code == 429


async def test_a_new_passcode_shuts_out_who_had_opened_it_before(
    alice: Person, nobody: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    grant = await share(alice, await publish(alice, await begin(alice, showing(photo["id"]))))
    before = await photo_of(nobody, grant)
    changed = await amend(alice, grant, passcode="atelier 12")
    assert (await read(nobody, grant)).status_code == 401
    assert (await nobody.get(before)).status_code == 404
    after = (await unlock(nobody, grant, "atelier 12")).json()["blocks"][0]["media"]["variants"][0]["url"]
    assert (await nobody.get(after)).status_code == 200
    await amend(alice, changed, passcode=None)
    assert (await read(nobody, grant)).status_code == 200


async def test_what_is_changed_about_a_link_is_shown_at_once(alice: Person, nobody: httpx.AsyncClient) -> None:
    grant = await link_to(alice)
    assert (await read(nobody, grant)).json()["ends_at"] is None
    await amend(alice, grant, ends_at=LATER, rights=["view", "download"])
    shown = (await read(nobody, grant)).json()
    assert (shown["ends_at"], shown["rights"]) == ("2026-03-03T13:19:00Z", ["view", "download"])


async def test_an_open_link_has_a_card_for_other_sites(
    alice: Person, nobody: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    story = await publish(alice, await begin(alice, text(), cover_media_id=photo["id"]))
    grant = await share(alice, story)
    card = (await nobody.get("/oembed", params={"url": grant["url"], "format": "json", "maxwidth": 700})).json()
    assert (card["type"], card["version"], card["title"], card["author_name"]) == ("link", "1.0", "Mon stage", "Alice")
    assert card["thumbnail_width"] <= 700
    assert (await nobody.get(card["thumbnail_url"])).status_code == 200
    assert (await today(alice, grant))["opened"] == 0
    bare = (await nobody.get("/oembed", params={"url": f"{(await link_to(alice))['url']}?lang=en"})).json()
    assert not [name for name in bare if name.startswith("thumbnail")]


@pytest.mark.parametrize("terms", [{"passcode": "atelier 12"}, {"max_views": 5}])
async def test_a_link_that_is_not_open_to_everybody_has_no_card(
    alice: Person, nobody: httpx.AsyncClient, terms: dict[str, Any]
) -> None:
    grant = await link_to(alice, **terms)
    answer = await nobody.get("/oembed", params={"url": grant["url"]})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/link-gone")


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example/s/{}", "http://test.example/s/{}", "http://test/m/{}", "{}"]
)
async def test_there_is_no_card_for_what_is_not_a_link_of_ours(
    alice: Person, nobody: httpx.AsyncClient, where: str
) -> None:
    url = where.format(token_of(await link_to(alice)))
    assert (await nobody.get("/oembed", params={"url": url})).status_code == 404


async def test_a_link_can_be_read_a_second_time_from_what_was_kept(
    alice: Person, nobody: httpx.AsyncClient, app: FastAPI
) -> None:
    grant = await link_to(alice)
    first, second = await read(nobody, grant), await read(nobody, grant)
    assert first.content == second.content
    assert (await today(alice, grant))["opened"] == 2
