"""Reports of programmes: drafts, editions that stay as they were, and whom they are granted to."""

import io
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from pypdf import PdfReader
from sqlalchemy import text

from app.core.actor import at_the_shell
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import CommunityKind
from app.services.moderation import reports
from tests.support.communities import gather
from tests.support.guardians import YOUNG
from tests.support.people import ADULT, Person, sign_in
from tests.support.programme_reports import (
    check,
    committee,
    draft,
    edition,
    figures,
    give,
    meeting,
    parts,
    publish,
    survey,
)

WORDS = {"kind": "text", "title": "En bref", "text": "Une année de rencontres.\nEt de projets."}
NUMBERS = {"kind": "figures", "codes": ["meetings_held", "presence", "answers"]}


@pytest.fixture
async def people(app: FastAPI) -> list[Person]:
    return [await sign_in(app, f"membre-{n}", birth_year=ADULT) for n in range(6)]


@pytest.fixture
async def community_id(alice: Person, people: list[Person], runtime: Runtime) -> UUID:
    """Return a committee of seven that met twice in February."""
    community_id = await committee(runtime, alice, *people)
    await meeting(runtime, community_id, people)
    await meeting(runtime, community_id, people[:5], people[5:])
    return community_id


async def run(runtime: Runtime, statement: str, **values: object) -> None:
    async with runtime.database.sessions.begin() as session:
        await session.execute(text(statement), values)


async def patch(manager: Person, report: Any, status: int = 200, **fields: Any) -> Any:
    path, headers = f"/v1/reports/{report['id']}", {"If-Match": "*"}
    return await manager.ask("PATCH", path, status, json=fields, headers=headers)


async def test_a_report_is_written_validated_and_published(alice: Person, community_id: UUID) -> None:
    report = await draft(alice, community_id, sections=[WORDS, NUMBERS])
    assert (report["state"], report["edition"], report["language"]) == ("draft", None, "fr")
    assert [section["kind"] for section in report["sections"]] == ["text", "figures"]
    path = f"/v1/reports/{report['id']}"
    problem = await alice.ask("PUT", f"{path}/publication", 409)
    assert problem["type"] == "/problems/report-moved"
    publication = await publish(alice, report)
    assert (publication["state"], publication["edition"]) == ("published", 1)
    repetition = await alice.ask("PUT", f"{path}/publication", 200)
    assert repetition["version"] == publication["version"]
    content = await edition(alice, report)
    assert (content["title"], content["state"], content["k_min"]) == ("Bilan 2026", "published", 5)
    words, numbers = content["sections"]
    assert (words["text"], words["title"]) == ("Une année de rencontres.\nEt de projets.", "En bref")
    values = {item["code"]: item for item in numbers["figures"]}
    assert values["meetings_held"]["value"] == 2
    assert values["meetings_held"]["definition"].startswith("The meetings that took place")
    assert parts(values["presence"]) == {"asked": 12, "registered": 11, "present": 11}
    page = await alice.ask("GET", f"/v1/communities/{community_id}/reports?state=published&year=2026", 200)
    assert [item["id"] for item in page["items"]] == [report["id"]]
    assert (await alice.ask("GET", f"/v1/communities/{community_id}/reports?year=2027", 200))["items"] == []


async def test_the_same_body_again_is_the_same_report(alice: Person, community_id: UUID) -> None:
    body = {"community_id": str(community_id), "title": "Bilan", "starts_on": "2026-01-01", "ends_on": "2026-01-31"}
    path = f"/v1/reports/{uuid7()}"
    first = await alice.ask("PUT", path, 201, json=body)
    assert (await alice.ask("PUT", path, 200, json=body))["version"] == first["version"]
    await alice.ask("PUT", path, 428, json=body | {"title": "Autre"})
    await alice.ask("PUT", path, 200, json=body | {"title": "Autre"}, headers={"If-Match": f'"{first["version"]}"'})


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"ends_on": "2025-12-31"}, ""),
        ({"ends_on": "2030-12-31"}, ""),
        ({"sections": [{"kind": "text"}]}, "/sections/0"),
        ({"sections": [{"kind": "plan", "codes": ["answers"]}]}, "/sections/0"),
        ({"sections": [{"kind": "figures", "codes": ["answers", "answers"]}]}, "/sections/0/codes"),
        ({"programme_id": "01890000-0000-7000-8000-000000000001"}, "/programme_id"),
    ],
)
async def test_what_is_no_report_is_refused(alice: Person, runtime: Runtime, fields: Any, pointer: str) -> None:
    community_id = await gather(runtime, alice)
    body = {"community_id": str(community_id), "title": "B", "starts_on": "2026-01-01", "ends_on": "2026-02-01"}
    problem = await alice.ask("PUT", f"/v1/reports/{uuid7()}", 422, json=body | fields)
    assert problem["errors"][0]["pointer"] == pointer


