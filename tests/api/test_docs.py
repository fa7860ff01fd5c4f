import httpx

from tests.support.documents import PARTS, published


async def test_each_document_is_served_but_what_nobody_begins_to_use(guest: httpx.AsyncClient) -> None:
    assert (await guest.get("/openapi.json")).json() == published()
    for part in PARTS[1:-1]:
        assert (await guest.get(f"/openapi/{part}.json")).json() == published(part)
    assert (await guest.get(f"/openapi/{PARTS[-1]}.json")).status_code == 404
    assert (await guest.get("/redoc")).status_code == 404
