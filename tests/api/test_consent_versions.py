"""Nobody agrees to a text that they were not shown, and what is kept is the sentence that was."""

import ast
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import ANONYMOUS, SYSTEM, Actor
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.core.settings import Settings
from app.core.uow import Runtime, UnitOfWork
from app.models.communities import Visibility
from app.models.consents import ConsentKind
from app.models.guardians import GuardedAct
from app.policies.consent_texts import TEXTS
from app.schemas.consents import ConsentGiven
from app.services.accounts import consents
from app.services.operators import operators
from app.web import birth_year_texts, guardian_texts
from tests.support.communities import begin as found
from tests.support.communities import begin_school, gather, grown_up, invite, join
from tests.support.consents import shown
from tests.support.counsellors import agreed, request_access, with_second_factor
from tests.support.grants import amend, asked, open_to, share, told
from tests.support.guardians import CONFIRM, EVERYTHING, SHOWN, answer, ask_guardian, child, state_year
from tests.support.people import NOW, Person, Watch, sign_in
from tests.support.portraits import draw, talent
from tests.support.stories import begin, publish, rewrite, text
from tests.support.world import SECRET

OLD = NOW.year - 20
ROWS = """
    select (select count(*) from consents), (select count(*) from stories), (select count(*) from portrait_editions),
      (select count(*) from grants), (select count(*) from memberships), (select count(*) from communities),
      (select count(*) from kept_places), (select count(*) from guardianships), (select count(*) from page_stories)
"""
WRITERS = {  # each function that keeps a consent, by module: what is added here takes a version, too
    "communities.communities": Counter(_add_founder=1),
    "communities.memberships": Counter(_keep_consent=1, come=1),
    "guardians.birth_years": Counter(contest=1, _count=1),
    "guardians.guardians": Counter(_record=1),
    "guardians.place_keeping": Counter(_keep=1),
    "portraits.publication": Counter(_publish=1),
    "sharing.grant_answers": Counter(accept=1),
    "sharing.grants": Counter(create=1, _agree_anew=1),
    "sharing.page_stories": Counter(put=1),
    "sharing.quote_answers": Counter(grant=1),
    "stories.publication": Counter(_publish=1),
}


@dataclass
class Act:
    """A request that agrees to something."""

    who: Person
    method: str
    path: str
    kind: str
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    whose: Person | None = None  # ledger

    async def send(self, version: str | None, kind: str = "") -> httpx.Response:
        body = {"consent": {"kind": kind or self.kind, "text_version": version}}
        return await self.who.client.request(self.method, self.path, json=self.body | body, headers=self.headers)


def bare(body: dict[str, Any]) -> dict[str, Any]:
    """As it was before texts had versions."""
    return {name: value for name, value in body.items() if name != "consent"}


async def ledger(person: Person) -> list[dict[str, Any]]:
    """The oldest first."""
    rows: list[dict[str, Any]] = (await person.ask("GET", "/v1/me/consents", 200))["items"]
    return rows[::-1]


async def rows(runtime: Runtime) -> list[int]:
    return list((await runtime.database.reads.fetch(ROWS))[0])


