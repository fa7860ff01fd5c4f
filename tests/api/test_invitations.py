from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.services.communities.invitation_keys import LETTERS
from app.services.communities.memberships import WRONG_PER_PERSON
from tests.support.communities import begin, decide, grown_up, invite, join, leave
from tests.support.people import NOW, Person, Watch, work_off

SOON = (NOW + timedelta(minutes=5)).isoformat()


def token_of(invitation: dict[str, str]) -> str:
    return invitation["url"].rpartition("/")[2]


async def listed(person: Person, community: dict[str, str], **filters: object) -> list[dict[str, object]]:
    page = await person.ask("GET", f"/v1/communities/{community['id']}/invitations", 200, params=filters)
    items: list[dict[str, object]] = page["items"]
    return items


async def test_the_whole_link_opens_as_its_end_does(alice: Person, bob: Person, app: FastAPI) -> None:
    community = await begin(alice)
    invitation = await invite(alice, community)
    path = f"/v1/communities/{community['id']}/membership"
    for wrong in ("http://test/i/", "http://test/s/abcdefgh", f"{invitation['url']}#x", "javascript:/i/abcdefgh"):
        assert (await bob.ask("PUT", path, 422, json={"invitation": wrong}))["errors"][0]["pointer"] == "/invitation"
    adult = await grown_up(app, "scanned")
    await join(adult, community, invitation=f" {invitation['url']} ")
    await join(await grown_up(app, "mailed"), community, invitation=f"{invitation['url']}?lang=fr")


async def test_an_invitation_is_one_object_with_a_code_a_link_and_a_picture(alice: Person) -> None:
    community = await begin(alice)
    invitation = await invite(alice, community, max_uses=30, ends_at=SOON)
    assert invitation["url"].startswith("http://test/i/dti_")
    assert len(invitation["code"]) == 9
    assert set(invitation["code"].replace("-", "")) <= set(LETTERS)
    assert (invitation["role"], invitation["needs_approval"], invitation["state"]) == ("member", False, "active")
    assert invitation["created_by"] == {"id": str(alice.id), "display_name": "Alice", "avatar": None}
    assert await listed(alice, community) == [invitation]
    path = f"/v1/communities/{community['id']}/invitations/{invitation['id']}"
    assert await alice.ask("GET", path, 200) == invitation
    picture = await alice.client.get(f"{path}/qr.svg")
    assert (picture.headers["content-type"], picture.text[:5]) == ("image/svg+xml", "<?xml")


async def test_what_it_is_opened_with_is_stored_nowhere(alice: Person, runtime: Runtime) -> None:
    invitation = await invite(alice, await begin(alice))
    row = await runtime.database.reads.fetchrow("select * from invitations where id = $1", invitation["id"])
    assert row is not None
    text = " ".join(map(str, row.values()))
    assert token_of(invitation) not in text
    assert invitation["code"].replace("-", "") not in text


@pytest.mark.parametrize("how", ["code", "typed", "token"])
async def test_whoever_holds_it_comes_in_even_where_nobody_else_sees_a_page(
    alice: Person, app: FastAPI, how: str
) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice)
    invitation = await invite(alice, community, role="facilitator")
    text = invitation["code"].lower().replace("-", " ").replace("0", "o").replace("1", "i")
    key = {"code": invitation["code"], "typed": text, "token": token_of(invitation)}[how]
    came = await join(bob, community, invitation=key)
    assert (came["state"], came["role"]) == ("active", "facilitator")
    await join(bob, community, 200, invitation=key)
    (findings,) = await listed(alice, community)
    assert findings["uses"] == 1


async def test_with_approval_one_use_makes_one_request(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice)
    invitation = await invite(alice, community, needs_approval=True)
    assert (await join(bob, community, invitation=invitation["code"]))["state"] == "requested"
    assert (await join(bob, community, 200, invitation=invitation["code"]))["state"] == "requested"
    (findings,) = await listed(alice, community)
    assert findings["uses"] == 1
    direct = await invite(alice, community)
    assert (await join(bob, community, invitation=direct["code"]))["state"] == "active"


async def test_a_role_that_needs_approval_is_approved_by_who_gives_roles(alice: Person, app: FastAPI) -> None:
    bob, carla = await grown_up(app, "bob"), await grown_up(app, "carla")
    community = await begin(alice)
    await join(bob, community, invitation=(await invite(alice, community, role="facilitator"))["code"])
    invitation = await invite(alice, community, role="manager", needs_approval=True)
    await join(carla, community, invitation=invitation["code"])
    assert (await decide(bob, community, carla, 403, state="active"))["type"] == "/problems/managers-only"
    assert (await decide(alice, community, carla, state="active"))["role"] == "manager"


