"""A Portrait's page as one of the forms in which the API gives out its editions."""

from collections.abc import Mapping

from app.core.uow import Runtime
from app.services.portraits.formats import Format, Frozen
from app.web.answers import media_origin, page_headers
from app.web.portraits import PortraitPage, portrait_page


async def _render(runtime: Runtime, frozen: Frozen) -> bytes:
    base = runtime.settings.public_base_url
    return portrait_page(PortraitPage(frozen.locale, frozen.content, base, frozen.address)).encode()


def _headers(runtime: Runtime) -> Mapping[str, str]:
    return page_headers(media_origin(runtime))


HTML = Format("text/html", "html", _render, is_taken_along=False, runtime_headers=_headers)
