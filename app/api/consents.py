from typing import Annotated

from fastapi import Query

from app.api.deps import Read, Write
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.consents import ConsentRead, ConsentTextsRead
from app.schemas.pages import PageQuery, PageRead
from app.services.accounts import consents

router = Router(prefix="/me/consents", tags=["me"], route_class=Route)


@router.get("", response_model=PageRead[ConsentRead], responses=problems(InvalidCursor, Unprocessable))
async def list_consents(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List what you agreed to, newest first, with the very words you were shown."""
    return await consents.search(reading, query)


@router.get("/texts", responses=problems())
async def list_consent_texts(_: Write) -> ConsentTextsRead:
    """Read what to show before a person agrees, in each language."""
    return consents.texts()
