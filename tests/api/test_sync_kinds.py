"""What happens to a person comes with the feed: exactly what their own lists show, from its coming to its end."""

from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select

from app.core.actor import SYSTEM
from app.core.changes import Kind
from app.core.uow import Runtime
from app.models.communities import Community
from app.models.endorsements import Endorsement
from app.models.notifications import Notification, NotificationType
from app.models.skills import Framework
from app.schemas.sync import ChangesRead
from tests.api.test_sync import THINGS
from tests.support.communities import begin, change, decide, join, leave
from tests.support.consents import shown
from tests.support.counsellors import accept, request_access
from tests.support.endorsements import asked
from tests.support.grants import told
from tests.support.notifications import told as told_of
from tests.support.people import Person, Watch, capture, sign_in

KINDS = sorted(set(Kind) - set(THINGS) - {Kind.PROPOSAL, Kind.PROGRAMME})  # compared in tests of their own


@dataclass
class Phone:
    """What a phone keeps of the changes it heard of, by kind and id."""

    person: Person
    cursor: str | None = None
    things: dict[str, dict[str, Any]] = field(default_factory=lambda: {kind: {} for kind in KINDS})

    async def pull(self) -> set[tuple[str, bool]]:
        """Read the feed to its end. Returns what kinds came or changed, and which ended."""
        marks: set[tuple[str, bool]] = set()
        has_more = True
        while has_more:
            query = {"limit": "3", "types": ",".join(KINDS)} | ({"cursor": self.cursor} if self.cursor else {})
            page = await self.person.ask("GET", "/v1/sync", 200, params=query)
            assert ChangesRead.model_validate(page)
            self.cursor, has_more = page["next_cursor"], page["has_more"]
            for item in page["changes"]:
                marks.add((item["type"], item["deleted"]))
                self.things[item["type"]].pop(item["id"], None)
                if not item["deleted"]:
                    self.things[item["type"]][item["id"]] = _lasting(item["data"])
        return marks

    async def lists(self) -> dict[str, dict[str, Any]]:
        """Return the same as the person's own lists show it."""
        me = await self.person.ask("GET", "/v1/me", 200)
        requests = await self._items("/v1/grant-requests?scope=received") + await self._items(
            "/v1/grant-requests?scope=sent"
        )
        comments = await self._items("/v1/comments?scope=received") + await self._items("/v1/comments?scope=written")
        lists = {
            "user": [me],
            "notification": await self._items("/v1/notifications"),
            "grant_request": requests,
            "comment": comments,
            "endorsement": await self._items("/v1/endorsements"),
        }
        return {kind: {item["id"]: _lasting(item) for item in items} for kind, items in lists.items()} | {
            "membership": await self._memberships()
        }

    async def _memberships(self) -> dict[str, Any]:
        memberships = {}
        for item in await self._items("/v1/communities"):
            answer = await self.person.client.get(f"/v1/communities/{item['id']}/memberships/{self.person.id}")
            if answer.status_code == 200 and answer.json()["state"] in {"requested", "active"}:
                memberships[item["id"]] = answer.json() | {"community": {"id": item["id"], "name": item["name"]}}
        return memberships

    async def _items(self, path: str) -> list[Any]:
        return list((await self.person.ask("GET", path, 200))["items"])


def _lasting(thing: dict[str, Any]) -> dict[str, Any]:
    """Leave out where the button of a notification leads: that is seen when it is read, and is no change of it."""
    return thing | ({"target": None} if "settled_at" in thing else {})


Marks = AbstractSet[tuple[str, bool]]


def came(*kinds: str) -> Marks:
    return {(kind, False) for kind in kinds}


def went(*kinds: str) -> Marks:
    return {(kind, True) for kind in kinds}


@dataclass
class Scene:
    """Alice has two phones, which hear the same."""

    phones: dict[str, Phone]

    async def hear(self, alice: Marks = frozenset(), **expected: Marks) -> None:
        """Each phone hears what its person's lists show; those of people who are not named hear nothing."""
        for name, phone in self.phones.items():
            marks = alice if name in {"alice", "tablet"} else expected.get(name, set())
            assert await phone.pull() == marks, name
            assert phone.things == await phone.lists(), name


def test_every_kind_is_compared_with_a_list() -> None:
    assert KINDS == ["comment", "endorsement", "grant_request", "membership", "notification", "user"]


@pytest.fixture
async def scene(app: FastAPI, alice: Person, bob: Person, rose: Person) -> AsyncIterator[Scene]:
    tablet = await sign_in(app, email=alice.email)
    people = {"alice": alice, "tablet": tablet, "bob": bob, "rose": rose}
    phones = {name: Phone(person) for name, person in people.items()}
    for phone in phones.values():
        assert came("user") <= await phone.pull()
        assert phone.things == await phone.lists()
    yield Scene(phones)
    await tablet.client.aclose()


