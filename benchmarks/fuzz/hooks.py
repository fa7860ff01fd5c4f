"""What schemathesis cannot know: who asks, and which things are there. Loaded by it, in its own process."""

import asyncio
import os
import random
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import schemathesis

from app.core.actor import Actor
from app.core.security import Keys

DATABASE, ROOT = "FUZZ_DATABASE", "FUZZ_ROOT"
FRESH = 10  # seconds between two looks at what there is
OFTEN = 0.6  # of the requests that name something by id name something that is there
# Whose session asks; it is revived when it was ended meanwhile.
PEOPLE = "update sessions set ended_at = null returning user_id, id"
MANAGERS = "(select user_id from memberships m where m.community_id = {} order by random() limit 1)"
# For each name of a path parameter: an id, and somebody who may know it.
THERE = {
    "experience_id": "select id, owner_id from experiences",
    "media_id": "select id, owner_id from media",
    "journal_id": "select id, owner_id from journals",
    "story_id": "select id, owner_id from stories",
    "portrait_id": "select id, owner_id from portraits",
    "grant_id": "select id, owner_id from grants",
    "request_id": "select id, case when random() < .5 then owner_id else requester_id end from grant_requests",
    "skill_id": "select id, null from skills",
    "community_id": f"select id, {MANAGERS.format('communities.id')} from communities",
    "mission_id": f"select id, {MANAGERS.format('missions.community_id')} from missions",
    "invitation_id": f"select id, {MANAGERS.format('invitations.community_id')} from invitations",
    "response_id": "select id, user_id from responses",
    "endorsement_id": "select id, user_id from endorsements",
    "import_id": "select id, user_id from imports",
    "export_id": "select id, user_id from exports",
    "comment_id": "select id, author_id from comments",
    "flag_id": "select id, reporter_id from flags",
    "hiding_id": "select id, owner_id from hidings",
    "device_id": "select id, user_id from devices",
    "session_id": "select id, user_id from sessions",
    "user_id": "select id, null from users",
    "person_id": "select id, null from users",
    "code": "select code, null from frameworks",
}
sessions: dict[UUID, UUID] = {}
there: dict[str, list[tuple[object, UUID | None]]] = {}
keys = Keys(os.environ.get(ROOT, "-" * 32).encode())
mine = random.Random(2026)
sys.modules.pop("rich", None)  # the server does without; schemathesis writes with it
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")


@schemathesis.hook
def before_call(context: Any, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:  # noqa: ARG001  its names
    person = mine.choice(list(sessions))
    if _phase(case) != "stateful":
        person = _point(case.path_parameters or {}) or person
    else:  # a scenario is one person's
        person = list(sessions)[threading.get_ident() % len(sessions)]
    token = keys.access_token(Actor(person, sessions[person]), datetime.now(UTC))
    case.headers["Authorization"] = f"Bearer {token}"
    case.headers["X-Forwarded-For"] = f"10.{mine.randrange(256)}.{mine.randrange(256)}.1"
    if case.method in ("PUT", "PATCH", "DELETE") and mine.random() < OFTEN:
        case.headers["If-Match"] = f'"{mine.choice((1, 1, 1, 2, 3))}"'


def _point(parameters: dict[str, Any]) -> UUID | None:
    """At things that are there; who may know them."""
    person = None
    for name in parameters:
        if there.get(name) and mine.random() < OFTEN:
            found, owner = mine.choice(there[name])
            parameters[name] = str(found)
            person = owner or person
    return person if person in sessions else None


def _phase(case: schemathesis.Case) -> str:
    return str(case.meta.phase.name.value) if case.meta else ""


async def _look() -> None:
    connection = await asyncpg.connect(os.environ[DATABASE])
    try:
        sessions.update(await connection.fetch(PEOPLE))
        for name, query in THERE.items():
            there[name] = [tuple(row) for row in await connection.fetch(f"{query} order by random() limit 100")]
    finally:
        await connection.close()


def _keep_looking() -> None:
    while True:
        time.sleep(FRESH)
        asyncio.run(_look())


if DATABASE in os.environ:
    asyncio.run(_look())
    threading.Thread(target=_keep_looking, daemon=True).start()
