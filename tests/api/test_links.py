import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.gathered import GatheredQuestions, GatheredWrites
from app.core.uow import Runtime
from app.schemas.links import StoryLinkRead
from app.services.sharing.links import SAME_VISIT
from tests.support.grants import (
    PREVIEW,
    ROBOT,
    amend,
    link_to,
    photo_of,
    read,
    revoke,
    share,
    today,
    token_of,
    told,
)
from tests.support.people import NOW, Person, Watch
from tests.support.severing import severed, through
from tests.support.stories import begin, publish, rewrite, showing, text
from tests.support.uploads import medium

SOON = (NOW + timedelta(minutes=1)).isoformat()
LATER = (NOW + timedelta(minutes=9)).isoformat()


async def test_a_link_shows_the_story_and_nothing_of_its_owner_but_a_name(
    alice: Person, guest: httpx.AsyncClient
) -> None:
    grant = await link_to(alice, ends_at=SOON, rights=["view", "comment"], label="Pour Rose")
    answer = await read(guest, grant)
    shown = StoryLinkRead.model_validate(answer.json(), extra="forbid")
    content = shown.content
    assert (content.title, content.author.display_name, content.edition) == ("Mon stage", "Alice", 1)
    assert shown.rights == ["view", "comment"]
    assert str(shown.ends_on) == "2026-03-03"
    for secret in (str(alice.id), alice.email, grant["id"], "Rose"):
        assert secret not in answer.text


async def test_what_a_link_shows_is_kept_by_nobody(alice: Person, guest: httpx.AsyncClient) -> None:
    answer = await read(guest, await link_to(alice))
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers


async def test_a_link_follows_the_latest_edition_or_keeps_to_one(alice: Person, guest: httpx.AsyncClient) -> None:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    following, link = await share(alice, story), await share(alice, story, follow="edition")
    assert [(await read(guest, item)).json()["content"]["title"] for item in (following, link)] == [
        "Mon stage",
        "Mon stage",
    ]
    await rewrite(alice, journal, title="Mieux dit")
    await publish(alice, journal)
    assert [(await read(guest, item)).json()["content"]["title"] for item in (following, link)] == [
        "Mieux dit",
        "Mon stage",
    ]


async def test_of_fifty_who_open_at_once_a_link_good_for_one_one_does(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice, max_views=1)
    paths = [f"/{where}/{token_of(grant)}" for where in ("v1/links", "s")] * 25
    answers = await asyncio.gather(*map(guest.get, paths))
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 49
    assert await today(alice, grant) == {
        "day": "2026-03-03",
        "opened": 1,
        "by_robots": 0,
        "wrong_passcodes": 0,
        "total": 1,
    }


async def test_openings_are_counted_by_day_and_robots_apart(
    alice: Person, guest: httpx.AsyncClient, watch: Watch
) -> None:
    grant = await link_to(alice)
    for headers in ({}, {}, ROBOT, PREVIEW):
        assert (await read(guest, grant, **headers)).status_code == 200
    watch.now = NOW + timedelta(minutes=1)
    assert (await guest.head(f"/s/{token_of(grant)}")).status_code == 200
    assert (await guest.get(f"/s/{token_of(grant)}")).status_code == 200
    assert await today(alice, grant) == {
        "day": "2026-03-03",
        "opened": 3,
        "by_robots": 3,
        "wrong_passcodes": 0,
        "total": 3,
    }
    answer = await alice.ask("GET", f"/v1/grants/{grant['id']}", 200)
    assert (answer["views"], answer["last_opened_at"], answer["version"]) == (3, "2026-03-03T13:11:00.000Z", 1)