async def acts(app: FastAPI, alice: Person, rose: Person, watch: Watch) -> dict[str, Act]:
    runtime: Runtime = app.state.runtime
    await talent(runtime, alice)
    story = await told(alice)
    link = await share(alice, story, ends_at=(NOW + timedelta(days=10)).isoformat())
    page_link = await share(alice, await told(alice))
    public_id = await gather(runtime, alice, visibility=Visibility.PUBLIC)
    request = await request_access(rose, alice, watch, "story")
    fields: dict[str, Any] = {"visibility": "listed", "join_policy": "open"}
    open_one, other_community = await found(alice, **fields), await found(alice, **fields)
    bob, school = await grown_up(app, "bob"), await begin_school(alice, runtime)
    await join(bob, other_community)
    code = (await invite(alice, school))["code"]
    pupils = [await child(app), await child(app)]
    for pupil in pupils:
        await join(pupil, school, invitation=code)
        await state_year(pupil, OLD)
    olga, year = await sign_in(app, "olga"), {"birth_year": OLD}
    await with_second_factor(olga, watch)
    async with runtime.work(Actor(is_system=True, account="root")) as uow:
        await operators.grant_role(uow, olga.email)
    community, guardian = {"kind": "cohort", "name": "Promo 2027"}, {"email": f"parent-{uuid7().hex}@example.org"}
    own, of_pupil = f"/v1/communities/{open_one['id']}", f"/v1/communities/{school['id']}/memberships/{pupils[0].id}"
    return {
        "publish_journal": Act(alice, "PUT", f"{await begin(alice, text())}/publication", "publish"),
        "publish_portrait": Act(alice, "PUT", f"{await draw(alice)}/publication", "publish"),
        "create_grant": Act(alice, "POST", "/v1/grants", "share", bare(asked(story))),
        "patch_grant": Act(alice, "PATCH", f"/v1/grants/{link['id']}", "share", {"ends_at": None}, {"If-Match": '"1"'}),
        "put_page_story": Act(alice, "PUT", f"/v1/communities/{public_id}/page/stories/{page_link['id']}", "page"),
        "accept_grant_request": Act(
            alice, "PUT", f"/v1/grant-requests/{request['id']}/acceptance", "share", bare(agreed(request))
        ),
        "put_own_membership": Act(bob, "PUT", f"{own}/membership", "join"),
        "patch_own_membership": Act(
            bob, "PATCH", f"/v1/communities/{other_community['id']}/membership", "talents", {"show_talents": True}
        ),
        "put_kept_place": Act(pupils[0], "PUT", f"{own}/kept-place", "join", {"guardian": guardian}),
        "create_community": Act(alice, "POST", "/v1/communities", "lead", community),
        "put_community": Act(alice, "PUT", f"/v1/communities/{uuid7()}", "lead", community),
        "confirm_pupil_birth_year": Act(alice, "PUT", f"{of_pupil}/birth-year", "birth_year", year, whose=pupils[0]),
        "confirm_birth_year": Act(
            olga, "PUT", f"/v1/admin/people/{pupils[1].id}/birth-year", "birth_year", year, whose=pupils[1]
        ),
    }


@pytest.mark.slow
async def test_whatever_is_agreed_to_carries_the_version_and_is_kept_in_the_words_that_were_shown(
    app: FastAPI, alice: Person, rose: Person, runtime: Runtime, watch: Watch
) -> None:
    all_acts = await acts(app, alice, rose, watch)
    assert set(all_acts) == set(carrying(app.openapi()))
    strict = replace(runtime, settings=runtime.settings.model_copy(update={"consent_required": True}))
    for name, act in all_acts.items():
        before, version = await rows(runtime), TEXTS[ConsentKind(act.kind)].version
        for refused in (await act.send("2026-01"), await act.send(version, "guardian"), await act.send(None)):
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/consent-outdated"), name
            current = refused.json()["current"]
            assert (current["kind"], current["text_version"], current["locale"]) == (act.kind, version, "fr")
        app.state.runtime = strict
        absent = await act.who.client.request(act.method, act.path, json=act.body, headers=act.headers)
        app.state.runtime = runtime
        assert absent.json()["current"] == current, name
        assert await rows(runtime) == before, name
        done = await act.send(version)
        assert done.is_success, f"{name}: {done.text}"
        consent = [item for item in await ledger(act.whose or act.who) if item["kind"] == act.kind][-1]
        assert (consent["text"], consent["text_version"]) == (current["text"], version), name
        assert (consent["version_stated"], consent["locale"], consent["withdrawn_at"]) == (True, "fr", None), name
        assert consent["text"] != TEXTS[ConsentKind(act.kind)].said().fr, name  # but what it is about


def carrying(spec: dict[str, Any]) -> list[str]:
    """The operations whose body takes a consent."""
    operations = [item for path in spec["paths"].values() for item in path.values()]
    return [operation["operationId"] for operation in operations if "consent" in _fields(spec, operation)]


def _fields(spec: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    found_fields: set[str] = set()
    for item in body.get("anyOf", [body]):
        schema = spec["components"]["schemas"][item["$ref"].rpartition("/")[2]] if "$ref" in item else item
        found_fields |= set(schema.get("properties", {}))
    return found_fields


@pytest.mark.slow
def test_whatever_keeps_a_consent_is_known_here() -> None:
    writers: dict[str, Counter[str]] = {}
    for file in Path("app").rglob("*.py"):
        tree = ast.parse(file.read_text())
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)):
            for call in (node.func for node in ast.walk(function) if isinstance(node, ast.Call)):
                is_row = isinstance(call, ast.Name) and call.id == "Consent"
                assert not is_row or file.name == "consents.py", f"{file}: a consent that was not shown"
                if ast.unparse(call) in {"consents.give", "consents.record"}:
                    writers.setdefault(f"{file.parent.name}.{file.stem}", Counter())[function.name] += 1
    assert writers == WRITERS


