"""The directory of a school invites pupils and lets them leave, and learns nothing of anybody else."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.api_tokens import Scope
from app.models.memberships import Role
from tests.support.api_tokens import insert_token
from tests.support.communities import begin, begin_school, join, verify
from tests.support.mails import received, text_of
from tests.support.people import ADULT, NOW, Person, prove, sign_in, work_off

ROOT = "/scim/v2"
CORE = "urn:ietf:params:scim:schemas:core:2.0"
USER, GROUP, ENTERPRISE = f"{CORE}:User", f"{CORE}:Group", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Directory(NamedTuple):
    guest: httpx.AsyncClient
    school: Any
    token: str

    async def ask(self, method: str, path: str, status: int, body: object = None, **query: str) -> Any:
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/scim+json"}
        answer = await self.guest.request(method, ROOT + path, json=body, headers=headers, params=query)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        if not answer.content:
            return None
        assert answer.headers["content-type"] == "application/scim+json"
        return answer.json()

    async def find(self, email: str) -> Any:
        page = await self.ask("GET", "/Users", 200, filter=f'userName eq "{email}"')
        assert page["totalResults"] == len(page["Resources"])
        return next(iter(page["Resources"]), None)

    async def activate(self, user: Any, *, active: object, status: int = 200) -> Any:
        body = {"schemas": [PATCH], "Operations": [{"op": "Replace", "path": "active", "value": active}]}
        return await self.ask("PATCH", f"/Users/{user['id']}", status, body)


@pytest.fixture
async def directory(alice: Person, runtime: Runtime, guest: httpx.AsyncClient) -> Directory:
    school = await begin_school(alice, runtime)
    await prove(alice)
    body = {"name": "ENT", "scopes": ["scim"], "expires_at": (NOW + timedelta(days=30)).isoformat()}
    body_of_token = await alice.ask("POST", f"/v1/communities/{school['id']}/tokens", 201, json=body)
    return Directory(guest, school, body_of_token["token"])


def pupil(email: str, **members: object) -> dict[str, object]:
    return {"schemas": [USER, ENTERPRISE], "userName": email, ENTERPRISE: {"department": "2GT3"}} | members


async def test_a_pupil_is_invited_accepts_and_leaves_with_the_school(
    directory: Directory, alice: Person, app: FastAPI, runtime: Runtime
) -> None:
    email = f"{uuid7()}@example.org"
    assert await directory.find(email) is None
    user = await directory.ask("POST", "/Users", 201, pupil(email.upper(), displayName="Zoé"))
    assert user.keys() == {"schemas", "id", "userName", "active", "meta"}
    assert (user["userName"], user["active"], email in user["id"]) == (email, True, False)
    assert await directory.find(email) == user == await directory.ask("GET", f"/Users/{user['id']}", 200)
    refusal = await directory.ask("POST", "/Users", 409, pupil(email))
    assert refusal["scimType"] == "uniqueness"
    await work_off(runtime)
    members = f"/v1/communities/{directory.school['id']}/memberships"
    assert len((await alice.ask("GET", members, 200))["items"]) == 1
    zoe = await accept(app, runtime, directory, "zoe", email)
    place = f"/v1/communities/{directory.school['id']}"
    assert (await zoe.ask("GET", place, 200))["membership"]["tags"] == ["2GT3"]
    assert await directory.find(email) == user
    assert (await directory.activate(user, active="False"))["active"] is False
    assert (await directory.activate(user, active=False))["active"] is False
    assert len((await alice.ask("GET", members, 200))["items"]) == 1
    await work_off(runtime)
    assert len(received(runtime, email)) == 2  # that they are in it no more


async def test_an_invitation_that_is_taken_back_lets_nobody_in(directory: Directory, alice: Person) -> None:
    email = f"{uuid7()}@example.org"
    user = await directory.ask("POST", "/Users", 201, pupil(email))
    invitations = f"/v1/communities/{directory.school['id']}/invitations"
    [invitation] = (await alice.ask("GET", invitations, 200))["items"]
    assert (invitation["tags"], invitation["max_uses"], invitation["mailed"]) == (["2GT3"], 1, 1)
    await directory.activate(user, active=False)
    [invitation] = (await alice.ask("GET", invitations, 200))["items"]
    assert invitation["state"] == "revoked"
    assert (await directory.ask("GET", f"/Users/{user['id']}", 200))["active"] is False
    assert (await directory.activate(user, active=True))["active"] is True
    answer = await directory.ask("PUT", f"/Users/{user['id']}", 200, pupil(email, active=False))
    assert answer["active"] is False
    await directory.ask("DELETE", f"/Users/{user['id']}", 204)
    await directory.ask("GET", f"/Users/{user['id']}", 404)
    assert await directory.find(email) is None


async def test_nothing_is_said_of_anybody_else(
    directory: Directory, alice: Person, bob: Person, runtime: Runtime
) -> None:
    """Not who has an account, not the addresses of members, and nothing to a token of another school."""
    assert await directory.find(bob.email) is None
    assert (await directory.ask("GET", "/Users", 200))["Resources"] == []
    assert (await directory.ask("GET", "/Users", 400, filter='active eq "true"'))["scimType"] == "invalidFilter"
    user = await directory.ask("POST", "/Users", 201, pupil(bob.email))
    manager = await directory.find(alice.email)
    await directory.activate(manager, active=False, status=403)
    second_school = await begin_school(bob, runtime)
    token = await insert_token(runtime, uuid7(), bob.id, second_school["id"], scopes=[Scope.SCIM])
    elsewhere = Directory(directory.guest, second_school, token)
    await elsewhere.ask("GET", f"/Users/{user['id']}", 404)
    assert await elsewhere.find(alice.email) is None


async def test_it_takes_the_token_of_a_known_school_with_that_scope(
    directory: Directory, alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    for token in ("", "dtc_x", alice.client.headers["authorization"].partition(" ")[2]):
        await directory._replace(token=token).ask("GET", "/Users", 401)
    token = await insert_token(runtime, uuid7(), alice.id, directory.school["id"])
    await directory._replace(token=token).ask("GET", "/Users", 403)
    group = await begin(alice)
    await verify(runtime, group)
    token = await insert_token(runtime, uuid7(), alice.id, UUID(group["id"]), scopes=[Scope.SCIM])
    assert await directory._replace(token=token).ask("POST", "/Users", 403, pupil("a@example.org"))
    personal = await insert_token(runtime, uuid7(), alice.id, scopes=list(Scope))
    await directory._replace(token=personal).ask("GET", "/Users", 401)
    members = {"authorization": f"Bearer {directory.token}"}
    assert (
        await guest.get(f"/v1/communities/{directory.school['id']}/memberships", headers=members)
    ).status_code == 403
    demotion = "update memberships set role = $2 where user_id = $1"
    await runtime.database.writes.fetch(demotion, alice.id, Role.FACILITATOR)
    await directory.ask("GET", "/Users", 401)
    await runtime.database.writes.fetch(demotion, alice.id, Role.MANAGER)
    await verify(runtime, directory.school, doubt=True)
    await directory.ask("GET", "/Users", 401)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"userName": "a@example.org"}, "invalidValue"),
        (pupil("nobody"), "invalidValue"),
        (pupil("a@example.org", active="perhaps"), "invalidValue"),
        ([], "invalidSyntax"),
    ],
)
async def test_what_is_no_pupil_is_refused_in_its_words(directory: Directory, body: object, kind: str) -> None:
    assert (await directory.ask("POST", "/Users", 400, body))["scimType"] == kind


async def test_it_describes_itself(guest: httpx.AsyncClient) -> None:
    for path in (
        "/ServiceProviderConfig",
        "/ResourceTypes",
        "/ResourceTypes/User",
        "/Schemas",
        f"/Schemas/{USER}",
        f"/Schemas/{GROUP}",
    ):
        answer = await guest.get(ROOT + path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/scim+json"), path
    for path in ("/Schemas/x", "/ServiceProviderConfig/x"):
        assert (await guest.get(ROOT + path)).status_code == 404


class Class(NamedTuple):
    """Two who came by the directory, of whom the first was put in the group before."""

    group: Any
    zoe: Person
    tom: Person
    ids: tuple[str, str]
    place: str


@pytest.fixture
async def pupils(directory: Directory, app: FastAPI, runtime: Runtime) -> Class:
    emails = [f"{uuid7()}@example.org" for _ in range(3)]
    zoe_id, tom_id, _ = [(await directory.ask("POST", "/Users", 201, pupil(email)))["id"] for email in emails]
    group = await directory.ask("POST", "/Groups", 201, named("1GT2", zoe_id))
    assert (group["displayName"], group["members"]) == ("1GT2", [])  # invited, and in no list
    await work_off(runtime)
    zoe, tom = [await accept(app, runtime, directory, name, emails[n]) for n, name in enumerate(("zoe", "tom"))]
    return Class(group, zoe, tom, (zoe_id, tom_id), f"/v1/communities/{directory.school['id']}")


async def test_it_lists_whom_it_brought(directory: Directory, pupils: Class, runtime: Runtime) -> None:
    """Members are listed while they have the address that the directory wrote to."""
    page = await directory.ask("GET", "/Users", 200)
    assert (page["totalResults"], {item["id"] for item in page["Resources"]}) == (2, set(pupils.ids))
    page = await directory.ask("GET", "/Users", 200, startIndex="2", count="1", attributes="userName")
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"], len(page["Resources"])) == (2, 2, 1, 1)
    assert (await directory.ask("GET", "/Users", 400, startIndex="x"))["scimType"] == "invalidValue"
    renaming = "update users set email = $2 where id = $1"
    await runtime.database.writes.fetch(renaming, pupils.zoe.id, f"{uuid7()}@example.org")
    group = await directory.ask("GET", f"/Groups/{pupils.group['id']}", 200)
    assert group["members"] == []  # an address that the directory does not have
    assert [item["id"] for item in (await directory.ask("GET", "/Users", 200))["Resources"]] == [pupils.ids[1]]


async def test_it_puts_pupils_in_classes_and_takes_back_what_it_gave(
    directory: Directory, pupils: Class, alice: Person
) -> None:
    zoe_id, tom_id = pupils.ids
    path = f"/Groups/{pupils.group['id']}"
    assert await tags_of(pupils, pupils.zoe) == ["2GT3", "1GT2"]
    body = {"tags": ["2GT3", "1GT2", "déléguée"]}
    await alice.ask("PATCH", f"{pupils.place}/memberships/{pupils.zoe.id}", 200, json=body)
    addition = {"op": "Add", "path": "members", "value": [{"value": tom_id}]}
    assert members_of(await directory.ask("PATCH", path, 200, patch(addition))) == {zoe_id, tom_id}
    removal = {"op": "Remove", "path": f'members[value eq "{tom_id}"]'}
    assert members_of(await directory.ask("PATCH", path, 200, patch(removal))) == {zoe_id}
    by_hand = await directory.ask("POST", "/Groups", 201, named("déléguée", zoe_id))
    await directory.ask("DELETE", f"/Groups/{by_hand['id']}", 204)
    renaming = {"op": "replace", "value": {"displayName": "T2", "members": [{"value": tom_id}]}}
    assert members_of(await directory.ask("PATCH", path, 200, patch(renaming))) == {tom_id}
    assert await tags_of(pupils, pupils.zoe) == ["2GT3", "déléguée"]  # what the team gave stays
    assert await tags_of(pupils, pupils.tom) == ["2GT3", "T2"]
    assert members_of(await directory.ask("PUT", path, 200, named("T2", zoe_id))) == {zoe_id}
    await directory.ask("DELETE", path, 204)
    await directory.ask("GET", path, 404)
    assert await tags_of(pupils, pupils.zoe) == ["2GT3", "déléguée"]


async def test_groups_are_found_by_name_and_named_once(directory: Directory, pupils: Class, bob: Person) -> None:
    findings = await directory.ask("GET", "/Groups", 200, filter='displayName eq "1GT2"', excludedAttributes="members")
    assert [(item["id"], "members" in item) for item in findings["Resources"]] == [(pupils.group["id"], False)]
    assert (await directory.ask("GET", "/Groups", 200))["totalResults"] == 1
    assert (await directory.ask("GET", "/Groups", 400, filter='id eq "x"'))["scimType"] == "invalidFilter"
    assert (await directory.ask("POST", "/Groups", 409, named("1GT2")))["scimType"] == "uniqueness"
    for body in (named("x" * 41), named("")):
        assert (await directory.ask("POST", "/Groups", 400, body))["scimType"] == "invalidValue"
    await directory.ask("POST", "/Groups", 404, named("X", "nobody"))
    assert (await directory.ask("GET", "/Groups", 200))["totalResults"] == 1
    assert await directory.find(bob.email) is None


async def tags_of(pupils: Class, person: Person) -> list[str]:
    tags: list[str] = (await person.ask("GET", pupils.place, 200))["membership"]["tags"]
    return tags


def named(name: str, *ids: str) -> dict[str, Any]:
    return {"schemas": [GROUP], "displayName": name, "members": [{"value": id_} for id_ in ids]}


def patch(*operations: object) -> dict[str, object]:
    return {"schemas": [PATCH], "Operations": operations}


def members_of(group: Any) -> set[str]:
    return {item["value"] for item in group["members"]}


async def accept(app: FastAPI, runtime: Runtime, directory: Directory, name: str, email: str) -> Person:
    [mail] = received(runtime, email)
    key = "dti_" if "/i/dti_" in text_of(mail) else "dtm_"
    link = text_of(mail).partition(f"/i/{key}")[2].split()[0].rstrip(".>)")
    person = await sign_in(app, name, email, birth_year=ADULT)
    await join(person, directory.school, invitation=key + link)
    return person
