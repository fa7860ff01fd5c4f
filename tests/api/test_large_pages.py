"""What people write may be large: a page ends before it weighs on everybody, and the next goes on from there."""

from typing import Any

import pytest

from app.core.ids import uuid7
from app.core.portions import PAGE_BYTES
from tests.support.people import Person

TEXT = {"kind": "text", "text": "é" * 20_000}
JOURNAL = {"title": "Long", "language": "fr", "blocks": [TEXT] * 22}
MANY = 6


async def written(person: Person) -> list[str]:
    ids = [str(uuid7()) for _ in range(MANY)]
    for item in ids:
        await person.ask("PUT", f"/v1/journals/{item}", 201, json=JOURNAL)
    return ids


@pytest.mark.slow
async def test_a_page_of_changes_ends_when_it_is_large_enough(alice: Person) -> None:
    ids, read_ids, sizes, cursor, has_more = await written(alice), list[str](), list[int](), None, True
    while has_more:
        query = {"limit": "1000", "types": "journal"} | ({"cursor": cursor} if cursor else {})
        answer = await alice.client.get("/v1/sync", params=query)
        page: Any = answer.json()
        read_ids += [change["id"] for change in page["changes"]]
        sizes.append(len(answer.content))
        cursor, has_more = page["next_cursor"], page["has_more"]
    assert read_ids == ids
    assert len(sizes) == 2
    assert max(sizes) < PAGE_BYTES + 1_000_000
    assert (await alice.ask("GET", f"/v1/sync?types=journal&cursor={cursor}", 200))["changes"] == []


@pytest.mark.slow
@pytest.mark.parametrize("limit", ["100", "3", "1"])
async def test_so_does_a_list_of_journals(alice: Person, limit: str) -> None:
    ids, read_ids, sizes, cursor = await written(alice), list[str](), list[int](), ""
    while True:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        answer = await alice.client.get("/v1/journals", params=query)
        read_ids += [item["id"] for item in answer.json()["items"]]
        sizes.append(len(answer.content))
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
    assert read_ids == ids[::-1]
    assert len(sizes) == {"100": 2, "3": 2, "1": MANY}[limit]
    assert max(sizes) < PAGE_BYTES + 1_000_000
