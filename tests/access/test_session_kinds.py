"""Every operation, with each kind of session: what stands in no family of the kind is refused before its handler."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.api.sync import SINGLE
from app.core.actor import SYSTEM, Actor, Delegation
from app.core.ids import uuid7
from app.core.jobs import Lane
from app.core.uow import Runtime
from app.models.webhooks import WebhookEvent
from app.policies.session_kinds import ACTS, FAMILIES, KINDS, Family, SessionKind, operations_of
from app.schemas.sync_variants import OPERATIONS as SYNC_OPERATIONS
from app.tasks import HANDLERS
from tests.access.lines import Cell
from tests.access.settlement import Settlement, canaries
from tests.access.test_matrix import LINES, OPERATIONS, operation_of
from tests.access.undoing import Answer, undone
from tests.support.documents import whole_document

DOCUMENT = [item for path in whole_document()["paths"].values() for item in path.values()]
OPEN_TO_ALL = {item["operationId"] for item in DOCUMENT if item.get("security") == []}
BY_PASS = operations_of(SessionKind.PASS)
# What these lines name is older than the session, or she is not in that room: tests/api/test_delegated_sessions.py.
OF_ITS_OWN = set(
    """
    append_to_upload create_flag get_experience get_medium get_response get_room_live get_room_state
    get_upload_progress leave_beneficiary override_upload_method own_current_session patch_experience patch_medium
    patch_proposal put_experience put_medium put_medium_blur put_medium_content put_original put_transcription
    stream_room terminate_upload withdraw_proposal
    """.split()  # noqa: SIM905
)
HER_NAME = {"name"}  # her school knows it
QUICK = {kind.__name__: kind for kind in HANDLERS if kind.lane is Lane.QUICK}  # they change the database alone
NEXT_JOB = (
    "select id, entrypoint, payload from jobs.pgqueuer where id > $1 and entrypoint = any($2) order by id limit 1"
)
LAST_JOB = "select coalesce(max(id), 0) as id from jobs.pgqueuer"
ALL_HOOKS = "update webhooks set state = 'active', events = $1"
OUTPUTS = """
    select 'mail' as noun, letter::text as words from mails where created_at = $1
    union all select 'job', entrypoint || convert_from(payload, 'UTF8') from jobs.pgqueuer where id > $2
    union all select 'notification', type || data::text from notifications where told_at = $1
    union all select 'webhook', event || ids::text from webhook_deliveries where created_at = $1
"""
SESSION = """
    insert into sessions
      (id, user_id, device_name, media_key, generation, created_at, rotated_at, by_pass, community_id, ends_at)
    values ($1, $2, '', $3, 1, $4, $4, true, $5, $6) returning id