async def test_over_spent_revoked_or_never_made_are_one_answer(
    alice: Person, app: FastAPI, watch: Watch, guest: httpx.AsyncClient
) -> None:
    bob, carla = await grown_up(app, "bob"), await grown_up(app, "carla")
    community = await begin(alice)
    over = await invite(alice, community, expires_at=SOON)
    spent_invitation = await invite(alice, community, max_uses=1)
    revoked_invitation = await invite(alice, community)
    await join(bob, community, invitation=spent_invitation["code"])
    await alice.ask("DELETE", f"/v1/communities/{community['id']}/invitations/{revoked_invitation['id']}", 204)
    watch.advance(minutes=5)
    problems = [
        await join(carla, community, 404, invitation=key)
        for key in (over["code"], token_of(spent_invitation), revoked_invitation["code"], "AAAA-AAAA", "dti_nothing")
    ]
    # Codes can be guessed, and each wrong one says how many are left; the tokens of links cannot.
    assert [problem.pop("attempts_left", None) for problem in problems] == [19, None, 18, 17, None]
    for problem in problems:
        del problem["request_id"]
        assert problem == problems[0]
        assert problem["type"] == "/problems/invitation-gone"
    for key in (over["code"], token_of(revoked_invitation), "AAAA-AAAA"):
        assert (await guest.get(f"/v1/invitations/{key}")).status_code == 404
    assert [item["state"] for item in await listed(alice, community)] == ["revoked", "exhausted", "expired"]
    assert [item["id"] for item in await listed(alice, community, state="expired")] == [over["id"]]


async def test_it_says_who_invites_to_what_without_an_account(alice: Person, guest: httpx.AsyncClient) -> None:
    community = await begin(alice, name="Maçons de Touraine", charter="On se montre nos murs.")
    invitation = await invite(alice, community, needs_approval=True)
    for key in (invitation["code"], token_of(invitation)):
        answer = await guest.get(f"/v1/invitations/{key}")
        assert answer.json() == {
            "community": {
                "id": community["id"],
                "kind": "network",
                "name": "Maçons de Touraine",
                "charter": "On se montre nos murs.",
                "join_policy": "invite",
                "weekly_notification_cap": 5,
                "verified_at": None,
            },
            "invited_by": "Alice",
            "role": "member",
            "needs_approval": True,
            "ends_at": None,
        }
        assert answer.headers["cache-control"] == "private, no-store"


async def test_an_invitation_leads_into_its_own_community_only(alice: Person, app: FastAPI) -> None:
    bob, invitation = await grown_up(app, "bob"), await invite(alice, await begin(alice))
    for item in (await begin(alice), await begin(alice, visibility="listed", join_policy="open")):
        assert (await join(bob, item, 404, invitation=invitation["code"]))["type"] == "/problems/invitation-gone"


@pytest.mark.slow
async def test_nobody_guesses_codes_for_long(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice)
    invitation = await invite(alice, community)
    for number in range(WRONG_PER_PERSON.most):
        await join(bob, community, 404, invitation=f"AAAA-{number:04}")
    await join(bob, community, 429, invitation=invitation["code"])


async def test_facilitators_invite_members_and_see_no_other_invitations(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice)
    promoting = await invite(alice, community, role="manager")
    await join(bob, community, invitation=(await invite(alice, community, role="facilitator"))["code"])
    own = await invite(bob, community)
    assert [item["id"] for item in await listed(bob, community)] == [own["id"]]
    assert (await invite(bob, community, 403, role="manager"))["type"] == "/problems/managers-only"
    path = f"/v1/communities/{community['id']}/invitations/{promoting['id']}"
    for method, where in (("GET", path), ("DELETE", path), ("GET", f"{path}/qr.svg")):
        await bob.ask(method, where, 404)
    await decide(alice, community, bob, role="member")
    assert (await invite(bob, community, 403))["type"] == "/problems/leaders-only"
    await bob.ask("GET", f"/v1/communities/{community['id']}/invitations", 403)


async def test_invitations_to_the_team_end_with_whoever_made_them(alice: Person, app: FastAPI) -> None:
    bob, carla = await grown_up(app, "bob"), await grown_up(app, "carla")
    community = await begin(alice)
    await join(bob, community, invitation=(await invite(alice, community, role="manager"))["code"])
    promoting, inviting = await invite(bob, community, role="manager"), await invite(bob, community)
    await leave(bob, community)
    await join(carla, community, 404, invitation=promoting["code"])
    assert (await join(carla, community, invitation=inviting["code"]))["role"] == "member"


async def test_a_repeated_post_invites_once(alice: Person, runtime: Runtime) -> None:
    community = await begin(alice)
    path, headers = f"/v1/communities/{community['id']}/invitations", {"Idempotency-Key": "k-1"}
    body = {"emails": ["ines@example.org"]}
    first = await alice.ask("POST", path, 201, json=body, headers=headers)
    assert await alice.ask("POST", path, 201, json=body, headers=headers) == first
    assert (first["mailed"], len(await listed(alice, community))) == (1, 1)
    await work_off(runtime)


async def test_an_end_in_the_past_is_refused(alice: Person) -> None:
    problem = await invite(alice, await begin(alice), 422, ends_at=NOW.isoformat())
    assert [error["pointer"] for error in problem["errors"]] == ["/ends_at"]
