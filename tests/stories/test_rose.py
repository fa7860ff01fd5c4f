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
VIEWS = [("Rose", "Mon stage"), ("Rose", None)]


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
async def agreement(alice: Person, rose: Person, watch: Watch) -> Agreed:
    ines = alice
    agreement = Agreed(ines, shown=await told(ines, title="Mon stage"), kept=await told(ines, title="Chez moi"))
    await claim(ines, "COM.1")
    await capture(ines)
    request = await request_access(rose, ines, watch, "story", "talents", rights=["view", "comment"])
    preview = (await ines.ask("GET", f"/v1/grant-requests/{request['id']}", 200))["preview"]
    assert {story["title"] for story in preview["stories"]} == {"Mon stage", "Chez moi"}
    assert len(preview["talents"]) == 1
    await accept(ines, request, **agreement.narrowed())
    return agreement


async def seen_by(person: Person) -> list[tuple[str, str | None]]:
    """Who consulted what, oldest first."""
    events = (await person.ask("GET", "/v1/me/accesses", 200))["items"]
    return [(event["reader"]["display_name"], event["target"]["title"]) for event in reversed(events)]


async def consult(reader: Person, agreement: Agreed, watch: Watch) -> None:
    await reader.ask("GET", f"/v1/stories/{agreement.shown['id']}", 200)
    watch.advance(seconds=1)
    await reader.ask("GET", f"/v1/talents?user_id={agreement.ines.id}", 200)
    watch.advance(seconds=1)


async def sees_nothing(reader: Person, agreement: Agreed) -> None:
    for path in (f"/v1/stories/{agreement.shown['id']}", f"/v1/talents?user_id={agreement.ines.id}"):
        await reader.ask("GET", path, 404)
    assert (await reader.ask("GET", "/v1/beneficiaries", 200))["items"] == []


async def test_she_reads_what_was_agreed_and_comments_in_the_open(
    agreement: Agreed, rose: Person, watch: Watch
) -> None:
    [person] = (await rose.ask("GET", "/v1/beneficiaries", 200))["items"]
    assert {(grant["target"]["type"], grant["ends_at"]) for grant in person["grants"]} == {
        ("story", "2026-06-01T13:10:00.000Z"),
        ("talents", "2026-06-01T13:10:00.000Z"),
    }
    await consult(rose, agreement, watch)
    await rose.ask("GET", f"/v1/stories/{agreement.kept['id']}", 404)
    await rose.ask("GET", f"/v1/experiences?user_id={agreement.ines.id}", 404)
    words = {
        "target": {"type": "story", "id": agreement.shown["id"]},
        "text": "Tu y parles de patience : un vrai talent.",
    }
    await rose.ask("POST", "/v1/comments", 201, json=words)
    [comment] = (await agreement.ines.ask("GET", "/v1/comments", 200))["items"]
    assert (comment["author"]["display_name"], comment["text"]) == ("Rose", words["text"])
    assert await seen_by(agreement.ines) == VIEWS


@pytest.mark.slow
async def test_whoever_follows_her_sees_nothing_until_it_is_agreed_to_anew(
    app: FastAPI, agreement: Agreed, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    await consult(rose, agreement, watch)
    await rose.ask("DELETE", f"/v1/beneficiaries/{agreement.ines.id}", 204)  # she leaves her job
    samir = await counsellor(app, watch, "Samir")
    await sees_nothing(rose, agreement)
    await sees_nothing(samir, agreement)
    request = await request_access(samir, agreement.ines, watch, "story", "talents")
    await sees_nothing(samir, agreement)
    await accept(agreement.ines, request, **agreement.narrowed())
    await consult(samir, agreement, watch)
    await sees_nothing(rose, agreement)
    await go_to(runtime, watch, IN_THREE_MONTHS, agreement.ines, samir)
    await sees_nothing(samir, agreement)
    assert await seen_by(agreement.ines) == [*VIEWS, ("Samir", "Mon stage"), ("Samir", None)]
    await samir.client.aclose()
