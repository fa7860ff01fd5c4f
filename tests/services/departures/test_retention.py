from collections.abc import Mapping
from uuid import UUID

import pytest

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.jobs import Job
from app.core.uow import Runtime
from app.models.sessions import IDLE_LIFE
from app.services.departures import experience_bin
from app.services.departures.experience_bin import EmptyBin
from app.services.departures.retention import EndIdleSessions, ForgetExpired, ForgetJobNotes, ForgetTombstones
from app.tasks import HANDLERS
from tests.support.grants import open_to
from tests.support.people import BARE, NOW, Person, Watch, capture

PHOTO = {"kind": "photo", "content_type": "image/jpeg", "size": 9, "sha256": "0" * 64}
FIRST_VERSION = {"If-Match": '"1"'}


async def run(runtime: Runtime, job: Job) -> None:
    async with runtime.work(SYSTEM) as uow:
        await HANDLERS[type(job)](uow, job)


async def count(runtime: Runtime, query: str, *values: object) -> int:
    return int((await runtime.database.reads.fetch(f"select count(*) from {query}", *values))[0][0])  # noqa: S608  the test's own


async def throw_away(person: Person, body: Mapping[str, object] = BARE) -> str:
    experience_id: str = (await capture(person, body))["id"]
    await person.ask("DELETE", f"/v1/experiences/{experience_id}", 204, headers=FIRST_VERSION)
    return experience_id


