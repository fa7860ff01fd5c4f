"""A face stands beside a name, for whom the person has to do with, and for nobody else: docs/decisions/0120."""

from typing import Any

import httpx
from sqlalchemy import update

from app.core.uow import Runtime
from app.models.memberships import Membership, MembershipState
from app.models.users import User
from tests.support.communities import gather
from tests.support.documents import whole_document
from tests.support.grants import share
from tests.support.media import jpeg
from tests.support.people import Person
from tests.support.stories import begin, publish, text
from tests.support.uploads import medium

DOCUMENT: dict[str, Any] = whole_document()
ACCOUNT = {"UserRead", "UserPatch"}  # has the whole medium


async def change(runtime: Runtime, person: Person, **values: object) -> None:
    async with runtime.database.sessions.begin() as session:
        await session.execute(update(User).where(User.id == person.id).values(values))


async def stand(runtime: Runtime, person: Person, state: MembershipState) -> None:
    async with runtime.database.sessions.begin() as session:
        await session.execute(update(Membership).where(Membership.user_id == person.id).values(state=state))


async def put_on(runtime: Runtime, person: Person) -> Any:
    """Choose a photo as the avatar of a person of 18, and return it."""
    photo = await medium(runtime, person, jpeg(), alt="Moi")
    me = await person.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": photo["id"], "birth_year": 2008})
    names = [variant["name"] for variant in photo["variants"]]
    assert me["avatar"] == {name: photo[name] for name in me["avatar"]} | {"variants": names}
    return photo


async def test_members_see_each_other_after_15(
    runtime: Runtime, alice: Person, bob: Person, guest: httpx.AsyncClient
) -> None:
    photo = await put_on(runtime, alice)
    community = await gather(runtime, bob, alice)
    path = f"/v1/communities/{community}/memberships/{alice.id}"
    member = await bob.ask("GET", path, 200)
    assert member["user"] == {"id": str(alice.id), "display_name": "Alice", "avatar": {"id": photo["id"]}}
    face = bob.address_of({"id": photo["id"], "variants": ["thumb"]})
    assert (await guest.get(face)).status_code == 200
    assert (await guest.get(face.replace("/thumb", "/small"))).status_code == 404
    tag = {"If-None-Match": f'"{member["version"]}"'}
    assert (await bob.client.get(path, headers=tag)).status_code == 200  # the avatar has no part in the version
    for year in (None, 2012):  # of no known age, and 14
        await change(runtime, alice, birth_year=year)
        assert (await bob.ask("GET", path, 200))["user"]["avatar"] is None
        assert (await guest.get(face)).status_code == 404
        assert (await alice.ask("GET", path, 200))["user"]["avatar"] is not None
    await change(runtime, alice, birth_year=2008)
    assert (await guest.get(face)).status_code == 200
    await alice.ask("POST", "/v1/me/erasure", 202)
    assert (await guest.get(face)).status_code == 404
    await alice.ask("DELETE", "/v1/me/erasure", 204)
    await stand(runtime, alice, MembershipState.LEFT)
    assert (await guest.get(face)).status_code == 404


async def test_a_face_goes_with_an_access_by_name_and_ends_with_it(
    runtime: Runtime, alice: Person, bob: Person, guest: httpx.AsyncClient
) -> None:
    photo, face_of_reader = await put_on(runtime, alice), await put_on(runtime, bob)
    path = f"/v1/stories/{(await publish(alice, await begin(alice, text('Un'))))['id']}"
    story = await alice.client.get(path)
    tag = {"If-None-Match": story.headers["etag"]}
    assert (await alice.client.get(path, headers=tag)).status_code == 200  # the avatar has no part in the version
    grant = await share(alice, story.json(), audience={"type": "user", "id": str(bob.id)})
    assert (await bob.ask("GET", path, 200))["owner"]["avatar"] == {"id": photo["id"]}
    face = bob.address_of({"id": photo["id"], "variants": ["thumb"]})
    [reading] = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    assert reading["reader"] == {"id": str(bob.id), "display_name": "Bob", "avatar": {"id": face_of_reader["id"]}}
    assert (await guest.get(face)).status_code == 200
    await alice.ask("POST", "/v1/me/erasure", 202)
    assert (await guest.get(face)).status_code == 404
    await alice.ask("DELETE", "/v1/me/erasure", 204)
    for media_id, status in ((None, 404), (photo["id"], 200)):
        await alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": media_id})
        assert (await guest.get(face)).status_code == status
    await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 204)
    assert (await guest.get(face)).status_code == 404


def test_each_person_that_is_named_by_id_may_have_a_face() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    people = {name for name, schema in schemas.items() if {"id", "display_name"} <= schema.get("properties", {}).keys()}
    assert people - ACCOUNT == {"PersonRef", "PartyRead", "BeneficiaryRead"}
    for name in people - ACCOUNT:
        assert "avatar" in schemas[name]["required"]