async def test_a_change_after_publication_is_a_new_edition(
    alice: Person, people: list[Person], community_id: UUID, runtime: Runtime
) -> None:
    """What was published stays as it was, byte by byte, whatever is written or happens later."""
    report = await draft(alice, community_id, sections=[WORDS, NUMBERS])
    await publish(alice, report)
    first = await edition(alice, report)
    change = await patch(alice, report, title="Bilan corrigé", sections=[NUMBERS])
    assert (change["state"], change["edition"]) == ("draft", 1)
    await meeting(runtime, community_id, people)
    assert await edition(alice, report) == first
    assert (await publish(alice, report))["edition"] == 2
    second = await edition(alice, report, 2)
    assert second["title"] == "Bilan corrigé"
    assert second["sections"][0]["figures"][0]["value"] == 3
    former = await edition(alice, report)
    assert former == first | {"state": "superseded"}
    await edition(alice, report, 3, 404)


async def test_a_withdrawn_report_is_gone_for_good(alice: Person, community_id: UUID, app: FastAPI) -> None:
    report = await draft(alice, community_id, sections=[WORDS])
    path = f"/v1/reports/{report['id']}"
    assert (await alice.ask("DELETE", f"{path}/publication", 409))["type"] == "/problems/report-moved"
    await publish(alice, report)
    link = await give(alice, report, {"type": "link"})
    assert (await alice.client.get(link["url"])).status_code == 200
    await alice.ask("DELETE", f"{path}/publication", 204)
    await alice.ask("DELETE", f"{path}/publication", 204)
    await edition(alice, report, 1, 404)
    assert (await alice.client.get(link["url"])).status_code == 404
    assert (await alice.ask("GET", f"/v1/grants/{link['id']}", 200))["state"] == "revoked"
    await patch(alice, report, 409, title="Encore")
    await give(alice, report, {"type": "link"}, 422)


@pytest.mark.parametrize("way", ["young", "of unknown age", "asked to be erased", "restricted"])
async def test_who_may_publish_nothing_any_more_withdraws(
    alice: Person, community_id: UUID, runtime: Runtime, way: str
) -> None:
    report = await draft(alice, community_id, sections=[WORDS])
    await publish(alice, report)
    match way:
        case "asked to be erased":
            await alice.ask("POST", "/v1/me/erasure", 202)
        case "restricted":
            async with runtime.work(at_the_shell()) as uow:
                await reports.restrict(uow, alice.email, "Essai.")
        case _:
            year = YOUNG if way == "young" else None
            await run(runtime, "update users set birth_year = :year where id = :id", year=year, id=alice.id)
    path = f"/v1/reports/{report['id']}"
    await alice.ask("PUT", f"{path}/validation", 403)
    await alice.ask("PUT", f"{path}/publication", 403)
    await alice.ask("DELETE", f"{path}/publication", 204)
    await edition(alice, report, 1, 404)


async def test_figures_are_computed_again_and_say_why_they_differ(
    alice: Person, people: list[Person], community_id: UUID, runtime: Runtime
) -> None:
    at_first = await survey(runtime, community_id, [(person, {"clarte": 2}) for person in people], named=True)
    await survey(runtime, community_id, [(person, {"clarte": 4}) for person in people], before=at_first)
    report = await draft(alice, community_id, sections=[{"kind": "figures"}])
    await publish(alice, report)
    before = await check(alice, report)
    assert {item["result"] for item in before.values()} == {"same"}
    assert before.keys() >= {"meetings_held", "presence", "before_after.clarte", "answers"}
    await run(runtime, "delete from users where id = :id", id=people[0].id)
    after = await check(alice, report)
    different = {code: item for code, item in after.items() if item["result"] == "differs"}
    assert set(different) == {"presence", "people_reached", "answers", "before_after.clarte"}
    assert {item["reason"] for item in different.values()} == {"erased"}
    assert {item["people"] for item in different.values()} == {None}  # one person, who is not told
    assert all("Fewer than 5 people" in item["note"] for item in different.values())
    await meeting(runtime, community_id, [])
    late = await check(alice, report)
    assert (late["meetings_held"]["result"], late["meetings_held"]["reason"]) == ("differs", "other")
    assert await edition(alice, report) == await edition(alice, report)