async def test_accounts_memberships_and_their_notifications_come_change_and_end(
    scene: Scene, alice: Person, bob: Person, watch: Watch
) -> None:
    await alice.ask("PATCH", "/v1/me", 200, json={"quiet_from": "22:00", "quiet_until": "07:00"})
    await scene.hear(alice=came("user"))
    community = await begin(bob, join_policy="request", visibility="public")
    await scene.hear(bob=came("membership"))
    await join(alice, community, **shown("join"))
    await scene.hear(alice=came("membership"), bob=came("notification"))  # no membership of others
    await decide(bob, community, alice, role="member", state="active", tags=["maçons"])
    await scene.hear(alice=came("membership", "notification"), bob=came("notification"))
    await decide(bob, community, alice, tags=["couvreurs"])
    await scene.hear(alice=came("membership"))
    await change(bob, community, name="Promo 2027")
    await scene.hear(alice=came("membership"), bob=came("membership"))
    await alice.ask("PUT", "/v1/notifications/read", 200, json={"up_to": watch.now.isoformat()})
    await scene.hear(alice=came("notification"))
    await leave(alice, community)
    await scene.hear(alice=went("membership") | came("notification"))  # it leads nowhere any more


async def test_requests_and_what_is_said_come_change_and_end(
    scene: Scene, alice: Person, rose: Person, watch: Watch
) -> None:
    story = await told(alice)
    await scene.hear()
    request: dict[str, Any] = await request_access(rose, alice, watch, "story", rights=["view", "comment"])
    await scene.hear(rose=came("grant_request"), alice=came("grant_request", "notification"))
    await accept(alice, request)
    await scene.hear(rose=came("grant_request", "notification"), alice=came("grant_request", "notification"))
    about = {"target": {"type": "story", "id": story["id"]}, "text": "Bravo."}
    comment = await rose.ask("POST", "/v1/comments", 201, json=about)
    await scene.hear(rose=came("comment"), alice=came("comment", "notification"))
    await rose.ask("DELETE", f"/v1/comments/{comment['id']}", 204)
    await scene.hear(rose=went("comment"), alice=went("comment") | came("notification"))


async def test_what_nobody_keeps_for_ever_ends_on_the_phones(
    scene: Scene, alice: Person, bob: Person, runtime: Runtime
) -> None:
    await begin(bob)
    await told_of(runtime, bob, NotificationType.SECURITY, bob.id)
    asking: dict[str, Any] = await asked(runtime, alice)
    await scene.hear(alice=came("endorsement"), bob=came("membership", "notification"))
    await alice.ask("DELETE", f"/v1/endorsements/{asking['id']}", 204)
    await scene.hear(alice=came("endorsement"))
    async with runtime.work(SYSTEM) as uow:
        for table in (Notification, Endorsement):
            await uow.session.execute(delete(table))
        with_skills = select(Framework.community_id).where(Framework.community_id.is_not(None))
        # Memberships of a community go by cascade.
        await uow.session.execute(delete(Community).where(Community.id.not_in(with_skills)))
    await scene.hear(alice=went("endorsement"), bob=went("notification", "membership"), rose=went("notification"))


async def test_types_are_those_of_the_cursor(alice: Person) -> None:
    await capture(alice)
    page = await alice.ask("GET", "/v1/sync?types=user", 200)
    assert [change["type"] for change in page["changes"]] == ["user"]
    await alice.ask("GET", "/v1/sync", 400, params={"cursor": page["next_cursor"]})
    await alice.ask("GET", "/v1/sync?types=user,experience", 400, params={"cursor": page["next_cursor"]})
    both = await alice.ask("GET", "/v1/sync?types=user,experience", 200)
    assert [change["type"] for change in both["changes"]] == ["user", "experience"]
    repetition = {"cursor": both["next_cursor"], "types": "experience,user,user"}
    assert (await alice.ask("GET", "/v1/sync", 200, params=repetition))["changes"] == []
    for types in ("users", "", "user,,experience", "community"):
        await alice.ask("GET", "/v1/sync", 422, params={"types": types})


async def test_what_a_person_chose_not_to_see_does_not_come(alice: Person, runtime: Runtime) -> None:
    phone = Phone(alice)
    quiet = {"rules": [{"type": "mission", "in_app": False}]}
    await alice.ask("PUT", "/v1/notifications/preferences", 200, json=quiet)
    await phone.pull()
    await told_of(runtime, alice)
    assert (await phone.pull(), phone.things["notification"]) == (set(), {})