async def test_the_sentence_says_to_what_for_whom_and_until_when(alice: Person, bob: Person) -> None:
    journal = await begin(alice, text(), title="Mon stage")
    story = await alice.ask("PUT", f"{journal}/publication", 201)  # as a client of 0.1.0 does
    end = (NOW + timedelta(days=10)).isoformat()
    fields = {"kind": "share", "text_version": TEXTS[ConsentKind.SHARE].version}
    terms: dict[str, Any] = {"purpose": "guidance", "rights": ["view", "comment"], "ends_at": end}
    target = {"type": "story", "id": story["id"]}
    grant = await open_to(alice, bob, target, **terms, consent=fields | {"locale": "en"})
    first, consent = await ledger(alice)
    assert first["text"].startswith("Je publie ma story « Mon stage », édition 1 : ")
    assert "Personne ne la voit" in first["text"]
    assert (first["version_stated"], first["locale"]) == (False, "fr")
    assert consent["text"].startswith(
        "I give access to my story “Mon stage”, to Bob, until 13 March 2026. Rights: read, "
        "write me a comment. For: guidance. To read, this person needs a second factor. I see each consultation. "
    )
    assert (consent["locale"], consent["version_stated"]) == ("en", True)

    narrower_grant = await amend(alice, grant, rights=["view"], consent=fields | {"text_version": "2026-01"})
    old, new = [item for item in await ledger(alice) if item["subject_id"] == grant["id"]]
    assert (old["withdrawn_at"] is None, new["withdrawn_at"], new["version_stated"]) == (False, None, False)
    assert "Droits : lire. But" in new["text"]
    await amend(alice, narrower_grant, 409, ends_at=None, consent=fields | {"text_version": "2026-01"})
    await amend(alice, narrower_grant, ends_at=None, label="Bob", consent=fields)
    assert "jusqu’à ce que je reprenne l’accès" in (await ledger(alice))[-1]["text"]

    await rewrite(alice, journal, title="Mon stage chez Karim")
    await publish(alice, journal)
    repeated_text = (await ledger(alice))[-1]["text"]
    assert repeated_text.startswith("Je publie ma story « Mon stage chez Karim », édition 2")
    assert "L’accès que j’ai déjà donné la montre aussitôt" in repeated_text


@pytest.mark.slow
async def test_a_link_that_asks_for_no_code_any_more_is_another_sentence(alice: Person) -> None:
    link = await share(alice, await told(alice), passcode="atelier 12")
    old = {"kind": "share", "text_version": "2026-01"}
    assert "qui a le lien et le code" in (kept_text := (await ledger(alice))[-1]["text"])
    assert "Les ouvertures du lien sont seulement comptées : je ne saurai pas qui lit. Je peux repren" in kept_text
    assert "consultation" not in kept_text  # a reading of a link is noted nowhere
    problem = await amend(alice, link, 409, passcode=None, consent=old)
    assert "à toute personne qui a le lien," in problem["current"]["text"]
    open_link = await amend(alice, link, passcode=None, **shown("share"))
    assert (await ledger(alice))[-1]["text"] == problem["current"]["text"]
    await amend(alice, open_link, passcode="atelier 13", consent=old)  # less needs no text
    assert "qui a le lien et le code" in (await ledger(alice))[-1]["text"]


