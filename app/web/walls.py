"""The wall of a room: what a whole room reads. The link shows, and nothing else."""

import json

from starlette.requests import Request

from app.core.requests import runtime
from app.core.statuses import status_of
from app.models.rooms import ScenePhase
from app.schemas.room_live import RoomView
from app.services.rooms import live_reads, walls
from app.services.rooms.walls import WallGone
from app.web import wall_texts as words
from app.web.answers import Page, page_headers, site
from app.web.pages import gone_page
from app.web.rendering import render

_POLICY = page_headers()["Content-Security-Policy"]
POLICY = {"Content-Security-Policy": f"{_POLICY}; script-src 'self'; connect-src 'self'"}


async def show_wall(request: Request) -> Page:
    own_site, app = site(request), runtime(request)
    try:
        wall = await walls.find(app, request.path_params["token"])
    except WallGone:
        return Page(gone_page(own_site, words.GONE), status_of(WallGone))
    state = json.loads((await live_reads.show(app, wall.room_id, RoomView.WALL)).json)
    mission, phase = state["scene"]["mission"], ScenePhase(state["scene"]["phase"])
    sentence = words.PHASES.get(phase)
    html = render(
        "wall.html",
        own_site,
        words=words,
        wall=state,
        question=sentence.in_(own_site.locale) if sentence else (mission or {}).get("title") or "",
        path=request.url.path,
        address=f"{own_site.base_url.partition('://')[2]}/r",
        client_words=words.of_script(own_site.locale),
    )
    return Page(html, headers=POLICY)


WALL_PAGES = {"/w/{token}": show_wall}