async def test_the_bin_is_emptied_after_thirty_days_and_not_before(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    moment, id_in_bin = await capture(alice), await throw_away(alice)
    cursor = (await alice.ask("GET", "/v1/sync", 200, params={"limit": "1"}))["next_cursor"]
    for days, count_of_rows in ((29.9, 1), (30, 0)):
        watch.now = NOW
        watch.advance(days=days)
        await run(runtime, EmptyBin())
        assert await count(runtime, "experiences where id = $1", UUID(id_in_bin)) == count_of_rows
    watch.now = NOW
    await alice.ask("PUT", f"/v1/experiences/{id_in_bin}/restoration", 404)
    assert (await alice.ask("GET", "/v1/experiences?state=trashed", 200))["items"] == []
    assert await alice.ask("GET", f"/v1/experiences/{moment['id']}", 200) == moment
    await alice.ask("GET", "/v1/sync", 200, params={"cursor": cursor})
    tombstone = "changes where entity_id = $1 and deleted"
    assert await count(runtime, tombstone, UUID(id_in_bin)) == 1  # for the phones that do not know yet


async def test_media_go_with_the_last_thing_that_shows_them(alice: Person, runtime: Runtime, watch: Watch) -> None:
    lonely, common, unshown = (str(uuid7()) for _ in range(3))
    for item in (lonely, common, unshown):
        await alice.ask("PUT", f"/v1/media/{item}", 201, json=PHOTO)
    await capture(alice, BARE | {"media": [common]})
    await throw_away(alice, BARE | {"media": [lonely, common]})
    cursor = (await alice.ask("GET", "/v1/sync?types=media", 200))["next_cursor"]
    watch.advance(days=31)
    await run(runtime, EmptyBin())
    watch.now = NOW
    assert {item["id"] for item in (await alice.ask("GET", "/v1/media", 200))["items"]} == {common, unshown}
    changes = (await alice.ask("GET", f"/v1/sync?types=media&cursor={cursor}", 200))["changes"]
    assert [(change["id"], change["deleted"]) for change in changes] == [(lonely, True)]


async def test_accesses_end_with_what_they_show(alice: Person, rose: Person, runtime: Runtime, watch: Watch) -> None:
    moment = await capture(alice, BARE | {"title": "Le mur de Karim"})
    grant = await open_to(alice, rose, {"type": "experience", "id": moment["id"]})
    await alice.ask("DELETE", f"/v1/experiences/{moment['id']}", 204, headers=FIRST_VERSION)
    watch.advance(days=31)
    await run(runtime, EmptyBin())
    watch.now = NOW
    assert (await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["state"] == "revoked"
    assert (await rose.ask("GET", "/v1/beneficiaries", 200))["items"] == []
    assert "Karim" not in (await rose.client.get("/v1/notifications")).text


async def test_deleting_what_is_gone_for_good_still_succeeds_in_a_batch(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    experience_id = await throw_away(alice)
    watch.advance(days=31)
    await run(runtime, EmptyBin())
    watch.now = NOW
    operation = {"op": "delete", "type": "experience", "id": experience_id, "if_match": 1}
    assert (await alice.ask("POST", "/v1/sync", 200, json={"operations": [operation]}))["results"][0]["status"] == 204


async def test_what_is_more_than_fits_into_one_step_takes_another(
    alice: Person, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(experience_bin, "AT_ONCE", 2)
    ids = [UUID(await throw_away(alice)) for _ in range(3)]
    watch.advance(days=31)
    steps = 0
    while await count(runtime, "experiences where id = any($1)", ids):
        before = await count(runtime, "jobs.pgqueuer where entrypoint = 'EmptyBin'")
        await run(runtime, EmptyBin())
        steps += 1
        jobs = await count(runtime, "jobs.pgqueuer where entrypoint = 'EmptyBin'") - before
        assert jobs == 1 or not await count(runtime, "experiences where id = any($1)", ids)
    assert steps > 1


async def test_codes_limits_and_keys_are_forgotten_when_they_are_of_no_use(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    await alice.ask("POST", "/v1/sessions/codes", 202, json={"email": alice.email})
    await alice.ask("POST", "/v1/experiences", 201, json=BARE, headers={"Idempotency-Key": "once"})
    left = {
        "sign_in_codes where email = $1": ({"minutes": 9}, {"minutes": 10}, alice.email),
        "limits where ends_at > $1 and ends_at <= $1 + interval '1 hour'": ({"minutes": 11}, {"hours": 1}, NOW),
        "idempotency_keys where user_id = $1": ({"hours": 47}, {"hours": 48}, alice.id),
    }
    for query, (early, late, value) in left.items():
        for span, remains in ((early, True), (late, False)):
            watch.now = NOW
            watch.advance(**span)
            await run(runtime, ForgetExpired())
            assert (await count(runtime, query, value) > 0) is remains


async def test_mails_are_forgotten_a_month_after_they_were_sent_and_waiting_ones_kept(
    runtime: Runtime, watch: Watch, alice: Person
) -> None:
    add = "insert into mails (id, user_id, created_at, sent_at, letter) values (gen_random_uuid(), $1, $2, $3, '{}')"
    for sent_at in (NOW, None):
        await runtime.database.counts.fetch(add, alice.id, NOW, sent_at)
    watch.advance(days=30)
    await run(runtime, ForgetExpired())
    assert await count(runtime, "mails where user_id = $1 and sent_at is null", alice.id) == 1
    assert await count(runtime, "mails where user_id = $1 and sent_at is not null", alice.id) == 0


async def test_a_session_that_sleeps_too_long_ends_and_is_forgotten_later(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    awake = "update sessions set rotated_at = $2 where user_id = $1"
    await runtime.database.counts.fetch(awake, bob.id, NOW + IDLE_LIFE)
    watch.now = NOW + IDLE_LIFE
    await run(runtime, EndIdleSessions())
    sessions = "sessions where user_id = $1 and ended_at is not null"
    assert [await count(runtime, sessions, person.id) for person in (alice, bob)] == [1, 0]
    watch.advance(days=30)
    await run(runtime, ForgetExpired())
    assert await count(runtime, "sessions where user_id = $1", alice.id) == 0
    watch.now = NOW
    await alice.ask("GET", "/v1/me", 401)
    await bob.ask("GET", "/v1/me", 200)


OF_MOMENTS = "/v1/sync?types=experience"


async def test_tombstones_are_forgotten_and_older_cursors_refused(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    moment, back = await capture(alice), await throw_away(alice)
    old = (await alice.ask("GET", OF_MOMENTS, 200))["next_cursor"]
    id_in_bin = await throw_away(alice)
    fresh = (await alice.ask("GET", f"{OF_MOMENTS}&cursor={old}", 200))["next_cursor"]
    await alice.ask("PUT", f"/v1/experiences/{back}/restoration", 200)
    bobs = (await bob.ask("GET", "/v1/sync", 200))["next_cursor"]
    for days, count_of_rows in ((179, 1), (180, 0)):
        watch.now = NOW
        watch.advance(days=days)
        for _ in range(9):  # other tests leave some, and one run forgets a portion
            await run(runtime, ForgetTombstones())
        assert await count(runtime, "changes where entity_id = $1", UUID(id_in_bin)) == count_of_rows
    watch.now = NOW
    await alice.ask("GET", f"{OF_MOMENTS}&cursor={old}", 410)
    later = await alice.ask("GET", f"{OF_MOMENTS}&cursor={fresh}", 200)
    assert [change["id"] for change in later["changes"]] == [back]
    answer = await alice.ask("GET", OF_MOMENTS, 200)
    assert [change["id"] for change in answer["changes"]] == [moment["id"], back]
    assert (await bob.ask("GET", "/v1/sync", 200, params={"cursor": bobs}))["changes"] == []


async def test_notes_on_jobs_are_forgotten_but_not_of_those_that_wait(runtime: Runtime, watch: Watch) -> None:
    add = """
        with job as (insert into jobs.pgqueuer (priority, created, updated, heartbeat, status, entrypoint)
          values (0, now(), now(), now(), 'failed', 'Held') returning id)
        insert into jobs.pgqueuer_log (job_id, status, priority, entrypoint, created)
          select n, 'successful', 0, 'Held', $1::timestamptz from job, unnest(array[id, -1]) n
    """
    await runtime.database.counts.fetch(add, NOW)
    watch.advance(days=8)
    await run(runtime, ForgetJobNotes())
    assert await count(runtime, "jobs.pgqueuer_log where entrypoint = 'Held' and job_id > 0") == 1
    assert await count(runtime, "jobs.pgqueuer_log where entrypoint = 'Held' and job_id < 0") == 0
    await runtime.database.counts.fetch("delete from jobs.pgqueuer where entrypoint = 'Held'")
