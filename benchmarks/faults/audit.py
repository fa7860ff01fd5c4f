"""Afterwards: is everything there that was acknowledged, once, as it was sent, and nothing else?"""

import asyncio
import email
import hashlib
import time
from collections import Counter
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import httpx

from app.adapters.s3 import connect
from app.core.settings import Settings
from benchmarks.faults.ledger import Ledger
from benchmarks.faults.phones import Phone

if TYPE_CHECKING:
    from benchmarks.faults.scene import Person, Scene

PUBLISHED_COMPLETED = 2  # the version of a story that went through each of them once
SHOWN_TWICE = 2  # the photo: as the cover and in its block
VERSION_OF_WHOLE = 4  # of a medium: a declaration, an arrival, a small picture, a whole one
SETTLED_SECONDS = 240  # after the deadline: on a machine that does much besides, jobs take long
JOBS = """
    select id, entrypoint, status::text, (now() - heartbeat)::text as silent, (execute_after - now())::text as due,
        (select string_agg(concat(status, ' ', traceback->>'exception_message'), ', ' order by id)
         from jobs.pgqueuer_log where job_id = pgqueuer.id)
    from jobs.pgqueuer
    -- After thousands of captures, comparing goes on for minutes: it is no job left while its worker is heard of.
    where not (entrypoint = 'CompareMeanings' and (status = 'queued' or heartbeat > now() - interval '10 seconds'))
    order by id
"""
SHOWN = """
    select object_key from media where object_key is not null
    union select v->>'object_key' from media, jsonb_array_elements(variants) v
"""
UNFINISHED = """
    select p->>'key' as object_key from uploads, jsonb_array_elements(pieces) p
    union select object_key from uploads where object_key is not null
    union select object_key from loose_objects
"""


async def wait_until_idle(scene: "Scene") -> None:
    """Wait until all jobs are done."""
    connection = await asyncpg.connect(scene.world.url)
    try:
        while (left := await connection.fetch(JOBS)) and time.monotonic() < scene.deadline + SETTLED_SECONDS:
            await asyncio.sleep(0.3)
    finally:
        await connection.close()
    scene.ledger.promise(not left, f"jobs left: {len(left)}, as {[tuple(row) for row in left[:5]]}")


async def audit(scene: "Scene", people: "list[Person]") -> None:
    await wait_until_idle(scene)
    settings, ledger = scene.world.settings, scene.ledger
    for person in people:
        await _look(person, ledger)
    ledger.promise(
        any(person.phone.captures or person.phone.sent for person in people), "nothing was acknowledged at all"
    )
    ledger.acknowledged = sum(person.phone.acknowledged for person in people)
    ledger.facts |= {
        "acknowledged": f"{sum(len(person.phone.captures) for person in people)} captures, "
        f"{sum(len(person.phone.sent) for person in people)} files, "
        f"{sum(len(person.phone.coded) for person in people)} mails",
        "of these": ", ".join(f"{many} {word}" for word, many in ledger.verdicts.items()),
    }
    connection = await asyncpg.connect(scene.world.url)
    try:
        await _count_objects(settings, ledger, connection)
    finally:
        await connection.close()
    _count_mails(settings.data_dir / "mail", ledger, [address for person in people for address in person.phone.coded])


async def _look(person: "Person", ledger: Ledger) -> None:
    """With the eyes of a new phone of the same person."""
    headers = {"Authorization": f"Bearer {person.token}"}
    async with httpx.AsyncClient(base_url=person.url, headers=headers, timeout=100, trust_env=False) as client:
        await _look_at_journal(client, person.phone, ledger)
        await _look_at_feed(client, person.phone, ledger)
        await _look_at_stories(client, person.phone, ledger)
        for sent in person.phone.sent:
            await _look_at_medium(client, sent.media_id, sent.sha256, ledger)


async def _look_at_journal(client: httpx.AsyncClient, phone: Phone, ledger: Ledger) -> None:
    shown = [page async for page in pages(client, "/v1/experiences?limit=100", "items")]
    counts = Counter(UUID(item["id"]) for item in shown)
    _compare(ledger, "experiences", counts, set(phone.captures))
    for item in shown:
        sent = phone.captures.get(UUID(item["id"]), {})
        media = [medium["id"] for medium in item["media"]]
        said = tuple(sent.get(name) for name in ("title", "text", "tags", "media"))
        right = (item["title"], item["text"], item["tags"], media) == said and item["version"] == 1
        ledger.verdicts["with other content"] += not right
        ledger.promise(right, f"experience {item['id']} is not what was sent")


async def _look_at_feed(client: httpx.AsyncClient, phone: Phone, ledger: Ledger) -> None:
    """The change log names what the phone wrote, the account itself, and each notification: nothing else."""
    changes = [page async for page in pages(client, "/v1/sync?limit=100", "changes")]
    counts = Counter(UUID(change["id"]) for change in changes if not change["deleted"])
    published = {*phone.stories, *phone.stories.values()}
    written = set(phone.captures) | {item.media_id for item in phone.sent} | published
    told = {UUID(item["id"]) async for item in pages(client, "/v1/notifications?limit=100", "items")}
    account = UUID((await client.get("/v1/me")).raise_for_status().json()["id"])
    _compare(ledger, "changes", counts, written | told | {account})


