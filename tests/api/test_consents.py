from typing import Any

import httpx
from fastapi import FastAPI

from app.models.consents import ConsentKind
from app.policies.consent_texts import TEXTS, of_community
from tests.support import communities
from tests.support.communities import decide, grown_up, join, leave
from tests.support.grants import FORM, revoke, share, told
from tests.support.people import Person
from tests.support.stories import begin, publish, text


async def ledger(person: Person) -> list[dict[str, Any]]:
    consents: list[dict[str, Any]] = (await person.ask("GET", "/v1/me/consents", 200))["items"]
    return consents


def _end(text: str) -> str:
    """Return the last sentence, which names nothing of the act."""
    return text.rstrip(".").rpartition(". ")[2]


async def test_what_one_agrees_to_is_written_down_with_the_words_shown(alice: Person) -> None:
    texts = {item["kind"]: item for item in (await alice.ask("GET", "/v1/me/consents/texts", 200))["items"]}
    assert set(texts) == set(TEXTS)
    story = await told(alice)
    grant = await share(alice, story)
    shared, published = await ledger(alice)
    assert (published["kind"], published["subject_id"]) == ("publish", story["id"])
    assert (shared["kind"], shared["subject_id"]) == ("share", grant["id"])
    for item in (shared, published):
        assert item["text_version"] == texts[item["kind"]]["version"]
        assert _end(item["text"]) == _end(texts[item["kind"]]["text"]["fr"])
        assert (item["given_by"], item["withdrawn_at"], item["boxes"]) == (None, None, [])


async def test_taking_back_withdraws_the_consent(alice: Person) -> None:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    first, second = await share(alice, story), await share(alice, story)
    await revoke(alice, first)
    subject_ids = {item["subject_id"] for item in await ledger(alice) if item["withdrawn_at"]}
    assert subject_ids == {first["id"]}
    await alice.ask("DELETE", f"{journal}/publication", 204)
    subject_ids = {item["subject_id"] for item in await ledger(alice) if item["withdrawn_at"]}
    assert subject_ids == {first["id"], second["id"], story["id"]}


async def test_nobody_reads_the_ledger_of_another(alice: Person, bob: Person) -> None:
    await told(alice)
    assert await ledger(bob) == []


async def test_to_belong_is_agreed_to_until_one_leaves(alice: Person, app: FastAPI) -> None:
    bob, community = (
        await grown_up(app, "bob"),
        await communities.begin(alice, visibility="listed", join_policy="request"),
    )
    await join(bob, community)
    await decide(alice, community, bob, state="active")
    path = f"/v1/communities/{community['id']}/membership"
    for agrees in (True, False, True):
        await bob.ask("PATCH", path, 200, json={"show_talents": agrees})
    found = [(item["kind"], item["subject_id"], item["withdrawn_at"] is None) for item in await ledger(bob)]
    assert sorted(found) == [
        ("join", community["id"], True),
        ("talents", community["id"], False),
        ("talents", community["id"], True),
    ]
    await leave(bob, community)
    assert [item for item in await ledger(bob) if item["withdrawn_at"] is None] == []
    assert [item["kind"] for item in await ledger(alice) if item["withdrawn_at"] is None] == ["lead"]  # who began it
    await join(bob, community)
    await decide(alice, community, bob, state="refused")
    assert [item for item in await ledger(bob) if item["withdrawn_at"] is None] == []


async def test_whoever_comes_to_look_after_a_community_agrees_that_all_see_their_name(
    alice: Person, app: FastAPI, guest: httpx.AsyncClient
) -> None:
    bob, community = await grown_up(app, "bob"), await communities.begin(alice)
    invitation = await communities.invite(alice, community, role="facilitator")
    await join(bob, community, invitation=invitation["code"])
    for person in (alice, bob):
        [agreed] = [item for item in await ledger(person) if item["subject_id"] == community["id"]]
        assert agreed["kind"] == "lead"
        assert "tous ses membres voient mon nom" in agreed["text"]
    code = await guest.post(f"/i/{invitation['code']}/code", content="email=ines@example.org", headers=FORM)
    assert TEXTS[ConsentKind.LEAD].said(community=of_community(community["name"])).en in code.text
