"""Whoever asked to be erased gives nothing new, and is seen by nobody, until they take the request back."""

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM, at_the_shell
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.erasures import Erasure
from app.models.memberships import Role
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.services.departures import erasures
from app.services.moderation import reports
from tests.support import missions
from tests.support.communities import begin, gather, members
from tests.support.counsellors import code_shown_by, wish, with_second_factor
from tests.support.grants import asked, read, share, told
from tests.support.people import Person, Watch, work_off
from tests.support.stories import begin as begin_journal
from tests.support.stories import medium

FIRST = {"If-Match": '"1"'}  # of whatever has a version
WRITES = ("post", "put", "patch")
# Lines that give nobody anything: what is kept for oneself, the way in, what takes back, refuses, answers or decides.
FREE = [
    "abandon_programme",
    "accept_action",
    "acknowledge_session",
    "add_block",
    "add_passkey",
    "add_proposal_skill",
    "agree_author",
    "appeal_hiding",
    "append_to_upload",
    "cancel_mission",
    "close_mission",
    "close_programme",
    "close_room",
    "confirm_birth_year",
    "confirm_import",
    "confirm_pupil_birth_year",
    "create_admin_webhook",
    "create_erasure",
    "create_experience",
    "create_export",
    "create_flag",
    "create_guest",
    "create_identity",
    "create_import",
    "create_journal",
    "create_person_code",
    "create_recovery_codes",
    "create_second_factor",
    "create_session",
    "create_sign_in_pass",
    "create_upload",
    "decide_flag",
    "decline_response",
    "dismiss_flag",
    "override_upload_method",
    "own_current_session",
    "patch_endorsement",
    "patch_experience",
    "patch_journal",
    "patch_me",
    "patch_medium",
    "patch_membership",
    "patch_portrait",
    "patch_report",
    "patch_room",
    "preview_roster",
    "put_address",
    "put_attendance",
    "put_device",
    "put_door",
    "put_experience",
    "put_guardian",
    "put_head_count",
    "put_journal",
    "put_medium",
    "put_medium_blur",
    "put_medium_content",
    "put_notification_preferences",
    "put_original",
    "put_passkey",
    "put_password",
    "put_portrait",
    "put_progress",
    "put_report",
    "put_scene",
    "put_talent",
    "put_transcription",
    "read_notifications",
    "refresh_session",
    "refuse_grant_request",
    "repeat_webhook_delivery",
    "requeue_job",
    "restore_experience",
    "review_hiding",
    "review_left_hiding",
    "review_proposal",
    "review_response",
    "select_proposal",
    "send_code",
    "start_provider_sign_in",
    "unlock_link",
    "verify_by_passkey",
    "verify_community",
    "verify_second_factor",
    "withdraw_grant_request",
    "withdraw_paper_count",
]


def test_each_line_that_writes_refuses_who_is_suspended_or_gives_nobody_anything(app: FastAPI) -> None:
    """Whoever adds a line says which."""
    lines = {
        one["operationId"]: one["responses"].get("403", {}).get("description", "")
        for ways in app.openapi()["paths"].values()
        for way, one in ways.items()
        if way in WRITES and not one["operationId"].startswith("apply_operations")
    }
    refusing = {name for name, words in lines.items() if AccountRestricted.title.en in words}
    assert refusing == {name for name, words in lines.items() if ErasureAsked.title.en in words}
    assert set(FREE) == lines.keys() - refusing


async def ask_erasure(person: Person) -> None:
    await person.ask("POST", "/v1/me/erasure", 202)


async def take_back(person: Person) -> None:
    await person.ask("DELETE", "/v1/me/erasure", 204)


