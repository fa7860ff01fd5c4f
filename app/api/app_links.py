from typing import Any

from fastapi import APIRouter, Request, Response

from app.api.openapi_parts import LOOKED_UP
from app.api.problems import problems
from app.api.routes import Route
from app.core.requests import runtime
from app.services.shared import app_associations
from app.services.shared.app_associations import ApplicationNotFound

CACHE_CONTROL = "public, max-age=3600"
root = APIRouter(prefix="/.well-known", tags=["links"], route_class=Route)


@root.get("/apple-app-site-association", responses=problems(ApplicationNotFound, public=True), openapi_extra=LOOKED_UP)
async def get_apple_links(request: Request, response: Response) -> dict[str, Any]:
    """Read which addresses the iOS application opens (universal links)."""
    response.headers["Cache-Control"] = CACHE_CONTROL
    return app_associations.apple(runtime(request).settings)


@root.get("/assetlinks.json", responses=problems(ApplicationNotFound, public=True), openapi_extra=LOOKED_UP)
async def get_android_links(request: Request, response: Response) -> list[dict[str, Any]]:
    """Read which Android application opens our addresses, and who signs it (App Links)."""
    response.headers["Cache-Control"] = CACHE_CONTROL
    return app_associations.android(runtime(request).settings)
