from uuid import UUID

from app.api.body import REFUSALS
from app.api.deps import Read, Write
from app.api.guarded import CONSENTED
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import Unprocessable
from app.policies.communities import CommunityNotFound
from app.schemas.community_pages import CommunityPageRead, PageStoryWrite
from app.services.sharing import page_stories
from app.services.sharing.page_stories import NotForEverybody
from app.services.sharing.qr import LinkNotFound

router = Router(prefix="/communities", tags=["communities"], route_class=Route)


@router.get(
    "/{community_id}/page",
    response_model=CommunityPageRead,
    responses=problems(CommunityNotFound, Unprocessable),
)
async def get_community_page(reading: Read, community_id: UUID) -> CommunityPageRead:
    """Read what a public community shows to everybody: stories whose authors want it, what is coming, its plan."""
    return await page_stories.get(reading, community_id)


@router.put(
    "/{community_id}/page/stories/{grant_id}",
    status_code=204,
    responses=problems(*REFUSALS, *CONSENTED, CommunityNotFound, LinkNotFound, NotForEverybody, Unprocessable),
)
async def put_page_story(uow: Write, community_id: UUID, grant_id: UUID, data: PageStoryWrite) -> None:
    """Show a story of yours on the page of your public community, through a link to it that everybody may open.

    With `mission_id`, stories of several members that answer the same mission are shown as one story. Yours is there
    as long as its link is open and you are a member.
    """
    await page_stories.put(uow, community_id, grant_id, data)


@router.delete("/{community_id}/page/stories/{grant_id}", status_code=204, responses=problems(Unprocessable))
async def delete_page_story(uow: Write, community_id: UUID, grant_id: UUID) -> None:
    """Take your story off the page: it is gone for the next reader. What others gave stays."""
    await page_stories.remove(uow, community_id, grant_id)
