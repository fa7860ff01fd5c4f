"""Whoever was known to be under age does not outgrow it by typing."""

import ast
import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.users import MINIMUM_AGE
from app.policies.age import SINCE_AGE
from app.services.guardians import birth_years
from tests.support.communities import begin_school, invite, join
from tests.support.grants import FORM, read, share, told
from tests.support.guardians import AGREE, CONFIRM, EVERYTHING, YOUNG, answer, ask_guardian, child, state_year
from tests.support.mails import mails_to
from tests.support.people import ADULT, NOW, Person, Watch, erase, sign_in
from tests.support.stories import begin, publish, text
from tests.support.words import both

OLD = NOW.year - 20
DECLINE, CONTEST = [("answer", "decline")], [("answer", "contest")]


def confirm(year: int) -> list[tuple[str, str]]:
    return [*CONFIRM, ("birth_year", str(year))]


async def years_of(person: Person) -> tuple[int, int | None]:
    me = await person.ask("GET", "/v1/me", 200)
    return me["birth_year"], me["claimed_birth_year"]


@pytest.mark.slow
async def test_an_earlier_year_waits_for_the_guardian_and_counts_once_confirmed(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    to, page = await ask_guardian(runtime, zoe)
    await state_year(zoe, OLD)
    assert await years_of(zoe) == (YOUNG, OLD)
    await publish(zoe, await begin(zoe, text()), 403)
    mail = (await mails_to(runtime, to))[-1]
    assert f"http://test{page}/birth-year" in mail["text"]
    assert str(OLD) in (await guest.get(f"{page}/birth-year")).text
    assert await years_of(zoe) == (YOUNG, OLD)  # opening the page changes nothing
    await answer(guest, f"{page}/birth-year", [("answer", "confirm"), ("birth_year", str(OLD))], 422)
    assert await years_of(zoe) == (YOUNG, OLD)
    await answer(guest, f"{page}/birth-year", confirm(OLD))
    assert await years_of(zoe) == (OLD, None)
    await publish(zoe, await begin(zoe, text()))
    [consent] = [
        item for item in (await zoe.ask("GET", "/v1/me/consents", 200))["items"] if item["kind"] == "birth_year"
    ]
    assert (consent["given_by"], consent["subject_id"]) == ("Sofia Diallo", str(zoe.id))
    assert str(OLD) in (await mails_to(runtime, zoe.email))[-1]["text"]


@pytest.mark.parametrize("ending", ["declined", "ended", "deleted"])
async def test_a_guardian_who_is_no_longer_one_is_asked_all_the_same(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient, ending: str
) -> None:
    to, page = await ask_guardian(runtime, zoe)
    match ending:
        case "declined":
            await answer(guest, page, DECLINE)
        case "ended":
            await answer(guest, page, EVERYTHING)
            await answer(guest, page, [("answer", "end")])
        case _:
            await zoe.ask("DELETE", "/v1/me/guardian", 204)
    await answer(guest, f"{page}/birth-year", confirm(OLD), 404)  # nothing is asked of them yet
    await state_year(zoe, OLD)
    assert f"{page}/birth-year" in (await mails_to(runtime, to))[-1]["text"]
    await answer(guest, f"{page}/birth-year", confirm(OLD))
    assert await years_of(zoe) == (OLD, None)


async def test_a_guardian_says_that_it_is_not_right(zoe: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    _, page = await ask_guardian(runtime, zoe)
    assert f'href="{page}/birth-year"' in (await guest.get(page)).text
    await state_year(zoe, OLD)
    assert "still counts" in await answer(guest, f"{page}/birth-year", CONTEST)
    assert await years_of(zoe) == (YOUNG, None)
    assert str(OLD) in (await mails_to(runtime, zoe.email))[-1]["text"]
    await answer(guest, f"{page}/birth-year", CONTEST, 404)
    html = await answer(guest, f"{page}/birth-year", confirm(NOW.year - 2), 422)
    assert SINCE_AGE.en in html
    await answer(guest, f"{page}/birth-year", confirm(YOUNG + 1))
    assert await years_of(zoe) == (YOUNG + 1, None)


@pytest.mark.slow
async def test_another_guardian_named_later_has_no_say(zoe: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    first, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    second, other = await ask_guardian(runtime, zoe, f"mate-of-{zoe.id}@example.org")
    await state_year(zoe, OLD)
    assert "birth-year" in (await mails_to(runtime, first))[-1]["text"]
    assert "birth-year" not in (await mails_to(runtime, second))[-1]["text"]
    await answer(guest, other, EVERYTHING)
    await answer(guest, f"{other}/birth-year", confirm(OLD), 422)
    assert (await years_of(zoe))[0] == YOUNG
    await answer(guest, f"{page}/birth-year", confirm(OLD))
    assert await years_of(zoe) == (OLD, None)


@pytest.mark.slow
async def test_where_no_guardian_ever_answered_an_operator_or_a_verified_school_confirms(
    app: FastAPI, alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    school = await begin_school(alice, runtime)
    code = (await invite(alice, school))["code"]
    for by in ("operator", "school", "guardian"):
        pupil = await child(app)
        await join(pupil, school, invitation=code)
        path = f"/v1/communities/{school['id']}/memberships/{pupil.id}/birth-year"
        await alice.ask("PUT", path, 404, json={"birth_year": OLD})
        _, page = await ask_guardian(runtime, pupil)
        await state_year(pupil, OLD)
        await alice.ask("PUT", path, 404, json={"birth_year": OLD - 1})
        if by == "guardian":
            await answer(guest, page, DECLINE)
            assert (await alice.ask("PUT", path, 409, json={"birth_year": OLD}))["type"].endswith("guardian-decides")
            assert await years_of(pupil) == (YOUNG, OLD)
            continue
        if by == "school":
            await alice.ask("PUT", path, 204, json={"birth_year": OLD})
        else:
            async with runtime.work(Actor(is_system=True, account="root")) as uow:
                await birth_years.confirm_by_operator(uow, pupil.id, OLD)
        assert await years_of(pupil) == (OLD, None)
        consents = (await pupil.ask("GET", "/v1/me/consents", 200))["items"]
        assert [consent["given_by"] for consent in consents if consent["kind"] == "birth_year"] == [
            school["name"] if by == "school" else "operator"
        ]


@pytest.mark.slow
async def test_a_typing_mistake_is_asked_back_before_anything_is_taken_back(
    alice: Person, guest: httpx.AsyncClient
) -> None:
    link = await share(alice, await told(alice))
    problem = await state_year(alice, YOUNG, 409)
    assert problem["type"] == "/problems/birth-year-unconfirmed"
    assert (problem["withdraws"]["stories"], problem["withdraws"]["grants"]) == (1, 1)
    assert (await read(guest, link)).status_code == 200
    assert (await years_of(alice))[0] == ADULT
    await state_year(alice, YOUNG, confirmed=True)
    assert (await read(guest, link)).status_code == 404


async def test_a_known_year_is_not_forgotten_and_a_claim_is_taken_back(zoe: Person) -> None:
    assert (await state_year(zoe, None, 422))["errors"][0]["code"] == "known_year"
    await state_year(zoe, OLD)
    await state_year(zoe, YOUNG)
    assert await years_of(zoe) == (YOUNG, None)
    problem = await state_year(zoe, NOW.year - MINIMUM_AGE + 1, 422)
    assert (problem["type"], problem["title"]) == ("/problems/below-minimum-age", SINCE_AGE.en)


@pytest.mark.slow
async def test_a_guardian_answers_while_another_year_is_typed(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    for _ in range(4):
        account = state_year(zoe, min(YOUNG + 2, (await years_of(zoe))[0] + 1))
        await asyncio.gather(account, answer(guest, page, EVERYTHING), answer(guest, page, [*AGREE, ("act", "join")]))
    assert (await years_of(zoe))[0] == YOUNG + 2


async def test_the_minimum_age_is_said_alike_everywhere(guest: httpx.AsyncClient) -> None:
    for path in ("/", "/privacy", "/problems/below-minimum-age"):
        for words, lang in zip(both(SINCE_AGE), ("fr", "en"), strict=True):
            shown_text = (await guest.get(f"{path}?lang={lang}")).text
            assert words in shown_text.replace("&#39;", "'").replace("\xa0", " "), (path, lang)


@dataclass
class World:
    """A child, the guardians whom they named, and a visitor who opens their pages. `known`: the latest year given."""

    zoe: Person
    app: FastAPI
    watch: Watch
    guest: httpx.AsyncClient
    chance: random.Random
    known: int = YOUNG
    pages: list[str] = field(default_factory=list)

    async def type_year(self) -> None:
        year = self.chance.choice((YOUNG - 1, YOUNG - 3, OLD, YOUNG + 1, YOUNG))
        response = await self.zoe.client.patch("/v1/me", json={"birth_year": year})
        assert response.status_code in {200, 429}
        self.known = max(self.known, year)

    async def forget_year(self) -> None:
        await state_year(self.zoe, None, 422)

    async def sign_in_again(self) -> None:
        await sign_in(self.app, email=self.zoe.email, birth_year=OLD)

    async def ask_guardian(self) -> None:
        email = f"{len(self.pages)}-{self.zoe.id}@example.org"
        response = await self.zoe.client.put("/v1/me/guardian", json={"email": email})
        if response.status_code == 200:
            mail = (await mails_to(self.app.state.runtime, email))[-1]["text"]
            self.pages.append("/g/" + mail.partition("http://test/g/")[2].split()[0])

    async def end_guardian(self) -> None:
        assert (await self.zoe.client.delete("/v1/me/guardian")).status_code in {204, 404}

    async def erase_guardian(self) -> None:
        guardian = await sign_in(self.app, email=f"{max(len(self.pages) - 1, 0)}-{self.zoe.id}@example.org")
        await erase(self.app.state.runtime, self.watch, guardian)

    async def answer_guardian(self) -> None:
        await self._post("", self.chance.choice(([*AGREE, ("act", "publish")], DECLINE, [("answer", "end")])))

    async def contest_year(self) -> None:
        await self._post("/birth-year", CONTEST)

    async def confirm_as_another(self) -> None:
        """By a key that was never given."""
        response = await self.guest.post("/g/dtg_none/birth-year", content=urlencode(confirm(OLD)), headers=FORM)
        assert response.status_code == 404

    async def _post(self, path: str, form: list[tuple[str, str]]) -> None:
        page = self.chance.choice(self.pages) if self.pages else "/g/dtg_none"
        response = await self.guest.post(page + path, content=urlencode(form), headers=FORM)
        assert response.status_code in {200, 404}, response.text


WAYS = tuple(name for name, value in vars(World).items() if callable(value) and not name.startswith("_"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
async def test_no_way_through_typing_and_guardians_makes_a_child_older(
    app: FastAPI, guest: httpx.AsyncClient, watch: Watch, seed: int
) -> None:
    """Guardians agree, decline, end and contest, but none confirms the year."""
    world = World(await child(app), app, watch, guest, random.Random(seed))  # noqa: S311  a world, no secret
    assert len(WAYS) == 9
    for way in (*world.chance.sample(WAYS, len(WAYS)), *world.chance.choices(WAYS, k=10)):
        await getattr(world, way)()
        me = await world.zoe.ask("GET", "/v1/me", 200)
        assert (me["birth_year"], me["age_bracket"]) == (world.known, "under_15"), way


# Operations that take a year of birth, and what each does with an earlier one than a child's known one.
TAKING = {
    "patch_me": "waits",
    "create_session": "keeps the known one",
    "put_address": "keeps the known one",
    "confirm_birth_year": "somebody else's word",
    "confirm_pupil_birth_year": "somebody else's word",
}


@pytest.mark.slow
def test_every_operation_that_takes_a_year_of_birth_is_known(app: FastAPI) -> None:
    document: Any = app.openapi()
    schemas = document["components"]["schemas"]

    def takes(schema: Any) -> bool:
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        return "birth_year" in schema.get("properties", {}) or any(
            takes(item) for key in ("anyOf", "oneOf", "allOf") for item in schema.get(key, ())
        )

    bodies = {
        operation["operationId"]: body["schema"]
        for path in document["paths"].values()
        for operation in path.values()
        for body in operation.get("requestBody", {}).get("content", {}).values()
    }
    assert {name for name, schema in bodies.items() if takes(schema)} == TAKING.keys()
    assert len(bodies) >= 50


APP = Path(__file__).parents[2] / "app"


YEARS = {"birth_year", "claimed_birth_year"}


def targets_of(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Assign(targets=targets):
            return targets
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target, value=ast.expr()):
            return [target]
    return []


def assigns_year(node: ast.AST) -> bool:
    """Whether it writes a year of birth into something: by name, by `setattr`, by `values`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="values"), keywords=keywords):
            return any(keyword.arg in YEARS for keyword in keywords)
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=name), _]):
            return name in YEARS
    parts = (part for target in targets_of(node) for part in ast.walk(target))
    return any(isinstance(part, ast.Attribute) and part.attr in YEARS for part in parts)


def writes_year(source: str) -> bool:
    return any(assigns_year(node) for node in ast.walk(ast.parse(source)))


@pytest.mark.slow
def test_one_module_alone_changes_a_year_of_birth() -> None:
    files = sorted(APP.rglob("*.py"))
    writers = {str(file.relative_to(APP)) for file in files if writes_year(file.read_text())}
    assert writers == {"services/guardians/birth_years.py"}
    assert len(files) >= 300
    for fault in (
        "p.birth_year = 1",
        "a.x, a.birth_year = 1, 2",
        "setattr(p, 'birth_year', 1)",
        "q.values(birth_year=1)",
    ):
        assert writes_year(fault), fault


async def test_the_first_answer_of_an_address_stays(app: FastAPI) -> None:
    email = f"{uuid7().hex}@example.org"
    first = await sign_in(app, email=email, birth_year=YOUNG)
    person = await sign_in(app, email=email, birth_year=OLD)
    assert first.id == person.id
    assert await years_of(person) == (YOUNG, None)
