"""What leaves in the formats of others, in the hands of programs that were made for those."""

import json

import httpx
import pytest

from app.core.i18n import Locale
from app.core.uow import Runtime
from app.services.portraits.json_resume import resume
from tests.clients.nodes import run
from tests.support.endorsements import KARIM, ask, confirmed, page_of, reply, take_back, talent
from tests.support.people import NOW, Person
from tests.support.portable import EMPTY, frozen


async def test_a_resume_is_valid_and_shows_in_a_stock_theme(node: str) -> None:
    resumes = [resume(frozen()), resume(frozen(Locale.EN)), resume(frozen(address=None, **EMPTY))]
    full, english, bare = json.loads(await run(node, "resume.mjs", text=json.dumps(resumes)))
    assert [item["faults"] for item in (full, english, bare)] == [[], [], []]
    names = ("Inès Martin", "Apprentie maçonne", "Mon premier mur droit", "Monter un mur", "Karim Benali, Tuteur")
    for words in (*names, "Maçonnerie Dubois", "CFA de Tours", "Banque alimentaire"):
        assert words in full["page"], words
    assert "Apprentice mason" in english["page"]
    assert "Souder" not in full["page"]  # sought


@pytest.mark.slow
async def test_a_badge_is_checked_by_a_library_of_others(
    node: str, alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    endorsement = await confirmed(runtime, alice, guest)
    second = await ask(alice, await talent(runtime, alice, "LEARN.2"))
    await reply(guest, page_of(runtime, second), "confirmation", **KARIM)
    paths = [f"/v1/endorsements/{item['id']}/credential" for item in (endorsement, second)]
    badges = [(await alice.client.get(path)).text for path in paths]
    await take_back(alice, second | {"version": 2})
    address = "http://test/v1/status-lists/0"
    document = {
        "credentials": badges,
        "jwks": (await guest.get("/.well-known/jwks.json")).json(),
        "did": (await guest.get("/.well-known/did.json")).json(),
        "lists": {address: (await guest.get(address)).text},
        "now": NOW.isoformat(),
    }
    first, badge_after_withdrawal = json.loads(await run(node, "badge.mjs", text=json.dumps(document)))
    assert first == {"name": endorsement["skill"]["labels"]["en"], "revoked": False, "bits": 131_072}
    assert badge_after_withdrawal["revoked"]