async def test_who_open_links_at_once_are_counted_together_and_each_of_them(
    app: FastAPI, runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    """Counting is a row for each link: not a statement, a lock and a place in the log for each opening."""
    links, sizes = [await link_to(alice), await link_to(alice)], []
    fetch = runtime.database.counts.fetch

    async def count(query: str, *columns: list[object]) -> object:
        sizes.append(len(columns[0]))
        return await fetch(query, *columns)

    writes = GatheredWrites(count)
    app.state.runtime = replace(runtime, database=replace(runtime.database, gathered_counts=writes))
    paths = [f"/{where}/{token_of(grant)}" for where in ("v1/links", "s") for grant in links] * 10
    robots = [f"/v1/links/{token_of(links[0])}"] * 5
    answers = await asyncio.gather(*map(guest.get, paths), *(guest.get(path, headers=ROBOT) for path in robots))
    assert {answer.status_code for answer in answers} == {200}
    await writes.close()  # as when the process ends
    for grant, by_robots in zip(links, (5, 0), strict=True):
        day = await today(alice, grant)
        assert (day["opened"], day["by_robots"]) == (20, by_robots)
        opened = await alice.ask("GET", f"/v1/grants/{grant['id']}", 200)
        assert (opened["views"], opened["last_opened_at"]) == (20, "2026-03-03T13:10:00.000Z")
    assert sum(sizes) == 45
    assert len(sizes) < 45 / 3
    query = "select relname from pg_class where reloptions @> '{fillfactor=85}'"  # beside the row it was
    assert {row["relname"] for row in await runtime.database.reads.fetch(query)} == {"grants", "link_days"}


async def test_links_that_nobody_has_opened_yet_are_read_together_and_each_shows_its_own(
    app: FastAPI, runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    story, sizes = await told(alice), []
    ends = [(NOW + timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:00.000Z") for n in range(10, 22)]
    links = [await share(alice, story, ends_at=end) for end in ends]
    fetch = runtime.database.reads.fetch

    async def count(query: str, *columns: list[object]) -> Any:
        sizes.append(len(columns[0]))
        return await fetch(query, *columns)

    reads = GatheredQuestions(count)
    app.state.runtime = replace(runtime, database=replace(runtime.database, gathered_reads=reads))
    answers = await asyncio.gather(*(read(guest, grant) for grant in links))
    assert [answer.json()["ends_at"] for answer in answers] == ends
    assert (sum(sizes), len(sizes) <= len(links) / 3) == (len(links), True)


async def test_days_are_apart_and_the_latest_comes_first(
    alice: Person, guest: httpx.AsyncClient, watch: Watch, runtime: Runtime
) -> None:
    grant = await link_to(alice)
    watch.now = NOW + timedelta(days=2)
    await read(guest, grant)
    watch.now = NOW
    await read(guest, grant)
    used = await alice.ask("GET", f"/v1/grants/{grant['id']}/accesses", 200)
    assert [day["day"] for day in used["days"]] == ["2026-03-05", "2026-03-03"]


async def test_a_link_whose_answer_is_lost_was_opened_once_and_says_when_to_come_back(
    app: FastAPI, runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    grant = await link_to(alice, max_views=2)
    async with severed(runtime, b"Mon stage") as database:
        app.state.runtime = through(runtime, database)
        answer = await read(guest, grant)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert (await read(guest, grant)).status_code == 200
    assert (await today(alice, grant))["opened"] == 2


async def test_robots_use_up_nothing_and_see_nothing_of_what_counts(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice, max_views=1)
    content = await read(guest, grant, **ROBOT)
    assert content.json()["type"] == "/problems/not-for-robots"
    card = await guest.get(f"/s/{token_of(grant)}", headers=PREVIEW)
    assert card.status_code == 200
    assert "Mon stage" not in content.text + card.text
    assert (await read(guest, grant)).status_code == 200
    assert (await today(alice, grant))["by_robots"] == 2


async def test_robots_do_not_see_what_was_kept_of_a_link_that_counts(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice, max_views=3)
    for path in (f"/v1/links/{token_of(grant)}", f"/s/{token_of(grant)}"):
        assert "Mon stage" in (await guest.get(path)).text
        assert "Mon stage" not in (await guest.get(path, headers=ROBOT)).text
    day = await today(alice, grant)
    assert (day["opened"], day["by_robots"]) == (2, 2)


async def test_who_has_a_phone_called_like_a_robot_is_somebody(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice)
    await read(guest, grant, **{"User-Agent": "Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/120 Mobile"})
    assert (await today(alice, grant))["opened"] == 1


@pytest.mark.slow
async def test_taking_a_link_back_is_effective_at_once_media_included(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    grant = await share(alice, await publish(alice, await begin(alice, showing(photo["id"]))))
    variant = await photo_of(guest, grant)
    assert (await guest.get(variant)).status_code == 200
    await revoke(alice, grant)
    assert (await read(guest, grant)).status_code == 404
    assert (await guest.get(variant)).status_code == 404


@pytest.mark.slow
async def test_a_link_opens_the_media_of_its_story_only(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    stories = [await publish(alice, await begin(alice, showing(photo["id"]))) for _ in range(2)]
    urls = [await photo_of(guest, await share(alice, story)) for story in stories]
    (key, _, _), (_, media, variant) = (url.split("/m/")[1].split("/") for url in urls)
    assert [(await guest.get(url)).status_code for url in urls] == [200, 200]
    assert (await guest.get(f"/m/{key}/{media}/{variant}")).status_code == 404
    assert (await guest.get(f"/m/{key}/{photo['id']}/small")).status_code == 404


async def test_what_is_changed_about_a_link_is_shown_at_once(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice)
    assert (await read(guest, grant)).json()["ends_at"] is None
    await amend(alice, grant, ends_at=LATER, rights=["view", "download"])
    document = (await read(guest, grant)).json()
    assert (document["ends_at"], document["rights"]) == ("2026-03-03T13:19:00.000Z", ["view", "download"])


async def test_a_link_can_be_read_a_second_time_from_what_was_kept(
    alice: Person, guest: httpx.AsyncClient, app: FastAPI
) -> None:
    grant = await link_to(alice)
    first, second = await read(guest, grant), await read(guest, grant)
    assert first.content == second.content
    assert (await today(alice, grant))["opened"] == 2


async def test_a_reader_who_lost_the_answer_opens_a_link_once(
    alice: Person, guest: httpx.AsyncClient, watch: Watch
) -> None:
    grant = await link_to(alice, max_views=2)
    path, first, second = f"/v1/links/{token_of(grant)}", {"Idempotency-Key": "a1"}, {"Idempotency-Key": "b2"}
    answers = [await guest.get(path, headers=first) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[1].json() == answers[0].json()
    assert (await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["views"] == 1
    assert [(await guest.get(path, headers=second)).status_code for _ in range(2)] == [200, 200]
    assert (await guest.get(path, headers={"Idempotency-Key": "c3"})).status_code == 404
    assert (await guest.get(path, headers={"Idempotency-Key": "c3"})).status_code == 404  # what was refused stays so
    assert (await guest.get(path)).status_code == 404
    assert (await guest.get(path, headers=second)).status_code == 200
    watch.advance(seconds=SAME_VISIT.window.total_seconds() + 1)
    assert (await guest.get(path, headers=second)).status_code == 404
    assert (await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["views"] == 2


async def test_a_reader_who_lost_the_answer_to_a_passcode_opens_it_once(
    alice: Person, guest: httpx.AsyncClient
) -> None:
    grant = await link_to(alice, max_views=1, passcode="atelier 12")
    path, headers = f"/v1/links/{token_of(grant)}/unlock", {"Idempotency-Key": "a1"}
    body, wrong = {"passcode": "atelier 12"}, {"passcode": "atelier 13"}
    assert [(await guest.post(path, json=body, headers=headers)).status_code for _ in range(2)] == [200, 200]
    assert (await guest.post(path, json=wrong, headers=headers)).status_code == 403
    assert (await guest.post(path, json=body)).status_code == 404
    assert (await guest.get(f"/v1/links/{token_of(grant)}", headers=headers)).status_code == 403
