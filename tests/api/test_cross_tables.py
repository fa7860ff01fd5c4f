"""Results by an answer: tables in which nobody is few, before and after, and taken along."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.uow import Runtime
from tests.support.communities import gather
from tests.support.missions import send
from tests.support.people import NOW, Person

PUBLICS = ["jeunes", "employeurs", "autres"]
QUESTIONS = [
    {"code": "public", "text": "Tu es", "type": "one", "options": PUBLICS},
    {"code": "clarte", "text": "Je sais à qui m’adresser", "type": "scale"},
    {"code": "frein", "text": "Ce qui te freine", "type": "several", "options": ["argent", "transports"]},
    {"code": "vecu", "text": "Raconte", "type": "long"},
]
# Eight young people say 2, six employers 4, two others 4: those two are told with the employers.
ANSWERS = [("jeunes", 2, ["argent"])] * 8 + [("employeurs", 4, [])] * 6 + [("autres", 4, [])] * 2


async def ask(runtime: Runtime, manager: Person, community_id: UUID, **fields: Any) -> Any:
    """A survey with those sheets, which is over."""
    survey = {"questions": QUESTIONS} | fields
    mission = await send(runtime, manager, community_id, kind="survey", survey=survey)
    async with runtime.database.sessions.begin() as session:
        for public, number, options in ANSWERS:
            sheet = {"public": [public], "clarte": number, "vecu": "J’ai choisi seule."}
            sheet |= {"frein": options} if options else {}
            statement = "insert into sheets (mission_id, day, answers) values (:id, :day, cast(:sheet as jsonb))"
            values = {"id": UUID(mission["id"]), "day": NOW.date() - timedelta(days=1), "sheet": json.dumps(sheet)}
            await session.execute(text(statement), values)
    return mission


async def read(person: Person, mission: Any, query: str = "?by=public", status: int = 200) -> Any:
    return await person.ask("GET", f"/v1/missions/{mission['id']}/results{query}", status)


async def test_a_table_by_public_has_nobody_alone(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    earlier = await ask(runtime, alice, community_id)
    assert all(question["rows"] is None for question in (await read(alice, earlier))["questions"])  # not over
    for mission in (earlier, later := await ask(runtime, alice, community_id, before=earlier["id"])):
        await alice.ask("PUT", f"/v1/missions/{mission['id']}/closing", 200)
    results = await read(alice, later)
    public, clarte, frein, vecu = results["questions"]
    assert public["rows"] is None
    assert clarte["rows"] == [
        {"options": ["autres", "employeurs"], "counts": [0, 0, 0, 8, 0], "mean": 4.0},
        {"options": ["jeunes"], "counts": [0, 8, 0, 0, 0], "mean": 2.0},
    ]
    assert [row["counts"] for row in frein["rows"]] == [[0, 0], [8, 0]]
    assert (clarte["before"], frein["before"]) == ({"people": 16, "mean": 3.0}, None)
    assert "J’ai choisi" not in str(results)
    assert [row["counts"] for row in vecu["rows"]] == [[], []]
    for code in ("clarte", "nothing"):
        assert (await read(alice, later, f"?by={code}", 422))["errors"][0]["pointer"] == "/by"
    await read(bob, later, status=404)
    await read(bob, later, ".csv", 404)
    sheet = await alice.client.get(f"/v1/missions/{later['id']}/results.csv?by=public")
    assert "autres, employeurs" in sheet.text
    assert (await alice.client.get(f"/v1/missions/{later['id']}/results.ods")).content.startswith(b"PK")
