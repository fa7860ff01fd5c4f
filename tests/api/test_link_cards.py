from typing import Any

import httpx
import pytest

from app.core.uow import Runtime
from tests.support.grants import link_to, share, today, token_of
from tests.support.people import Person
from tests.support.stories import begin, publish, text
from tests.support.uploads import medium


@pytest.mark.slow
async def test_an_open_link_has_a_card_for_other_sites(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    story = await publish(alice, await begin(alice, text(), cover_media_id=photo["id"]))
    grant = await share(alice, story)
    card = (await guest.get("/oembed", params={"url": grant["url"], "format": "json", "maxwidth": 700})).json()
    assert (card["type"], card["version"], card["title"], card["author_name"]) == ("link", "1.0", "Mon stage", "Alice")
    assert card["thumbnail_width"] <= 700
    assert (await guest.get(card["thumbnail_url"])).status_code == 200
    assert (await today(alice, grant))["opened"] == 0
    bare = (await guest.get("/oembed", params={"url": f"{(await link_to(alice))['url']}?lang=en"})).json()
    assert not [name for name in bare if name.startswith("thumbnail")]


@pytest.mark.parametrize("terms", [{"passcode": "atelier 12"}, {"max_views": 5}])
async def test_a_link_that_is_not_open_to_everybody_has_no_card(
    alice: Person, guest: httpx.AsyncClient, terms: dict[str, Any]
) -> None:
    grant = await link_to(alice, **terms)
    answer = await guest.get("/oembed", params={"url": grant["url"]})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/link-gone")


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example/s/{}", "http://test.example/s/{}", "http://test/m/{}", "{}"]
)
async def test_there_is_no_card_for_what_is_not_a_link_of_ours(
    alice: Person, guest: httpx.AsyncClient, where: str
) -> None:
    url = where.format(token_of(await link_to(alice)))
    assert (await guest.get("/oembed", params={"url": url})).status_code == 404