async def test_a_report_is_granted_upwards(
    alice: Person, people: list[Person], community_id: UUID, app: FastAPI, runtime: Runtime
) -> None:
    """The region's manager reads the latest edition; of drafts, figures, people and answers below, nothing."""
    rose, stranger = await sign_in(app, "rose", birth_year=ADULT), await sign_in(app, "stranger", birth_year=ADULT)
    region = await gather(runtime, rose, stranger, kind=CommunityKind.TERRITORY, name="Centre-Val de Loire")
    async with runtime.database.sessions.begin() as session:
        await session.execute(
            text("update communities set parent_id = :region where id = :id"), {"region": region, "id": community_id}
        )
    report = await draft(alice, community_id, sections=[WORDS, NUMBERS])
    audience = {"type": "community", "id": str(region)}
    await give(alice, report, audience, 422)  # nothing is published
    await publish(alice, report)
    await give(people[0], report, audience, 422)
    grant = await give(alice, report, audience)
    assert (grant["community_id"], grant["target"]["title"], grant["url"]) == (str(community_id), "Bilan 2026", None)
    content = await edition(rose, report)
    assert content["sections"][1]["figures"][0]["value"] == 2
    for reader in (stranger, people[0]):
        await edition(reader, report, 1, 404)
    [item] = (await rose.ask("GET", f"/v1/communities/{region}/granted-reports", 200))["items"]
    assert (item["id"], item["edition"], item["title"]) == (report["id"], 1, "Bilan 2026")
    await stranger.ask("GET", f"/v1/communities/{region}/granted-reports", 403)
    await _replace(alice, rose, report)
    await _reads_nothing_below(rose, report, community_id, people[1], runtime)
    await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 204)
    await edition(rose, report, 2, 404)
    assert (await rose.ask("GET", f"/v1/communities/{region}/granted-reports", 200))["items"] == []


async def _replace(manager: Person, reader: Person, report: Any) -> None:
    await patch(manager, report, title="Bilan corrigé")
    await publish(manager, report)
    await edition(reader, report, 1, 404)
    assert (await edition(reader, report, 2))["title"] == "Bilan corrigé"


async def _reads_nothing_below(
    reader: Person, report: Any, community_id: UUID, member: Person, runtime: Runtime
) -> None:
    mission_id = await survey(runtime, community_id, [(member, {"clarte": 2})], named=True)
    async with runtime.database.sessions() as session:
        response_id = await session.scalar(text("select id from responses where mission_id = :id"), {"id": mission_id})
    moment = await member.ask("POST", "/v1/experiences", 201, json={"title": "Privé"})
    paths = [
        f"reports/{report['id']}",
        f"reports/{report['id']}/figures",
        f"reports/{report['id']}/editions/2/check",
        f"communities/{community_id}",
        f"communities/{community_id}/reports",
        f"communities/{community_id}/granted-reports",
        f"communities/{community_id}/memberships",
        f"communities/{community_id}/tree",
        f"missions/{mission_id}",
        f"missions/{mission_id}/results",
        f"missions/{mission_id}/board",
        f"missions?community_id={community_id}",
        f"responses/{response_id}",
        f"experiences/{moment['id']}",
        f"beneficiaries/{member.id}",
        f"stories?scope=granted&user_id={member.id}",
        f"grants?community_id={community_id}",
    ]
    for path in paths:
        answer = await reader.client.get(f"/v1/{path}")
        assert answer.status_code == 404 or answer.json() == {"items": [], "next_cursor": None}, path
    for method, path in (("PATCH", ""), ("PUT", "/validation"), ("PUT", "/publication"), ("DELETE", "/publication")):
        await reader.ask(
            method, f"/v1/reports/{report['id']}{path}", 404, **({"json": {}} if method == "PATCH" else {})
        )