async def _look_at_stories(client: httpx.AsyncClient, phone: Phone, ledger: Ledger) -> None:
    """Each was published without its photo, and completed once."""
    notifications = [page async for page in pages(client, "/v1/notifications?limit=100", "items")]
    counts = Counter(UUID(item["subject_id"]) for item in notifications if item["type"] == "completion")
    _compare(ledger, "completions", counts, set(phone.stories))
    for story_id in phone.stories:
        story = (await client.get(f"/v1/stories/{story_id}")).json()
        media = [story["content"]["cover"], *(block["media"] for block in story["content"]["blocks"])]
        whole = len(media) == SHOWN_TWICE and all(medium and medium["variants"] for medium in media)
        right = whole and (story["edition"], story["version"], story["awaited"]) == (1, PUBLISHED_COMPLETED, [])
        ledger.promise(right, f"story {story_id} is at {story['version']}, awaits {story['awaited']}")


async def _look_at_medium(client: httpx.AsyncClient, media_id: UUID, sha256: str, ledger: Ledger) -> None:
    document = (await client.get(f"/v1/media/{media_id}")).json()
    if document.get("state") != "ready":
        ledger.break_promise(f"medium {media_id} is {document.get('state')}, {document.get('reason')}")
        return
    names = Counter(variant["name"] for variant in document["variants"])
    ledger.promise(names and max(names.values()) == 1, f"medium {media_id} has variants {dict(names)}")
    ledger.promise(document["version"] == VERSION_OF_WHOLE, f"medium {media_id} is at {document['version']}")
    original = await client.get(f"/v1/media/{media_id}/original")
    same = original.status_code == 200 and hashlib.sha256(original.content).hexdigest() == sha256
    ledger.verdicts["with other content"] += not same
    ledger.promise(same, f"medium {media_id}: {original.status_code}, other bytes than were sent")
    for variant in document["variants"]:
        status = (await client.get(variant["url"], follow_redirects=False)).status_code
        ledger.promise(status == 200, f"medium {media_id}, {variant['name']}: {status}")


def _compare(ledger: Ledger, what: str, found: Counter[UUID], wanted: set[UUID]) -> None:
    doubled = [one for one, times in found.items() if times > 1]
    lost, others = wanted - set(found), set(found) - wanted
    for word, ids in (("lost", lost), ("doubled", doubled), ("never acknowledged", others)):
        ledger.verdicts[word] += len(ids)
        ledger.promise(not ids, f"{what} {word}: {len(ids)}, as {[str(item) for item in ids][:3]}")


async def pages(client: httpx.AsyncClient, url: str, name: str):
    more = ""
    while True:
        page = (await client.get(url + more)).raise_for_status().json()
        for item in page[name]:
            yield item
        if not page[name] or page["next_cursor"] is None:
            return
        more = f"&cursor={page['next_cursor']}"


async def _count_objects(settings: Settings, ledger: Ledger, connection: asyncpg.Connection) -> None:
    """What is in storage is shown by a row, or written down as loose."""
    stored = await asyncio.to_thread(_stored, settings)
    shown, unfinished = [{row["object_key"] for row in await connection.fetch(item)} for item in (SHOWN, UNFINISHED)]
    orphans, missing = stored - shown - unfinished, shown - stored
    ledger.promise(not orphans, f"objects that no row knows: {len(orphans)}")
    ledger.promise(not missing, f"objects that are shown and not there: {len(missing)}")
    loose = (await connection.fetchrow("select count(*) from loose_objects"))[0]
    ledger.facts["objects"] = f"{len(shown)} shown, {len(orphans)} orphans; {loose} keys written down as loose"


def _stored(settings: Settings) -> set[str]:
    s3 = connect(settings.s3)
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=settings.s3.bucket)
    return {item["Key"] for page in pages for item in page.get("Contents", ())}


def _count_mails(folder: Path, ledger: Ledger, addresses: list[str]) -> None:
    """Each at least once; and once more only under the same Message-ID, or because a phone asked once more."""
    wanted, files = set(addresses), 0
    ids: dict[str, set[str]] = {}
    for file in folder.glob("*.eml"):
        message = email.message_from_bytes(file.read_bytes(), policy=default)
        ids.setdefault(str(message["To"]), set()).add(str(message["Message-ID"]))
        files += 1
    lost = wanted - set(ids)
    ledger.promise(not lost, f"mails lost: {len(lost)}")
    if wanted:
        distinct = sum(len(item) for item in ids.values())
        ledger.facts["mails"] = f"{distinct} sent, {files - distinct} of them twice, under the same Message-ID"
