from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import (
    ConfirmedPublication,
    IdempotencyKey,
    IfMatch,
    Read,
    Write,
    json_response,
    json_response_or_304,
    repeated,
    version_of,
)
from app.api.guarded import CONSENTED
from app.api.problems import problems
from app.api.routes import IN_WORDS, Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, Unprocessable, VersionRequired
from app.core.projections import Json
from app.policies.measures import WithdrawnByOperators
from app.schemas.consents import Consenting
from app.schemas.journals import JournalAddition, JournalPatch, JournalRead, JournalWrite, ReadinessRead
from app.schemas.pages import PageQuery, PageRead
from app.schemas.stories import StoryDetailRead
from app.schemas.types import Id
from app.services.departures import story_endings
from app.services.journal import journals
from app.services.journal.journals import JournalNotFound
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.stories import publication, readiness
from app.services.stories.publication_confirmations import PublicationUnconfirmed
from app.services.stories.readiness_warnings import EmptyJournal
from app.services.stories.stories import StoryNotFound

router = Router(prefix="/journals", tags=["journals"], route_class=Route)
CHANGES = (*REFUSALS, JournalNotFound, Stale, VersionRequired, Unprocessable)


@router.get("", response_model=PageRead[JournalRead], responses=problems(InvalidCursor, Unprocessable))
async def list_journals(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List your journals, newest first."""
    return await journals.search(reading, query)


@router.post("", status_code=201, response_model=JournalRead, responses=problems(*REFUSALS, IdempotencyKeyReused))
async def create_journal(uow: Write, data: JournalWrite, idempotency_key: IdempotencyKey = None) -> Response:
    """Begin a journal from a client that makes no ids."""
    journal_id = await idempotency.remember(uow, idempotency_key, data)
    representation, _ = await journals.put(uow, journal_id, data, None)
    return json_response(representation, is_new=True, location=f"/v1/journals/{journal_id}")


@router.get("/{journal_id}", response_model=JournalRead, responses=problems(JournalNotFound, Unprocessable))
async def get_journal(reading: Read, journal_id: UUID, request: Request) -> Response:
    """Read one journal."""
    return json_response_or_304(request, await journals.get(reading, journal_id))


@router.put(
    "/{journal_id}",
    response_model=JournalRead,
    responses=problems(*CHANGES) | {201: {"model": JournalRead, "description": "Begun"}},
)
async def put_journal(uow: Write, journal_id: Id, data: JournalWrite, if_match: IfMatch = None) -> Response:
    """Begin a journal under an id you made (UUIDv7), or rewrite it."""
    representation, is_new = await journals.put(uow, journal_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.patch("/{journal_id}", response_model=JournalRead, responses=problems(*CHANGES))
async def patch_journal(uow: Write, journal_id: UUID, data: JournalPatch, if_match: IfMatch = None) -> Response:
    """Change some of it, by JSON merge patch. `blocks` are replaced as a whole."""
    return json_response(await journals.patch(uow, journal_id, data, version_of(if_match)))


@router.delete(
    "/{journal_id}", status_code=204, responses=problems(JournalNotFound, Stale, VersionRequired, Unprocessable)
)
async def delete_journal(uow: Write, journal_id: UUID, if_match: IfMatch = None) -> None:
    """Delete a journal, for good, and its story with all editions. The experiences that it cites stay."""
    await story_endings.delete_journal(uow, journal_id, version_of(if_match))


@router.post(
    "/{journal_id}/blocks",
    status_code=201,
    response_model=JournalRead,
    responses=problems(*REFUSALS, JournalNotFound, Unprocessable, IdempotencyKeyReused)
    | {200: {"model": JournalRead, "description": "It was there already"}},
)
async def add_block(
    uow: Write, journal_id: UUID, data: JournalAddition, idempotency_key: IdempotencyKey = None
) -> Response:
    """Add one experience to a journal. It takes no If-Match; sent again, it changes nothing."""
    _, is_first = await idempotency.remember_once(uow, idempotency_key, data, journal_id)
    representation, is_new = await journals.add(uow, journal_id, data if is_first else None)
    return json_response(representation, is_new=is_new)


@router.get("/{journal_id}/readiness", responses=problems(JournalNotFound, Unprocessable) | IN_WORDS)
async def get_readiness(reading: Read, journal_id: UUID) -> ReadinessRead:
    """Look at what a publication would show, or leave out, before you decide."""
    return await readiness.get(reading, journal_id)


@router.put(
    "/{journal_id}/publication",
    status_code=201,
    response_model=StoryDetailRead,
    responses=problems(
        *REFUSALS,
        JournalNotFound,
        *CONSENTED,
        WithdrawnByOperators,
        EmptyJournal,
        PublicationUnconfirmed,
        Unprocessable,
    )
    | {200: {"model": StoryDetailRead, "description": "Nothing has changed since the latest edition"}},
)
async def publish_journal(
    uow: Write, journal_id: UUID, data: Consenting | None = None, confirm_publication: ConfirmedPublication = ""
) -> Response:
    """Publish a journal: its story gets a new edition, frozen. Who may see it is said by grants.

    Media on their way have a place in it (`awaited`) for seven days: when they come, the server completes it.
    """
    representation, is_new = await publication.publish(
        uow, journal_id, repeated(confirm_publication), data.consent if data else None
    )
    return json_response(representation, is_new=is_new)


@router.delete(
    "/{journal_id}/publication", status_code=204, responses=problems(JournalNotFound, StoryNotFound, Unprocessable)
)
async def withdraw_journal(uow: Write, journal_id: UUID) -> None:
    """Withdraw what was published of a journal: all its editions and every access to them, at once."""
    await story_endings.withdraw(uow, journal_id)
