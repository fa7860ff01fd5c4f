"""One person who has one of everything, and all those around her. Whatever is hers and has words says so in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.memberships import Role
from tests.support.communities import gather, grown_up
from tests.support.counsellors import counsellor, with_second_factor
from tests.support.people import NOW, Person, Watch, sign_in, work_off

_MARK = "canari7d3f"
_CANARY = re.compile(rf"{_MARK}-(her|our)-([a-z]+)")


def canary(noun: str) -> str:
    return f"{_MARK}-her-{noun}"


def group(noun: str) -> str:
    """The same, of the community that she is in."""
    return f"{_MARK}-our-{noun}"


def canaries(text: str, owner: str = "her") -> set[str]:
    """The nouns that this tells something of."""
    return {noun for holder, noun in _CANARY.findall(text) if holder == owner}


@dataclass
class Caller:
    """Somebody who asks: signed in, or with a link, or with nothing."""

    name: str
    person: Person | None = None
    token: str = "dtl_" + "x" * 32
    media_key: str = "x" * 32  # opens media
    bearer: str | None = None

    @property
    def id(self) -> UUID:
        assert self.person is not None, self.name
        return self.person.id

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": self.bearer} if self.bearer else {}


ANYBODY = ("anonymous", "link_holder", "wrong_link")
VERSION_TABLES = {
    "experience": "experiences",
    "trashed": "experiences",
    "media": "media",
    "upload": "media",
    "journal": "journals",
    "portrait": "portraits",
    "grant": "grants",
    "community_grant": "grants",
    "mission": "missions",
    "draft_mission": "missions",
    "survey": "missions",
    "event": "missions",
    "room": "rooms",
    "programme": "programmes",
    "report": "programme_reports",
    "draft_report": "programme_reports",
    "report_grant": "grants",
    "draft_programme": "programmes",
    "step": "missions",
    "proposal_mission": "missions",
    "live_vote": "missions",
    "proposal": "proposals",
    "sent_proposal": "proposals",
    "action": "proposals",
    "community": "communities",
    "endorsement": "endorsements",
    "webhook": "webhooks",
    "endorsement_request": "endorsements",
    "response": "responses",
}
COUNSELLORS = ("counsellor_without", "counsellor_with", "counsellor_expired", "counsellor_revoked")
MEMBERS = ("peer", "facilitator", "manager")
SIGNED_IN = ("other", *MEMBERS, *COUNSELLORS, "owner")
GUESTS = ("room_guest", "other_guest")  # of her community's room, and of another one
EVERYBODY = (*ANYBODY, *GUESTS, *SIGNED_IN)


@dataclass
class Settlement:
    app: FastAPI
    runtime: Runtime
    watch: Watch
    people: dict[str, Caller] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)  # as they were answered
    versions: dict[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Caller]:
        return iter(self.people.values())

    @property
    def engine(self) -> AsyncEngine:
        engine: AsyncEngine = self.runtime.database.sessions.kw["bind"]
        return engine

    def person(self, name: str) -> Person:
        person = self.people[name].person
        assert person is not None, name
        return person

    def keep(self, noun: str, thing: Any) -> Any:
        self.things[noun], self.ids[noun] = thing, str(thing["id"])
        return thing


async def gathered(app: FastAPI, watch: Watch) -> Settlement:
    """The people, and the community of some of them. What is hers comes after."""
    settlement = Settlement(app, app.state.runtime, watch)
    owner = await sign_in(app, email=f"{canary('email')}-{uuid7()}@example.org")
    await owner.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990, "display_name": canary("name")})
    settlement.people["owner"] = Caller("owner", owner)
    await with_second_factor(owner, watch)
    for name in ("other", *MEMBERS):
        settlement.people[name] = Caller(name, await grown_up(app, name))
    for name in COUNSELLORS:
        settlement.people[name] = Caller(name, await counsellor(app, watch, name))
    roles = {settlement.people["manager"].id: Role.MANAGER, settlement.people["facilitator"].id: Role.FACILITATOR}
    members = [settlement.person(name) for name in (*MEMBERS, "owner")]
    settlement.ids["community"] = str(await gather(settlement.runtime, *members, roles=roles, name=group("community")))
    for name in ANYBODY:
        settlement.people[name] = Caller(name)
    return settlement


async def settled(settlement: Settlement) -> Settlement:
    """When all is there: nothing waits to be done, and everybody has what they come with."""
    await work_off(settlement.runtime)
    rows = await settlement.runtime.database.reads.fetch(
        "select user_id, media_key from sessions where ended_at is null and generation > 0"
    )
    keys = {row["user_id"]: row["media_key"] for row in rows}
    owner = settlement.person("owner")
    settlement.things["export"] = await owner.ask("GET", f"/v1/exports/{settlement.ids['export']}", 200)
    calendar = await owner.ask("POST", "/v1/me/mission-calendar", 201)
    settlement.ids["calendar_token"] = calendar["url"].rpartition("/")[2].removesuffix(".ics")
    earlier = "update calendars set created_at = created_at - interval '1 year'"  # the last of « Qui voit quoi »
    await settlement.runtime.database.writes.fetch(earlier)
    settlement.ids["export_token"] = settlement.things["export"]["url"].rpartition("/")[2]
    answer = await owner.ask("GET", "/v1/notifications", 200)
    settlement.ids["notification"] = answer["items"][0]["id"]
    settlement.versions |= await versions_of(settlement)
    for caller in settlement:
        if caller.person is not None:
            caller.bearer, caller.media_key = caller.person.client.headers["authorization"], keys[caller.id]
            await caller.person.client.aclose()
    assert settlement.watch.now == NOW
    return settlement


async def versions_of(settlement: Settlement) -> dict[str, int]:
    """Of everything that has one, and of everybody."""
    reads, versions = settlement.runtime.database.reads, dict[str, int]()
    keys = {noun: (table, UUID(settlement.ids[noun])) for noun, table in VERSION_TABLES.items()}
    keys |= {
        noun: ("grants", UUID(row_id)) for noun, row_id in settlement.ids.items() if noun.startswith("counsellor_")
    }
    keys |= {caller.name: ("users", caller.id) for caller in settlement if caller.person is not None}
    for noun, (table, row_id) in keys.items():
        [row] = await reads.fetch(f"select version from {table} where id = $1", row_id)  # noqa: S608  our own words
        versions[noun] = row["version"]
    [row] = await reads.fetch("select version from talents where user_id = $1", settlement.people["owner"].id)
    return versions | {"skill": row["version"]}
