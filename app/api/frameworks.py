from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import Read, json_response_or_304
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.frameworks import Code, FrameworkQuery, FrameworkRead, FrameworkTreeRead
from app.schemas.pages import PageRead
from app.services.talents import frameworks
from app.services.talents.frameworks import FrameworkNotFound

router = Router(prefix="/frameworks", tags=["skills"], route_class=Route)


@router.get("", response_model=PageRead[FrameworkRead], responses=problems(InvalidCursor, Unprocessable))
async def list_frameworks(reading: Read, query: Annotated[FrameworkQuery, Query()]) -> Json:
    """List the trees of skills that an experience can cite: everybody’s, and those of your communities."""
    return await frameworks.search(reading, query)


@router.get("/{code}", response_model=FrameworkTreeRead, responses=problems(FrameworkNotFound, Unprocessable))
async def get_framework(
    reading: Read, code: Annotated[Code, Path(examples=["everyday-skills"])], request: Request
) -> Response:
    """Read a whole tree: its domains and their skills. Keep it: its `ETag` tells when it has changed."""
    return json_response_or_304(request, await frameworks.get(reading, code))