"""


def test_every_operation_is_in_one_family() -> None:
    """A new one has its line in app/policies/session_kinds.py."""
    placed = [operation for operations in FAMILIES.values() for operation in operations]
    assert len(placed) == len(set(placed))
    assert set(placed) | OPEN_TO_ALL == set(OPERATIONS)
    assert not set(placed) & OPEN_TO_ALL
    assert set(FAMILIES) == set(Family)
    assert set(KINDS) == set(SessionKind)
    assert set(ACTS) <= BY_PASS
    assert {kind: set(item.ops) for kind, item in SYNC_OPERATIONS.items()} == {
        kind: set(names) for kind, names in SINGLE.items()
    }
    assert {name for names in SINGLE.values() for name in names.values()} <= set(placed)


@asynccontextmanager
async def delegated(settlement: Settlement) -> AsyncIterator[Settlement]:
    """A second later: what was there is older than the session."""
    settlement.watch.advance(seconds=1)
    try:
        yield settlement
    finally:
        settlement.watch.advance(seconds=-1)


async def asked(cell: Cell, name: str) -> Answer:
    """Ask as whoever scanned a code for the owner."""
    line, now, owner = LINES[name], cell.runtime.clock(), cell.caller
    if line.before is not None and owner.name in line.allowed and operation_of(name) in BY_PASS:
        await line.before(cell)
    session_id, key, place = uuid7(), str(uuid7()), UUID(cell.settlement.ids["community"])
    await cell.run(SESSION, session_id, owner.id, key, now, place, now + timedelta(hours=10))
    actor = Actor(owner.id, session_id, delegation=Delegation(place, now))
    bearer = f"Bearer {cell.runtime.keys.access_token(actor, now)}"
    holder = replace(cell, caller=replace(owner, bearer=bearer, media_key=key))
    return await OPERATIONS[operation_of(name)].asked(line, holder)


async def outputs_of(runtime: Runtime, job_id: int) -> dict[str, str]:
    """Do the jobs after that one, and return what they and the question left for others to read."""
    last = job_id
    while row := await runtime.database.writes.fetchrow(NEXT_JOB, last, list(QUICK)):
        last, kind = row["id"], QUICK[row["entrypoint"]]
        async with runtime.work(SYSTEM) as uow:
            await HANDLERS[kind](uow, kind.model_validate_json(row["payload"]))
    outputs = defaultdict[str, str](str)
    for row in await runtime.database.reads.fetch(OUTPUTS, runtime.clock(), job_id):
        outputs[row["noun"]] += f" {row['words']}"
    return outputs


@pytest.mark.slow
async def test_a_delegated_session_does_what_its_families_say_and_tells_nothing_older(settlement: Settlement) -> None:
    """Answers, pages, streams and bytes of media; mails, notifications, jobs and webhooks that follow from them."""
    owner, faults, done = settlement.people["owner"], dict[str, str](), set[str]()
    nouns = set[str]()
    async with delegated(settlement), settlement.engine.connect() as connection:
        for name in LINES:
            if operation_of(name) in OPEN_TO_ALL and "{access}" not in OPERATIONS[operation_of(name)].path:
                continue
            async with undone(settlement.app, connection) as runtime:
                cell = Cell(settlement, owner, runtime)
                await cell.run(ALL_HOOKS, list(WebhookEvent))
                [last] = await cell.run(LAST_JOB)
                answer = await asked(cell, name)
                outputs = await outputs_of(runtime, last["id"])
            operation = operation_of(name)
            nouns |= set(outputs)
            told = canaries(f"{answer.text} {answer.headers.get('location', '')} {list(outputs.values())}")
            is_refused = answer.status == 403 and (
                OPERATIONS[operation].method == "head" or "own-proof-required" in answer.text
            )
            expected = operation not in BY_PASS | OPEN_TO_ALL
            if told - HER_NAME or is_refused != expected or answer.status in {401, 500}:
                faults[name] = f"{answer.status} {sorted(told)} {answer.text[:200]}"
            elif answer.status < 300:
                done.add(operation)
    assert faults == {}
    assert BY_PASS - done == OF_ITS_OWN
    assert nouns == {"job", "webhook"}


@pytest.mark.slow
async def test_mails_and_notifications_that_a_session_leaves_are_found(settlement: Settlement) -> None:
    """Those of her own session, so that none in a delegated one means none."""
    owner, outputs = settlement.people["owner"], defaultdict[str, str](str)
    async with delegated(settlement), settlement.engine.connect() as connection:
        for name in ("deliver_grant", "ask_endorsement", "accept_grant_request", "create_flag", "appeal_hiding"):
            async with undone(settlement.app, connection) as runtime:
                cell = Cell(settlement, owner, runtime)
                [last] = await cell.run(LAST_JOB)
                answer = await OPERATIONS[name].asked(LINES[name], cell)
                assert answer.status < 300, answer.text
                for noun, words in (await outputs_of(runtime, last["id"])).items():
                    outputs[noun] += words
    assert set(outputs) >= {"mail", "job", "notification"}
    assert canaries(outputs["mail"])


@pytest.mark.parametrize("token", ["calendar_token", "endorsement_token", "export_token"])
@pytest.mark.slow
async def test_the_address_of_a_feed_or_a_page_opens_no_operation(settlement: Settlement, token: str) -> None:
    owner = settlement.people["owner"]
    bearer = f"Bearer {settlement.ids[token]}"
    async with settlement.engine.connect() as connection:
        for name in LINES:
            if operation_of(name) in OPEN_TO_ALL:
                continue
            async with undone(settlement.app, connection) as runtime:
                cell = Cell(settlement, replace(owner, bearer=bearer), runtime)
                answer = await OPERATIONS[operation_of(name)].asked(LINES[name], cell)
            assert answer.status in {401, 403}, f"{name}: {answer.status} {answer.text}"
