"""Whatever a guardian answers, it holds at once, also on a page that was opened before the last answer."""

import httpx
import pytest

from app.core.uow import Runtime
from app.models.guardians import GuardedAct, Guardianship, GuardianshipOver, GuardianshipState
from tests.support.grants import read, share, told
from tests.support.guardians import EVERYTHING, answer, ask_guardian
from tests.support.people import NOW, Person


@pytest.mark.slow
async def test_who_declines_on_a_page_from_before_they_agreed_takes_it_all_back(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    story = await told(zoe)
    link = await share(zoe, story)
    assert "declined" in await answer(guest, page, [("answer", "decline")])
    assert (await read(guest, link)).status_code == 404
    assert (await zoe.ask("GET", f"/v1/stories/{story['id']}", 200))["withdrawn_at"] is not None
    guardian = await zoe.ask("GET", "/v1/me/guardian", 200)
    assert (guardian["state"], guardian["ended_by"]) == ("ended", "guardian")
    consents = (await zoe.ask("GET", "/v1/me/consents", 200))["items"]
    assert [consent["kind"] for consent in consents if consent["withdrawn_at"] is None] == []
    await answer(guest, page, EVERYTHING, 404)


def test_only_what_was_not_agreed_to_is_declined() -> None:
    guardianship = Guardianship(state=GuardianshipState.ASKED, acts=[])
    guardianship.agree("Sofia", [GuardedAct.SHARE], NOW)
    with pytest.raises(GuardianshipOver):
        guardianship.decline(NOW)
