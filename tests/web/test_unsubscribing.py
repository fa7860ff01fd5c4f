"""One click ends the mails of one kind (RFC 8058), and nothing else."""

from email.message import EmailMessage

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.notifications import NotificationType
from app.services.notifications.unsubscribing import PREFIX, WayOut
from tests.support.communities import begin, gather, invite
from tests.support.grants import link_to
from tests.support.mails import received, text_of
from tests.support.notifications import Scene, device, mails_to, staged, told
from tests.support.people import Person, Watch, work_off
from tests.support.uploads import renew
from tests.web.reading import words_of

MISSION, GRANT, ACCEPTED = NotificationType.MISSION, NotificationType.GRANT, NotificationType.ACCEPTED


@pytest.fixture
async def scene(app: FastAPI, runtime: Runtime, watch: Watch) -> Scene:
    return await staged(app, watch)


async def click(guest: httpx.AsyncClient, mail: EmailMessage) -> httpx.Response:
    """As a mail program does it."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(mail["List-Unsubscribe"]).strip("<>")
    return await guest.post(address, data={"List-Unsubscribe": "One-Click"})


@pytest.mark.slow
async def test_the_mails_of_a_community_end_and_no_others(
    scene: Scene, alice: Person, guest: httpx.AsyncClient
) -> None:
    ours, other = [await gather(scene.runtime, alice, name=name) for name in ("Les maçons", "Les cuisiniers")]
    rules = [{"community_id": str(ours), "type": "mission", "email": "now"}]
    await alice.ask("PUT", "/v1/notifications/preferences", 200, json={"rules": rules})
    phone = await device(alice)
    await told(scene.runtime, alice, MISSION, None, ours)
    await scene.passes(minutes=1)
    [mail] = mails_to(scene.runtime, alice)
    assert (await click(guest, mail)).status_code == 200
    for community in (ours, other):
        await told(scene.runtime, alice, MISSION, None, community, title=str(community))
    await scene.passes(minutes=1)
    assert scene.subjects(alice)[1:] == [f"Une mission pour toi\u00a0: {other}"]
    assert len(scene.phones.titles(phone)) == 3


@pytest.mark.slow
async def test_what_is_on_its_way_ends_too(scene: Scene, alice: Person, guest: httpx.AsyncClient) -> None:
    await told(scene.runtime, alice, GRANT)
    await scene.passes(minutes=1)
    [mail] = mails_to(scene.runtime, alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"quiet_from": "14:00", "quiet_until": "16:00"})
    await told(scene.runtime, alice, GRANT)
    await told(scene.runtime, alice, MISSION)
    await scene.passes(minutes=1)
    for _ in range(2):
        assert (await click(guest, mail)).status_code == 200
    await scene.passes(hours=3)
    assert scene.subjects(alice)[1:] == ["Une mission pour toi\u00a0: Un mur droit"]


@pytest.mark.slow
async def test_digests_end(scene: Scene, alice: Person, guest: httpx.AsyncClient) -> None:
    await told(scene.runtime, alice, ACCEPTED)
    await scene.passes(minutes=1)
    await scene.passes(days=1)
    [mail] = mails_to(scene.runtime, alice)
    assert (await click(guest, mail)).status_code == 200
    await told(scene.runtime, alice, ACCEPTED)
    await scene.passes(minutes=1)
    await scene.passes(days=1)
    assert len(mails_to(scene.runtime, alice)) == 1
    await renew(alice)
    assert (await alice.ask("GET", "/v1/notifications/preferences", 200))["rhythm"] == "never"


@pytest.mark.slow
async def test_to_look_at_the_way_out_ends_nothing(scene: Scene, alice: Person, guest: httpx.AsyncClient) -> None:
    community = await gather(scene.runtime, alice, name="Les <maçons>")
    for way, said in (
        (WayOut(alice.id, community_id=community), "The mails of Les &lt;maçons&gt; will stop."),
        (WayOut(alice.id, type=GRANT), "Mails of this kind will stop."),
        (WayOut(alice.id), "The digests will stop."),
    ):
        page = await guest.get(f"/n/{way.token(scene.runtime.keys)}")
        assert (page.status_code, page.headers["x-robots-tag"]) == (200, "noindex")
        assert said in page.text
        assert 'method="post"' in page.text
    answer = await alice.ask("GET", "/v1/notifications/preferences", 200)
    assert (answer["rules"], answer["rhythm"]) == ([], "daily")


async def test_who_looks_again_sees_that_it_is_done(scene: Scene, alice: Person, guest: httpx.AsyncClient) -> None:
    keys, community = scene.runtime.keys, await gather(scene.runtime, alice)
    ways = [
        WayOut(alice.id, community_id=community),
        WayOut(alice.id, type=GRANT),
        WayOut(alice.id),
        WayOut(alice.id, address=b"a" * 32),
    ]
    for way in ways:
        path = f"/n/{way.token(keys)}"
        assert "<form" in (await guest.get(path)).text
        await guest.post(path)
        answer = await guest.get(path)
        assert (answer.status_code, "<form" in answer.text) == (200, False)
        assert "These mails have stopped already" in answer.text
    rules = [
        {"community_id": str(community), "type": None, "email": "off"},
        {"community_id": str(community), "type": "mission", "email": "now"},
        {"community_id": None, "type": "grant", "email": "off"},
    ]
    await alice.ask("PUT", "/v1/notifications/preferences", 200, json={"rhythm": "daily", "rules": rules})
    pages = [(await guest.get(f"/n/{way.token(keys)}")).text for way in ways]
    assert ["<form" in page for page in pages] == [True, False, True, False]


async def test_a_way_out_that_we_did_not_make_leads_nowhere(
    runtime: Runtime, alice: Person, bob: Person, guest: httpx.AsyncClient
) -> None:
    mine = WayOut(alice.id).token(runtime.keys)
    link = WayOut(bob.id).token(runtime.keys)
    forged = link[:20] + mine[20:]
    for token in (forged, mine[:-1], PREFIX, "x", "dtu_é", mine.lower()):
        answer = await guest.get(f"/n/{token}")
        assert answer.status_code == 404, token
        assert "bonjour@daytripper.localhost" in answer.text
        assert "read" not in words_of(answer.text)
        assert (await guest.post(f"/n/{token}")).status_code == 404, token


async def test_a_way_out_of_an_account_that_is_gone_leads_nowhere(runtime: Runtime, guest: httpx.AsyncClient) -> None:
    assert (await guest.post(f"/n/{WayOut(uuid7()).token(runtime.keys)}")).status_code == 404


@pytest.mark.slow
async def test_an_address_takes_no_more_mails_of_a_person_and_nobody_is_told(
    runtime: Runtime, alice: Person, rose: Person, guest: httpx.AsyncClient
) -> None:
    address, other = f"a-{alice.id}@example.org", f"b-{alice.id}@example.org"
    grants = [(person, await link_to(person)) for person in (alice, rose)]

    async def all_write(message: str) -> None:
        for person, grant in grants:
            body = {"emails": [address, other], "message": message}
            path = f"/v1/grants/{grant['id']}/deliveries"
            assert await person.ask("POST", path, 202, json=body) == {"accepted": 2, "skipped": 0}
        assert (await invite(alice, await begin(alice), emails=[address, other]))["mailed"] == 2
        await work_off(runtime)

    await all_write("Voilà.")
    shared, offer, invited = received(runtime, address)
    for mail in (shared, invited):
        link = str(mail["List-Unsubscribe"]).strip("<>")
        assert link in text_of(mail)
        assert f'href="{link}"' in text_of(mail, "html")
        assert link not in received(runtime, other)[0].as_string()
    page = await guest.get(link)
    assert "The messages from this person will no longer come" in page.text
    for _ in range(2):
        assert (await click(guest, shared)).status_code == 200
    await all_write("Encore.")
    assert [len(received(runtime, item)) for item in (address, other)] == [4, 6]
    assert received(runtime, address)[-1]["List-Unsubscribe"] == offer["List-Unsubscribe"]
