"""Browsers come by HTTPS alone to an installation that everybody may reach by it."""

import httpx
import pytest
from pydantic import SecretStr

from app.core.settings import Settings
from app.main import create_app

PATHS = ["/", "/app", "/healthz", "/v1/me", "/v1/lost", "/s/dts_x", "/m/key/id/small", "/static/lost.css", "/lost"]


@pytest.mark.parametrize(
    ("address", "secure"),
    [
        ("https://carnet.region.fr", True),
        ("http://carnet.region.fr", False),
        ("https://daytripper.test", False),
        ("https://192.168.1.4", False),
        ("http://127.0.0.1:8000", False),
    ],
)
async def test_browsers_come_by_https_alone_where_all_can(address: str, secure: bool) -> None:  # noqa: FBT001
    app = create_app(Settings(base_url=address, secret=SecretStr("s" * 32)))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=address) as client:
        for path in PATHS:  # without its database, most fail: the header stands on failures, too
            answer = await client.get(path)
            headers = answer.headers.get_list("strict-transport-security")
            assert headers == (["max-age=31536000"] if secure else []), path