@pytest.mark.slow
async def test_nothing_new_is_given(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    story, journal = await told(alice), await begin_journal(alice)
    community_id = await gather(runtime, bob, alice)
    mission = await missions.send(runtime, bob, community_id)
    community = await begin(bob, visibility="listed", join_policy="open")
    moment = await alice.ask("PUT", f"/v1/experiences/{uuid7()}", 201, json={"lived_at": "2026-03-03T14:10:00+01:00"})
    given_link, shown_link = await share(alice, story), await share(alice, story)
    own = await begin(alice, name="À moi")
    await with_second_factor(alice, watch)
    wished = wish(watch) | {"code": await code_shown_by(bob)}
    await ask_erasure(alice)
    refused = [
        ("POST", "/v1/grants", asked(story)),
        ("PUT", f"{journal}/publication", None),
        ("PUT", f"/v1/missions/{mission['id']}/response", {"experience_id": moment["id"]}),
        ("PUT", f"/v1/communities/{community['id']}/membership", {}),
        ("PUT", f"/v1/communities/{uuid7()}", {"kind": "cohort", "name": "Promo"}),
        ("PATCH", f"/v1/grants/{given_link['id']}", {"passcode": None}),
        ("POST", f"/v1/grants/{shown_link['id']}/deliveries", {"emails": ["ami@example.org"]}),
        ("PATCH", f"/v1/communities/{own['id']}", {"name": "Autre"}),
        ("POST", f"/v1/communities/{own['id']}/invitations", {"role": "member"}),
        ("POST", "/v1/grant-requests", wished),
        ("POST", "/v1/comments", {"target": {"type": "story", "id": story["id"]}, "text": "Bravo !"}),
    ]
    for method, path, body in refused:
        problem = await alice.ask(method, path, 403, json=body, headers=FIRST)
        assert problem["type"] == "/problems/erasure-asked", path
    await take_back(alice)
    async with runtime.work(at_the_shell()) as uow:
        measure = await reports.restrict(uow, alice.email, "Signalements répétés")
    for method, path, body in refused:
        problem = await alice.ask(method, path, 403, json=body, headers=FIRST)
        assert problem["type"] == "/problems/account-restricted", path
    async with runtime.work(at_the_shell()) as uow:
        await reports.lift(uow, measure.id, "Réglé")
    await share(alice, story)


@pytest.mark.slow
async def test_a_page_that_was_opened_before_is_not_served_again(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    link = await share(alice, await told(alice))
    revoked_link = await share(alice, await told(alice))
    assert (await read(guest, link)).status_code == 200
    page = str(link["url"]).removeprefix("http://test")
    assert (await guest.get(page)).status_code == 200
    await ask_erasure(alice)
    assert (await read(guest, link)).status_code == 404
    assert (await guest.get(page)).status_code == 404
    await alice.ask("DELETE", f"/v1/grants/{revoked_link['id']}", 204, headers={"If-Match": '"1"'})
    await take_back(alice)
    assert (await guest.get(page)).status_code == 200
    assert (await read(guest, revoked_link)).status_code == 404


async def test_their_name_leaves_missions_and_phones_ask_for_them_again(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community_id = await gather(runtime, alice, bob, roles={alice.id: Role.MANAGER, bob.id: Role.MANAGER})
    mission = await missions.send(runtime, alice, community_id)
    path = f"/v1/missions/{mission['id']}"
    answer = await bob.client.get(path)
    assert answer.json()["author"]["id"] == str(alice.id)
    cursor = (await bob.ask("GET", "/v1/sync", 200))["next_cursor"]
    for method, status, author in (("POST", 202, None), ("DELETE", 204, answer.json()["author"])):
        await alice.ask(method, "/v1/me/erasure", status)
        await work_off(runtime)
        reply = await bob.client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert (reply.status_code, reply.json()["author"]) == (200, author)
        page = await bob.ask("GET", f"/v1/sync?cursor={cursor}", 200)
        cursor = page["next_cursor"]
        assert [change["data"]["author"] for change in page["changes"] if change["id"] == mission["id"]] == [author]
        answer = reply


async def test_phones_ask_for_missions_again_when_an_account_that_was_used_no_more_is_erased(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob, roles={alice.id: Role.MANAGER, bob.id: Role.MANAGER})
    mission = await missions.send(runtime, alice, community_id)
    path = f"/v1/missions/{mission['id']}"
    tag = (await bob.client.get(path)).headers["etag"]
    cursor = (await bob.ask("GET", "/v1/sync", 200))["next_cursor"]
    async with runtime.database.sessions.begin() as session:
        session.add(Erasure(user_id=alice.id, asked_at=watch.now, due_at=watch.now))
    async with runtime.work(SYSTEM) as uow:
        await erasures.erase(uow, alice.id)
    await work_off(runtime)
    answer = await bob.client.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.json()["author"]) == (200, None)
    changes = (await bob.ask("GET", f"/v1/sync?cursor={cursor}", 200))["changes"]
    assert [change["data"]["author"] for change in changes if change["id"] == mission["id"]] == [None]


@pytest.mark.slow
async def test_their_media_leave_missions_and_they_leave_lists_of_members(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community_id = await gather(runtime, alice, bob, roles={alice.id: Role.MANAGER, bob.id: Role.MANAGER})
    mission = await missions.send(runtime, alice, community_id, media=[await medium(runtime, alice)])
    path = f"/v1/missions/{mission['id']}"
    answer = await bob.client.get(path)
    url = bob.address_of(answer.json()["media"][0])
    cursor = (await bob.ask("GET", "/v1/sync", 200))["next_cursor"]
    await ask_erasure(alice)
    await work_off(runtime)
    changes = (await bob.ask("GET", f"/v1/sync?cursor={cursor}", 200))["changes"]
    assert [(change["id"], change["data"]["media"]) for change in changes if change["type"] == "mission"] == [
        (mission["id"], [])
    ]
    assert (await bob.client.get(path, headers={"If-None-Match": answer.headers["etag"]})).json()["media"] == []
    assert (await bob.client.head(url)).status_code == 404
    assert len((await alice.ask("GET", path, 200))["media"]) == 1
    community = {"id": str(community_id)}
    assert [member["user"]["id"] for member in await members(bob, community)] == [str(bob.id)]
    await take_back(alice)
    assert len((await bob.ask("GET", path, 200))["media"]) == 1
    assert len(await members(bob, community)) == 2
