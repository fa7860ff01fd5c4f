"""A report that is published: its link is mailed to addresses and members, and whom it concerns is told."""

from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.core.uow import Runtime
from tests.api.test_quotes import WORDS, agree, asked
from tests.support.communities import gather, grown_up
from tests.support.mails import received, text_of
from tests.support.missions import answer, send
from tests.support.people import Person, sign_in, work_off
from tests.support.programme_reports import draft, edition, give, publish

LINK = {"type": "link"}


async def told(person: Person) -> list[Any]:
    page = await person.ask("GET", "/v1/notifications", 200)
    return [item for item in page["items"] if item["type"] == "report"]


async def test_the_team_mails_the_link_to_addresses_and_members(app: FastAPI, alice: Person, runtime: Runtime) -> None:
    bob, stranger = await grown_up(app, "bob"), await sign_in(app, "stranger")
    community_id = await gather(runtime, alice, bob)
    report = await draft(alice, community_id)
    await publish(alice, report)
    grant = await give(alice, report, LINK)
    path, partner = f"/v1/grants/{grant['id']}/deliveries", f"orfe-{grant['id']}@example.org"
    body = {"emails": [partner], "members": [str(bob.id)], "message": "Notre année."}
    assert await alice.ask("POST", path, 202, json=body) == {"accepted": 2, "skipped": 0}
    assert await alice.ask("POST", path, 202, json=body) == {"accepted": 0, "skipped": 2}  # a tap that is repeated
    await work_off(runtime)
    for address in (partner, bob.email):
        [mail] = [item for item in received(runtime, address) if "bilan" in str(item["Subject"])]
        words = text_of(mail)
        assert [
            part for part in ("Bilan 2026", "Notre année.", grant["url"], "Ne plus recevoir") if part not in words
        ] == []
    assert "/b/" in grant["url"]
    for faulty in ({}, {"members": [str(stranger.id)]}, {"emails": [f"a{n}@example.org" for n in range(21)]}):
        await alice.ask("POST", path, 422, json=faulty)
    await bob.ask("POST", path, 404, json={"emails": [partner]})
    await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers={"If-Match": "*"})
    await alice.ask("POST", path, 409, json={"emails": [partner]})


async def test_whom_it_concerns_is_told_and_nobody_else(app: FastAPI, alice: Person, runtime: Runtime) -> None:
    bob, region, member = [await grown_up(app, name) for name in ("bob", "region", "member")]
    community_id, above = await gather(runtime, alice, bob, member), await gather(runtime, region, alice)
    response = await answer(bob, await send(runtime, alice, community_id))
    report = await draft(alice, community_id, sections=[{"kind": "quotes"}])
    request = await alice.ask("POST", "/v1/grant-requests", 201, json=asked(UUID(report["id"]), response))
    await agree(bob, await bob.ask("GET", f"/v1/grant-requests/{request['id']}", 200))
    await publish(alice, report)
    assert await told(region) == []
    await give(alice, report, {"type": "community", "id": str(above)})
    [notification] = await told(region)
    assert notification["target"]["path"] == f"/communities/{above}/reports/{report['id']}"
    assert (await edition(region, report))["title"] == "Bilan 2026"
    [notification] = await told(bob)
    assert (notification["target"]["type"], notification["data"]["kind"]) == ("grant", "cited")
    assert WORDS not in str(notification)
    assert (await told(member), await told(alice)) == ([], [])
    await work_off(runtime)
    [mail] = [item for item in received(runtime, bob.email) if "Tes mots" in str(item["Subject"])]
    assert "Tu peux les reprendre quand tu veux." in text_of(mail)
    await alice.ask("DELETE", f"/v1/reports/{report['id']}/publication", 204)
    assert (await told(region))[0]["target"] is None
