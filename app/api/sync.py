import json
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Read, written
from app.api.packing import packed
from app.api.problems import document, language_of, problem_of, problems, request_id_of
from app.api.routes import IN_WORDS, Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Problem, Stale, Unprocessable, VersionRequired
from app.core.faults import within
from app.core.i18n import Words
from app.core.projections import Json
from app.core.uow import Reading
from app.policies import session_kinds
from app.schemas.sync import ChangesRead, Operation, ResultsRead, SyncBatch, SyncQuery, checked
from app.schemas.sync_variants import OPERATIONS, UNKNOWN
from app.services.accounts import delegations
from app.services.shared import admission, idempotency
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.sync import sync, sync_operations
from app.services.sync.sync import SyncReset
from app.services.sync.sync_operations import Applied

PATHS = {
    "experience": "experiences",
    "media": "media",
    "journal": "journals",
    "portrait": "portraits",
    "talent": "talents",
    "proposal": "proposals",
}
ELSEWHERE = {
    "response": "/v1/missions/{id}/response",
    "comment": "/v1/comments/{id}",
    "reading": "/v1/notifications/read",
    "membership": "/v1/communities/{id}/membership",
}
# The single request that does the same: who may ask for it may send the operation.
SINGLE: Mapping[str, Mapping[str, str]] = {
    "experience": {"put": "put_experience", "patch": "patch_experience", "delete": "delete_experience"},
    "media": {"put": "put_medium", "patch": "patch_medium", "delete": "delete_medium"},
    "journal": {"put": "put_journal", "patch": "patch_journal", "delete": "delete_journal"},
    "portrait": {"put": "put_portrait", "patch": "patch_portrait", "delete": "delete_portrait"},
    "talent": {"put": "put_talent", "patch": "put_talent", "delete": "delete_talent"},
    "proposal": {"put": "put_proposal", "patch": "patch_proposal", "delete": "withdraw_proposal"},
    "response": {"put": "put_response", "delete": "delete_response"},
    "comment": {"put": "create_comment", "delete": "delete_comment"},
    "reading": {"put": "read_notifications"},
    "membership": {"patch": "patch_own_membership"},
}
VERSION_ADVICE = {  # an operation has no headers
    Stale: Words(
        "`current` montre l’état actuel : fusionne, puis renvoie l’opération avec sa `version` dans `if_match`."
    ),
    VersionRequired: Words("Mets dans `if_match` la `version` que tu as lue, puis renvoie l’opération."),
}
TO_COME = {"unknown_media", "unknown_experience"}  # what later operations of a batch may create


MOST_FAULTS = 8  # said of an operation: all of a batch may be refused


class BatchRoute(Route):
    largest, members = 4_000_000, 50_000


class Result(NamedTuple):
    json: bytes
    too_early: bool = False  # it cites what a later operation creates


router = Router(prefix="/sync", tags=["sync"], route_class=BatchRoute)


@router.get("", response_model=ChangesRead, responses=problems(InvalidCursor, SyncReset, Unprocessable) | IN_WORDS)
async def list_changes(reading: Read, query: Annotated[SyncQuery, Query()]) -> Json:
    """List what has changed since your last call, oldest first; without a cursor, everything that is there."""
    return await sync.search(reading, query)


@router.post("", response_model=ResultsRead, responses=problems(*REFUSALS, Unprocessable, IdempotencyKeyReused))
async def apply_operations(
    reading: Read, batch: SyncBatch, request: Request, idempotency_key: IdempotencyKey = None
) -> Response:
    """Do what was done offline: up to 100 operations, in order, each by itself. May be sent again.

    One that cites what another one brings later in the batch is done after all others.
    """
    async with reading.runtime.work(reading.actor) as uow:
        await admission.admit(uow)
        await idempotency.remember(uow, idempotency_key, batch)  # each operation is done once by its own id
    results = [await _result(request, reading, operation) for operation in batch.operations]
    for n, result in enumerate(results):
        if result.too_early:
            results[n] = await _result(request, reading, batch.operations[n])
    return packed(request, written(Json(b'{"results":[%b]}' % b",".join(result.json for result in results))))


async def _result(request: Request, reading: Reading, fields: object) -> Result:
    """Run one operation in a transaction of its own."""
    path = request.url.path
    try:
        operation = checked(Operation, fields)
        path = _path(operation)
        session_kinds.check(reading.actor, SINGLE[operation.type][operation.op])
        with within("data"):
            outcome = await sync_operations.capture(reading, operation) or await _apply(reading, operation)
    except Exception as error:  # noqa: BLE001  the boundary of an operation: one that is refused stops no other
        members = document(_advised(problem_of(request, error)), await language_of(request), MOST_FAULTS)
        whole = members | {"instance": path, "request_id": request_id_of(request)}
        answer = _named(fields) | {"status": members["status"], "data": None, "problem": whole}
        text = json.dumps(answer, ensure_ascii=False)
        return Result(text.encode(errors="replace"), too_early=not TO_COME.isdisjoint(_codes(members)))
    return Result(_done(operation, outcome))


def _advised(problem: Problem) -> Problem:
    """Advise an operation on its `if_match`, where a request has the header."""
    problem.detail = problem.detail or VERSION_ADVICE.get(type(problem))
    return problem


def _codes(members: dict[str, Any]) -> set[str]:
    return {item["code"] for item in members.get("errors") or []}


def _named(fields: object) -> dict[str, object]:
    """Name the operation as far as it can be read."""
    members = fields if isinstance(fields, dict) else {}
    kind, name = members.get("type"), members.get("id")
    has_type = isinstance(kind, str) and kind in OPERATIONS
    try:
        readable_id = str(UUID(name)) if isinstance(name, str) else None
    except ValueError:
        readable_id = None
    return {"type": kind if has_type else UNKNOWN, "id": readable_id}


def _path(operation: Operation) -> str:
    """Return the path of the equivalent single request."""
    return ELSEWHERE.get(operation.type, f"/v1/{PATHS.get(operation.type)}/{{id}}").format(id=operation.id)


async def _apply(reading: Reading, operation: Operation) -> Applied:
    async with reading.runtime.work(reading.actor) as uow:
        await admission.admit(uow)
        outcome = await sync_operations.apply(uow, operation)
        await delegations.note(uow, SINGLE[operation.type][operation.op])
        return outcome


def _done(operation: Operation, outcome: Applied) -> bytes:
    status = 201 if outcome.is_new else 204 if outcome.data is None else 200
    name = f'"type":"{operation.type}","id":"{operation.id}"'.encode()
    return b'{%b,"status":%d,"data":%b,"problem":null}' % (name, status, outcome.data or b"null")