async def test_a_grant_of_a_report_is_the_communitys(
    alice: Person, people: list[Person], community_id: UUID, runtime: Runtime
) -> None:
    """It outlives who made it, and any manager changes it or takes it back."""
    bob = people[0]
    await run(runtime, "update memberships set role = 'manager' where user_id = :id", id=bob.id)
    report = await draft(alice, community_id, sections=[WORDS])
    await publish(alice, report)
    link = await give(alice, report, {"type": "link"}, label="Pour la Région")
    assert link["url"].startswith("http://test/b/dts_")
    await alice.ask("DELETE", f"/v1/communities/{community_id}/membership", 204)
    await alice.ask("GET", f"/v1/grants/{link['id']}", 404)
    assert (await alice.ask("GET", "/v1/grants", 200))["items"] == []
    assert (await bob.ask("GET", "/v1/grants", 200))["items"] == []
    [item] = (await bob.ask("GET", f"/v1/grants?community_id={community_id}", 200))["items"]
    assert (item["label"], item["state"]) == ("Pour la Région", "active")
    await people[1].ask("GET", f"/v1/grants?community_id={community_id}", 403)
    change = await bob.ask(
        "PATCH", f"/v1/grants/{link['id']}", 200, json={"label": "Région"}, headers={"If-Match": "*"}
    )
    assert change["label"] == "Région"
    assert (await bob.client.get(f"/v1/grants/{link['id']}/qr.svg")).status_code == 200
    assert (await bob.client.get(link["url"])).status_code == 200
    await bob.ask("DELETE", f"/v1/grants/{link['id']}", 204)
    assert (await bob.client.get(link["url"])).status_code == 404


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"audience": {"type": "user", "id": "01890000-0000-7000-8000-000000000001"}}, "/audience/type"),
        ({"audience": {"type": "community", "id": "01890000-0000-7000-8000-000000000001"}}, "/audience/id"),
        ({"passcode": "sesame-4711"}, "/passcode"),
        ({"max_views": 3}, "/max_views"),
        ({"purpose": "guidance"}, "/purpose"),
        ({"rights": ["view", "comment"]}, "/rights"),
        ({"ends_at": "2020-01-01T00:00:00.000Z"}, "/ends_at"),
        ({"follow": "edition", "edition": 1}, "/follow"),
    ],
)
async def test_how_a_report_is_not_granted(
    alice: Person, community_id: UUID, fields: dict[str, Any], pointer: str
) -> None:
    report = await draft(alice, community_id, sections=[WORDS])
    await publish(alice, report)
    audience = fields.pop("audience", {"type": "link"})
    problem = await give(alice, report, audience, 422, **fields)
    assert problem["errors"][0]["pointer"] == pointer
    fields |= {} if audience == {"type": "link"} else {"audience": audience}


async def test_an_edition_as_files(alice: Person, community_id: UUID) -> None:
    report = await draft(alice, community_id, sections=[WORDS, NUMBERS, {"kind": "plan"}])
    await publish(alice, report)
    path = f"/v1/reports/{report['id']}/editions/1"
    french = {"Accept-Language": "fr"}
    pdf = await alice.client.get(f"{path}.pdf", headers=french)
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    reader = PdfReader(io.BytesIO(pdf.content))
    words = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert "Bilan 2026" in words
    assert "Les rencontres qui ont eu lieu" in words
    assert "/StructTreeRoot" in reader.root_object
    ods = await alice.client.get(f"{path}.ods", headers=french)
    assert 'filename="Bilan 2026.ods"' in ods.headers["content-disposition"]
    content = ZipFile(io.BytesIO(ods.content)).read("content.xml").decode()
    assert 'table:name="En bref"' in content
    assert 'office:value-type="float" office:value="2"' in content
    assert "Définition" in content
    csv = await alice.client.get(f"{path}.csv", headers=french)
    assert '"Les chiffres";"Rencontres tenues";"";"2"' in csv.text
    await alice.ask("GET", f"{path}.exe", 404)


async def test_who_writes_and_decides(
    alice: Person, people: list[Person], community_id: UUID, app: FastAPI, runtime: Runtime
) -> None:
    stranger = await sign_in(app, "stranger", birth_year=ADULT)
    body = {"community_id": str(community_id), "title": "B", "starts_on": "2026-01-01", "ends_on": "2026-02-01"}
    await run(runtime, "update memberships set role = 'facilitator' where user_id = :id", id=people[0].id)
    for person, status in ((people[0], 403), (people[1], 403), (stranger, 404)):
        await person.ask("PUT", f"/v1/reports/{uuid7()}", status, json=body)
    report = await draft(alice, community_id)
    for person in (people[0], people[1], stranger):
        await person.ask("GET", f"/v1/reports/{report['id']}", 404)
        await person.ask("PUT", f"/v1/reports/{report['id']}/validation", 404)
    assert (await figures(alice, report))["meetings_held"]["value"] == 2
