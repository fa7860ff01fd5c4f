"""The guide and the reference of the API, from the published document. No page loads anything from elsewhere."""

from functools import lru_cache

from starlette.requests import Request

from app.core.errors import NotFound
from app.web import docs_texts
from app.web.answers import FOR_MINUTES, Page, page_headers, site
from app.web.reference import Reference
from app.web.rendering import render
from app.web.site import Site

MOST_PAGES = 16  # each has some 20 kB
POLICY = page_headers(secret=False)["Content-Security-Policy"]
TRIES = {"Content-Security-Policy": f"{POLICY}; script-src 'self'; connect-src 'self'"}


async def show_guide(request: Request) -> Page:
    return guide(site(request))


async def show_group(request: Request) -> Page:
    return group(site(request), request.path_params["group"])


@lru_cache(2)
def guide(site: Site) -> Page:
    return Page(render("docs_guide.html", site, words=docs_texts, groups=Reference().groups()), cache=FOR_MINUTES)


@lru_cache(MOST_PAGES)
def group(site: Site, name: str) -> Page:
    """Return the page of a group. Raises NotFound."""
    reference = Reference()
    heading = next((item for item in reference.groups() if item.name == name), None)
    if heading is None:
        raise NotFound
    html = render("docs_group.html", site, words=docs_texts, group=heading, operations=reference.operations(name))
    return Page(html, cache=FOR_MINUTES, headers=TRIES)
