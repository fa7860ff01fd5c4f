"""The feed of a public community: what its page says of it, the reports that it shows, and what is new below it."""

from uuid import NAMESPACE_URL, UUID, uuid5

from starlette.requests import Request
from starlette.responses import Response

from app.core.requests import runtime
from app.policies.communities import CommunityNotFound
from app.schemas.community_pages import PageReportRead
from app.services.communities import public_feeds
from app.services.communities.public_feeds import PublicPage
from app.services.shared.markdown import render_markdown
from app.services.sharing import page_stories
from app.web import atom
from app.web.answers import Page, respond_if_changed
from app.web.atom import AtomEntry, AtomFeed

FEED_PATH = "/c/{community_id}/feed.atom"


async def get_community_feed(request: Request) -> Response:
    """Answer with the feed while the community is public."""
    try:
        community_id = UUID(request.path_params["community_id"])
    except ValueError as error:
        raise CommunityNotFound from error
    app = runtime(request)
    base, pages = app.settings.public_base_url, await public_feeds.read(app, community_id)
    reports = (await page_stories.read(app, community_id)).reports
    entries = [*(_entry(base, page) for page in pages), *(_report(report) for report in reports)]
    entries.sort(key=lambda entry: entry.updated_at, reverse=True)
    feed = AtomFeed(
        feed_id=community_id.urn,
        title=pages[0].name,
        author=pages[0].name,
        updated_at=entries[0].updated_at,
        address=base + FEED_PATH.format(community_id=community_id),
        page=f"{base}/c/{community_id}",
        entries=entries,
    )
    document = Page(atom.document(feed), cache="no-cache", content_type=atom.CONTENT_TYPE)  # it may become secret
    return respond_if_changed(request, document)


def _report(report: PageReportRead) -> AtomEntry:
    return AtomEntry(uuid5(NAMESPACE_URL, report.url).urn, report.title, report.published_at, report.url)


def _entry(base: str, page: PublicPage) -> AtomEntry:
    text = str(render_markdown(page.charter)) if page.charter else None
    return AtomEntry(page.id.urn, page.name, page.updated_at, f"{base}/c/{page.id}", text)
