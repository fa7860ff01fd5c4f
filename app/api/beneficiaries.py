from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.deps import PRIVATE, Read, Write
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.policies.second_factors import SecondFactorRequired
from app.schemas.beneficiaries import BeneficiaryRead, GivenRead
from app.schemas.extracts import ExtractRead
from app.schemas.pages import PageQuery, PageRead
from app.services.sharing import beneficiaries, extracts
from app.services.sharing.beneficiaries import BeneficiaryNotFound

router = Router(prefix="/beneficiaries", tags=["counselling"], route_class=Route)
ATTACHMENT = {"Content-Disposition": 'attachment; filename="extract.json"'}


@router.get(
    "", response_model=PageRead[BeneficiaryRead], responses=problems(InvalidCursor, SecondFactorRequired, Unprocessable)
)
async def list_beneficiaries(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List the people who granted you something that is live now, and what, latest first."""
    return await beneficiaries.search(reading, query)


@router.get(
    "/{person_id}",
    response_model=BeneficiaryRead,
    responses=problems(BeneficiaryNotFound, SecondFactorRequired, Unprocessable),
)
async def get_beneficiary(reading: Read, person_id: UUID) -> Json:
    """Read what one person granted you. What they show is read where everybody reads it, and is logged for them."""
    return await beneficiaries.get(reading, person_id)


@router.get(
    "/{person_id}/grants",
    response_model=PageRead[GivenRead],
    responses=problems(BeneficiaryNotFound, InvalidCursor, SecondFactorRequired, Unprocessable),
)
async def list_beneficiary_grants(reading: Read, person_id: UUID, query: Annotated[PageQuery, Query()]) -> Json:
    """List all that one person granted you that is live now, latest first."""
    return await beneficiaries.search_grants(reading, person_id, query)


@router.get(
    "/{person_id}/extract",
    response_model=ExtractRead,
    responses=problems(BeneficiaryNotFound, InvalidCursor, SecondFactorRequired, Unprocessable),
)
async def get_extract(uow: Write, person_id: UUID, query: Annotated[PageQuery, Query()]) -> Response:
    """Take along, a page at a time, what a person granted you with the right `download`. They see each one."""
    extract = await extracts.take(uow, person_id, query)
    return Response(extract, headers=PRIVATE | ATTACHMENT, media_type="application/json")


@router.delete("/{person_id}", status_code=204, responses=problems(BeneficiaryNotFound, Unprocessable))
async def leave_beneficiary(uow: Write, person_id: UUID) -> None:
    """Give back all that a person granted you, when you accompany them no longer. Whoever follows you asks anew."""
    await beneficiaries.leave(uow, person_id)
