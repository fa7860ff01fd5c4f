"""A story by several authors, read whole. Each part is opened by its author's link: what ends one ends the other."""

import asyncio
import json
from typing import Any, NamedTuple
from uuid import UUID

from app.core.uow import Runtime
from app.policies.communities import CommunityNotFound
from app.schemas.community_pages import PageStoryRead
from app.services.sharing import links, page_stories
from app.services.sharing.links import LinkGone, NotForRobots, PasscodeRequired, Visit

AT_ONCE = 4  # links that one reader opens


class CollectiveStory(NamedTuple):
    """`parts`: where each is read alone, and its edition, in the order in which they were given."""

    title: str
    community: str
    parts: list[tuple[str, Any]]


async def read(runtime: Runtime, community_id: UUID, mission_id: UUID, visit: Visit) -> CollectiveStory:
    """Open each part, and count that for its author. Raises CommunityNotFound where no part is left."""
    page = await page_stories.read(runtime, community_id)
    group = next((item for item in page.together if item.mission_id == mission_id), None)
    stories = group.parts if group else [item for item in page.stories if item.mission_id == mission_id]
    turns = asyncio.Semaphore(AT_ONCE)

    async def open_part(story: PageStoryRead) -> tuple[str, Any] | None:
        token = story.url.rpartition("/")[2]
        try:
            async with turns:
                link = await links.open_link(runtime, visit._replace(token=token))
        except (LinkGone, NotForRobots, PasscodeRequired):
            return None
        return story.url, json.loads(link.document)["content"]

    parts = [part for part in await asyncio.gather(*map(open_part, stories)) if part is not None]
    if not parts:
        raise CommunityNotFound
    return CollectiveStory(group.title if group else parts[0][1]["title"], page.name, parts)
