"""Rose, a counsellor, sees what Inès agreed to, for as long as she agreed; whoever follows Rose asks Inès again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support.counsellors import accept, counsellor, request_access
from tests.support.grants import told
from tests.support.missions import go_to
from tests.support.people import NOW, Person, Watch, capture
from tests.support.talents import claim

IN_THREE_MONTHS = NOW + timedelta(days=90)
VIEWED = [("Rose", "Mon stage"), ("Rose", None)]


@dataclass
class Agreed:
    """Inès has two stories, a talent and a moment; Rose asked for stories and talents, and got less."""

    ines: Person
    shown: dict[str, Any]
    kept: dict[str, Any]

    def narrowed(self) -> dict[str, Any]:
        targets = [{"type": "story", "id": self.shown["id"]}, {"type": "talents"}]
        return {"targets": targets, "ends_at": IN_THREE_MONTHS.isoformat()}


@pytest.fixture
async def agreed(alice: Person, rose: Person, watch: Watch) -> Agreed:
    ines = alice
    agreed = Agreed(ines, shown=await told(ines, title="Mon stage"), kept=await told(ines, title="Chez moi"))
    await claim(ines, "COM.1")
    await capture(ines)
    asked = await request_access(rose, ines, watch, "story", "talents", rights=["view", "comment"])
    preview = (await ines.ask("GET", f"/v1/grant-requests/{asked['id']}", 200))["preview"]
    assert {story["title"] for story in preview["stories"]} == {"Mon stage", "Chez moi"}
    assert len(preview["talents"]) == 1
    await accept(ines, asked, **agreed.narrowed())
    return agreed


async def seen_by(person: Person) -> list[tuple[str, str | None]]:
    """Who consulted what, oldest first."""
    events = (await person.ask("GET", "/v1/me/accesses", 200))["items"]
    return [(event["reader"]["display_name"], event["target"]["title"]) for event in reversed(events)]


async def consult(reader: Person, agreed: Agreed, watch: Watch) -> None:
    await reader.ask("GET", f"/v1/stories/{agreed.shown['id']}", 200)
    watch.advance(seconds=1)
    await reader.ask("GET", f"/v1/talents?person={agreed.ines.id}", 200)
    watch.advance(seconds=1)


async def sees_nothing(reader: Person, agreed: Agreed) -> None:
    for path in (f"/v1/stories/{agreed.shown['id']}", f"/v1/talents?person={agreed.ines.id}"):
        await reader.ask("GET", path, 404)
    assert (await reader.ask("GET", "/v1/beneficiaries", 200))["items"] == []


async def test_she_reads_what_was_agreed_and_comments_in_the_open(agreed: Agreed, rose: Person, watch: Watch) -> None:
    [person] = (await rose.ask("GET", "/v1/beneficiaries", 200))["items"]
    assert {(grant["target"]["type"], grant["ends_at"]) for grant in person["grants"]} == {
        ("story", "2026-06-01T13:10:00Z"),
        ("talents", "2026-06-01T13:10:00Z"),
    }
    await consult(rose, agreed, watch)
    await rose.ask("GET", f"/v1/stories/{agreed.kept['id']}", 404)
    await rose.ask("GET", f"/v1/experiences?person={agreed.ines.id}", 404)
    said = {"target": {"type": "story", "id": agreed.shown["id"]}, "text": "Tu y parles de patience : un vrai talent."}
    await rose.ask("POST", "/v1/comments", 201, json=said)
    [comment] = (await agreed.ines.ask("GET", "/v1/comments", 200))["items"]
    assert (comment["author"]["display_name"], comment["text"]) == ("Rose", said["text"])
    assert await seen_by(agreed.ines) == VIEWED


async def test_whoever_follows_her_sees_nothing_until_it_is_agreed_to_anew(
    app: FastAPI, agreed: Agreed, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    await consult(rose, agreed, watch)
    await rose.ask("DELETE", f"/v1/beneficiaries/{agreed.ines.id}", 204)  # she leaves her job
    samir = await counsellor(app, watch, "Samir")
    await sees_nothing(rose, agreed)
    await sees_nothing(samir, agreed)
    asked = await request_access(samir, agreed.ines, watch, "story", "talents")
    await sees_nothing(samir, agreed)
    await accept(agreed.ines, asked, **agreed.narrowed())
    await consult(samir, agreed, watch)
    await sees_nothing(rose, agreed)
    await go_to(runtime, watch, IN_THREE_MONTHS, agreed.ines, samir)
    await sees_nothing(samir, agreed)
    assert await seen_by(agreed.ines) == [*VIEWED, ("Samir", "Mon stage"), ("Samir", None)]
    await samir.client.aclose()
