from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import (
    IdempotencyKey,
    IfMatch,
    LazyWrite,
    Read,
    Write,
    json_response,
    json_response_or_304,
    version_of,
)
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, Unprocessable, VersionRequired
from app.core.projections import Json
from app.policies.second_factors import SecondFactorRequired
from app.schemas.experiences import (
    CalendarQuery,
    CalendarRead,
    DayQuery,
    ExperienceCardRead,
    ExperiencePatch,
    ExperienceQuery,
    ExperienceRead,
    ExperienceWrite,
    OwnExperienceQuery,
)
from app.schemas.pages import PageRead
from app.schemas.skills import SkillSuggestionQuery, SkillSuggestionsRead
from app.schemas.types import Id
from app.services.journal import calendar, experience_cards, experience_reads, experiences
from app.services.journal.experience_reads import ExperienceNotFound
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.sharing import granted_experiences
from app.services.sharing.beneficiaries import BeneficiaryNotFound
from app.services.talents import skill_suggestions

router = Router(prefix="/experiences", tags=["experiences"], route_class=Route)
CHANGES = (*REFUSALS, ExperienceNotFound, Stale, VersionRequired, Unprocessable)


@router.get(
    "",
    response_model=PageRead[ExperienceRead],
    responses=problems(InvalidCursor, BeneficiaryNotFound, SecondFactorRequired, Unprocessable),
)
async def list_experiences(reading: Read, query: Annotated[ExperienceQuery, Query()]) -> Json:
    """List « Mon journal », most recently lived first; its bin, with `state=trashed`; or what a `person` granted."""
    own = query.person in {None, reading.actor.id}
    return await (experience_reads.search if own else granted_experiences.search)(reading, query)


@router.post("", status_code=201, response_model=ExperienceRead, responses=problems(*REFUSALS, IdempotencyKeyReused))
async def create_experience(uow: Write, data: ExperienceWrite, idempotency_key: IdempotencyKey = None) -> Response:
    """Capture an experience from a client that makes no ids."""
    experience_id = await idempotency.remember(uow, idempotency_key, data)
    representation, _ = await experiences.put(uow, experience_id, data, None)
    return json_response(representation, is_new=True, location=f"/v1/experiences/{experience_id}")


@router.get("/cards", response_model=PageRead[ExperienceCardRead], responses=problems(InvalidCursor, Unprocessable))
async def list_experience_cards(reading: Read, query: Annotated[OwnExperienceQuery, Query()]) -> Json:
    """List « Mon journal », or its bin, as cards: what a screen shows of each before it is opened."""
    return await experience_cards.search(reading, query)


@router.get("/calendar", response_model=CalendarRead, responses=problems(Unprocessable))
async def get_calendar(reading: Read, query: Annotated[CalendarQuery, Query()]) -> Json:
    """Count your experiences by the day they were lived on."""
    return await calendar.count_by_day(reading, query)


@router.get("/on-this-day", response_model=PageRead[ExperienceRead], responses=problems(InvalidCursor, Unprocessable))
async def list_experiences_on_this_day(reading: Read, query: Annotated[DayQuery, Query()]) -> Json:
    """List what you lived on this day of earlier years."""
    return await calendar.on_this_day(reading, query)


@router.get(
    "/{experience_id}",
    response_model=ExperienceRead,
    responses=problems(ExperienceNotFound, SecondFactorRequired, Unprocessable),
)
async def get_experience(reading: Read, open_uow: LazyWrite, experience_id: UUID, request: Request) -> Response:
    """Read one experience, of your own or granted to you. Whoever lived it sees that you read it."""
    representation = await experience_reads.find(reading, experience_id)
    if representation is None:
        async with open_uow() as uow:
            representation = await granted_experiences.get(uow, experience_id)
    return json_response_or_304(request, representation)


@router.put(
    "/{experience_id}",
    response_model=ExperienceRead,
    responses=problems(*CHANGES) | {201: {"model": ExperienceRead, "description": "Captured"}},
)
async def put_experience(
    reading: Read, open_uow: LazyWrite, experience_id: Id, data: ExperienceWrite, if_match: IfMatch = None
) -> Response:
    """Capture an experience under an id you made (UUIDv7), or rewrite it."""
    if if_match is None and (new := await experiences.capture(reading, experience_id, data)):
        return json_response(new, is_new=True)
    async with open_uow() as uow:
        representation, is_new = await experiences.put(uow, experience_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.patch("/{experience_id}", response_model=ExperienceRead, responses=problems(*CHANGES))
async def patch_experience(
    uow: Write, experience_id: UUID, data: ExperiencePatch, if_match: IfMatch = None
) -> Response:
    """Change some of it, by JSON merge patch."""
    return json_response(await experiences.patch(uow, experience_id, data, version_of(if_match)))


@router.delete(
    "/{experience_id}", status_code=204, responses=problems(ExperienceNotFound, Stale, VersionRequired, Unprocessable)
)
async def delete_experience(uow: Write, experience_id: UUID, if_match: IfMatch = None) -> None:
    """Put it in the bin, where it stays for 30 days."""
    await experiences.trash(uow, experience_id, version_of(if_match))


@router.put(
    "/{experience_id}/restoration", response_model=ExperienceRead, responses=problems(ExperienceNotFound, Unprocessable)
)
async def restore_experience(uow: Write, experience_id: UUID) -> Response:
    """Take it out of the bin."""
    return json_response(await experiences.restore(uow, experience_id))


@router.get("/{experience_id}/skill-suggestions", responses=problems(ExperienceNotFound, Unprocessable))
async def list_skill_suggestions(
    reading: Read, experience_id: UUID, query: Annotated[SkillSuggestionQuery, Query()]
) -> SkillSuggestionsRead:
    """List the skills that an experience speaks of, likeliest first, with the words of it that say so."""
    return await skill_suggestions.get(reading, experience_id, query)