@pytest.mark.slow
async def test_each_answer_of_a_guardian_is_kept_with_the_boxes_as_they_were_ticked(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    declaration = TEXTS[ConsentKind.GUARDIAN]
    boxes = [item for item in EVERYTHING if item not in SHOWN]
    for form in (boxes, [*boxes, ("guardian_version", "2026-01")]):
        html = await answer(guest, page, form, 409)
        assert html.count(" checked") == len(GuardedAct)  # nothing is lost but the declaration
        assert 'value="Sofia Diallo"' in html
        assert guardian_texts.OUTDATED_FAULT.en in html
        assert declaration.said(person="Zoé").en in html
        assert f'name="guardian_version" value="{declaration.version}"' in html
    assert await ledger(zoe) == []

    await answer(guest, page, EVERYTHING)
    await answer(guest, page, [("answer", "agree"), ("act", "publish"), ("act", "join"), *SHOWN])
    await answer(guest, page, [("answer", "agree"), ("act", "publish"), ("act", "join")])  # the same, and no version
    await answer(guest, page, [("answer", "end"), *SHOWN])
    _, page = await ask_guardian(runtime, zoe, f"other-of-{zoe.id}@example.org")
    assert TEXTS[ConsentKind.GUARDIAN_REFUSAL].said(person="Zoé").en in (await guest.get(page)).text
    await answer(guest, page, [("answer", "decline"), ("act", "publish"), ("guardian_refusal_version", "2026-01")])
    two, texts = ["publish", "join"], [str(act) for act in GuardedAct]
    kept = await ledger(zoe)
    assert [(item["kind"], item["boxes"], item["given_by"], item["version_stated"]) for item in kept] == [
        ("guardian", [*texts, "declaration"], "Sofia Diallo", True),
        ("guardian", two, "Sofia Diallo", True),
        ("guardian", two, "Sofia Diallo", False),
        ("guardian_end", [], "Sofia Diallo", True),
        ("guardian_refusal", [], "guardian", False),  # « no » is taken, whatever was shown
    ]
    assert all(item["withdrawn_at"] and item["locale"] == "en" for item in kept)
    for act, (label, effect) in guardian_texts.ACTS.items():
        box = f"“{label.en}. {effect.en}”"
        assert [box in item["text"] for item in kept[:3]] == [True, *[act in two] * 2], act
    assert kept[1]["text"].startswith(declaration.said(person="Zoé").en.partition("what I ticked")[0])


async def test_a_word_on_a_year_of_birth_is_kept_with_the_year(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    page = f"{(await ask_guardian(runtime, zoe))[1]}/birth-year"
    await state_year(zoe, OLD - 1)
    await answer(guest, page, [("answer", "contest"), *SHOWN])
    await state_year(zoe, OLD)
    stale = [item for item in CONFIRM if item not in SHOWN]
    html = await answer(guest, page, [*stale, ("birth_year", str(OLD))], 409)
    assert birth_year_texts.OUTDATED_FAULT.en in html
    assert 'value="Sofia Diallo"' in html
    await answer(guest, page, [*CONFIRM, ("birth_year", str(OLD))])
    refusal, confirmation = await ledger(zoe)
    assert (refusal["kind"], refusal["given_by"]) == ("birth_year_refusal", "guardian")
    assert refusal["text"] == f"I say that {OLD - 1} is not the year of birth of Zoé."
    assert (confirmation["kind"], confirmation["boxes"], confirmation["version_stated"]) == (
        "birth_year",
        ["declaration"],
        True,
    )
    assert confirmation["text"] == TEXTS[ConsentKind.BIRTH_YEAR].said(person="Zoé", year=str(OLD)).en


@pytest.mark.parametrize(
    ("address", "required", "demanded"),
    [
        ("http://localhost:8000", None, False),
        ("https://daytripper.fr", None, True),
        ("https://daytripper.fr", False, False),
        ("http://localhost:8000", True, True),
    ],
)
def test_a_public_installation_takes_no_agreement_without_the_text_that_was_shown(
    address: str, *, required: bool | None, demanded: bool
) -> None:
    settings = Settings(base_url=address, consent_required=required, secret=SECRET)
    assert settings.demands_consent is demanded
    uow = cast(UnitOfWork, SimpleNamespace(runtime=SimpleNamespace(settings=settings), actor=ANONYMOUS))
    consent = ConsentGiven(kind=ConsentKind.JOIN, text_version=TEXTS[ConsentKind.JOIN].version)
    assert consents.check(uow, ConsentKind.JOIN, consent, Locale.FR).is_stated
    if demanded:
        with pytest.raises(consents.ConsentOutdated):
            consents.check(uow, ConsentKind.JOIN, None, Locale.FR)
    else:
        assert not consents.check(uow, ConsentKind.JOIN, None, Locale.FR).is_stated
    shell = cast(UnitOfWork, SimpleNamespace(runtime=uow.runtime, actor=SYSTEM))
    assert not consents.check(shell, ConsentKind.BIRTH_YEAR, None, Locale.FR).is_stated
