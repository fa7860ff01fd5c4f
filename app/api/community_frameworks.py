from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.api.body import REFUSALS
from app.api.deps import IfMatch, Write, json_response, version_of
from app.api.guarded import GUARDED
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import Stale, TooMany, Unprocessable
from app.policies.communities import CommunityNotFound, ManagersOnly
from app.schemas.frameworks import FrameworkTreeRead, FrameworkWrite, LocalCode
from app.services.talents import community_frameworks
from app.services.talents.community_frameworks import TooManyFrameworks


class FrameworkRoute(Route):
    members = 50_000  # the tree of a framework comes whole


router = Router(prefix="/communities", tags=["communities"], route_class=FrameworkRoute)


@router.put(
    "/{community_id}/frameworks/{code}",
    response_model=FrameworkTreeRead,
    responses=problems(
        *REFUSALS, *GUARDED, CommunityNotFound, ManagersOnly, TooManyFrameworks, Stale, TooMany, Unprocessable
    )
    | {201: {"model": FrameworkTreeRead, "description": "The first release"}},
)
async def put_community_framework(
    uow: Write,
    community_id: UUID,
    code: Annotated[LocalCode, Path(examples=["coordination"])],
    data: FrameworkWrite,
    if_match: IfMatch = None,
) -> Response:
    """Publish a release of your community’s own framework. Its members cite its skills; others read it if it is public.

    A skill that this release does not have becomes obsolete: it stays with those who cite it. `If-Match` is optional:
    the `version` that you read. In reads and filters, the framework’s `code` stands after the id of the community.
    """
    representation, is_new = await community_frameworks.put(uow, community_id, code, data, version_of(if_match))
    return json_response(representation, is_new=is_new)
