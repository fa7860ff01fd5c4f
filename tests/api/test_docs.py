import re

import httpx

from tests.support.documents import published


async def test_the_docs_call_nobody_else(guest: httpx.AsyncClient) -> None:
    page = await guest.get("/docs")
    assert page.status_code == 200
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)""", page.text)
    assert addresses.pop(addresses.index("/openapi.json"))
    assert len(addresses) == 3
    for address in addresses:
        assert address.startswith("/docs/")
        file = await guest.get(address)
        assert (file.status_code, file.headers["cache-control"]) == (200, "public, max-age=86400")
    assert "http" not in re.sub(r"<!--.*?-->", "", page.text).replace("http-equiv", "")
    assert (await guest.get("/docs/other.js")).status_code == 404
    for part in ("programs", "operators", "public"):
        assert (await guest.get(f"/openapi/{part}.json")).json() == published(part)
    assert (await guest.get("/openapi/unlisted.json")).status_code == 404
    assert (await guest.get("/redoc")).status_code == 404


async def test_the_docs_say_their_language_and_where_to_go_without_scripts(guest: httpx.AsyncClient) -> None:
    page = (await guest.get("/docs")).text
    assert '<html lang="en">' in page
    assert '<meta name="color-scheme" content="light dark">' in page
    assert '<a href="/openapi.json">' in page.partition("<noscript>")[2].partition("</noscript>")[0]
