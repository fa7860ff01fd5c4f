"""Bytes on the wire of what each screen of a phone asks.

`python -m benchmarks.screens`, beside `make run` and `make demo`: it signs in as Inès, by the code of her
mail, and reads each answer packed and plain. Nothing is changed.
"""

import asyncio
from collections.abc import Sequence

import httpx

from app.core.settings import Settings
from app.seed.mailbox import CODE, Mailbox

INES = "ines@example.org"
SCREENS: dict[str, Sequence[str]] = {
    "opening: the feed, its first page": ("/v1/sync",),
    "the same whole": ("/v1/sync?limit=1000",),
    "whole, without what moments hold": ("/v1/sync?limit=1000&types={but_media}",),
    "opening again, nothing new": ("/v1/sync?cursor={cursor}",),
    "my journal, newest 20": ("/v1/experiences/cards",),
    "the same, whole": ("/v1/experiences",),
    "a moment": ("/v1/experiences/{experience}",),
    "notebooks": ("/v1/journals",),
    "stories: mine, and granted to me": ("/v1/stories", "/v1/stories?scope=granted"),
    "a story": ("/v1/stories/{story}",),
    "who sees what": ("/v1/me/visibility", "/v1/me/accesses", "/v1/grant-requests", "/v1/comments"),
    "missions": ("/v1/missions",),
    "notifications": ("/v1/notifications",),
    "communities": ("/v1/communities?joined=true", "/v1/feed"),
    "talents": ("/v1/talents", "/v1/talents/tree"),
    "frameworks, once": ("/v1/frameworks", "/v1/frameworks/everyday-skills"),
    "portrait": ("/v1/portraits", "/v1/portraits/{portrait}/draft"),
    "profile": ("/v1/me", "/v1/me/second-factor", "/v1/sessions"),
}


async def read(client: httpx.AsyncClient, path: str, coding: str) -> tuple[httpx.Response, int]:
    """Return the answer, and how many bytes of body came."""
    async with client.stream("GET", path, headers={"Accept-Encoding": coding}) as answer:
        body = b"".join([chunk async for chunk in answer.aiter_raw()])
    answer.raise_for_status()
    return answer, len(body)


async def main(settings: Settings) -> None:
    mails = Mailbox(settings.data_dir / "mail")
    async with httpx.AsyncClient(base_url=settings.public_base_url, timeout=30) as client:
        before = mails.seen()
        await client.post("/v1/sessions/codes", json={"email": INES})
        mail = await mails.wait(INES, CODE, before)
        proof = {"email": INES, "code": mail.found, "device_name": "benchmarks"}
        client.headers["Authorization"] = (
            f"Bearer {(await client.post('/v1/sessions', json=proof)).json()['access_token']}"
        )
        nouns = {
            noun: (await client.get(f"/v1/{path}?limit=1")).json()["items"][0]["id"] for noun, path in LISTS.items()
        }
        feed = (await client.get("/v1/sync?limit=1000")).json()
        kinds = {change["type"] for change in feed["changes"]} - {"media"}
        blanks = nouns | {"cursor": feed["next_cursor"], "but_media": ",".join(sorted(kinds))}
        print("| Screen | Requests | Packed | Plain |\n|---|---|---|---|")
        for screen, paths in SCREENS.items():
            sizes = [
                [(await read(client, path.format_map(blanks), coding))[1] for path in paths]
                for coding in ("gzip", "identity")
            ]
            packed, plain = (f"{sum(size) / 1000:.1f}" for size in sizes)
            print(f"| {screen} | {len(paths)} | {packed} | {plain} |")


LISTS = {"experience": "experiences", "story": "stories", "portrait": "portraits"}

if __name__ == "__main__":
    asyncio.run(main(Settings()))
