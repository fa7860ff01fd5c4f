"""Content can be taken down, and anybody can ask."""

import re
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.flags import Flag, FlagReason, FlagState, FlagTarget
from app.models.operators import AdminAct
from app.models.reports import AppealClosed, Report, ReportDecided, ReportReason
from app.services.accounts.measures import MeasureStands
from app.services.moderation import reports
from app.services.operators import operators
from app.services.sharing.reports import PER_ADDRESS, PER_SOURCE, ForgetReports
from app.tasks import HANDLERS
from app.web import plan
from tests.support import portraits
from tests.support.grants import link_to, share, token_of, told
from tests.support.mails import mails_to
from tests.support.people import FULL, Person, Watch, capture, erase, sign_in, visit_from
from tests.support.reports import EVIL, FRENCH, decision_page, new_address, reported, send, shell
from tests.support.stories import publish
from tests.web.reading import words_of


class Withdrawn(NamedTuple):
    story: dict[str, Any]
    links: list[dict[str, Any]]
    page: str
    reference: str
    address: str
    flag_id: UUID
    measure_id: UUID


async def test_anybody_asks_without_an_account_and_gets_a_receipt(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    grant = await link_to(alice)
    answer = await guest.get(f"/s/{token_of(grant)}")
    assert f'href="/s/{token_of(grant)}/report"' in answer.text
    form = await guest.get(f"/s/{token_of(grant)}/report", headers=FRENCH)
    assert "Je suis sur une photo" in words_of(form.text)
    order = "sur une photo.*rien à justifier.*On parle de moi.*rien à justifier.*sur quelqu’un d’autre"
    assert re.search(order, words_of(form.text))  # below each of the two reasons that it is about
    assert "<script" not in form.text
    assert form.headers["cache-control"] == "private, no-store"
    for fields, fault in (
        ({"reason": ""}, "reason-fault"),
        ({"reason": "nope"}, "reason-fault"),
        ({"reason": "hate"}, "text-fault"),
        ({"text": "x" * 1_001}, "text-fault"),
        ({"email": "no address"}, "email-fault"),
    ):
        refused = await send(guest, grant, **fields)
        assert (refused.status_code, f'id="{fault}"' in refused.text) == (422, True), fields
    address = new_address()
    page, reference = await reported(runtime, guest, grant, email=address, text=EVIL)
    response = await guest.get(page, headers=FRENCH)
    assert (response.status_code, EVIL in response.text, "&lt;script&gt;" in response.text) == (200, False, True)
    assert reference in response.text
    assert "au plus tard le" in words_of(response.text)
    mail = (await mails_to(runtime, address))[-1]
    assert page in mail["text"]
    assert reference in mail["subject"]
    assert "alert(1)" not in mail["text"] + mail["html"]
    assert not await mails_to(runtime, alice.email)  # only a decision is told to whoever shows it


@pytest.mark.slow
async def test_whatever_page_shows_something_to_strangers_leads_to_its_report(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    story = await told(alice)
    await portraits.talent(runtime, alice, "LEARN.1", await capture(alice, FULL))
    path = await portraits.draw(alice, pinned_stories=[story["id"]])
    await portraits.publish(alice, path)
    link = await portraits.share(alice, path)
    page = (await guest.get(f"/s/{token_of(link)}")).text
    [pinned_match] = {
        match for match in re.findall(r'href="http://test(/m/[^"]+)"', page) if not match.endswith(".pdf")
    }
    pages = [
        f"/s/{token_of(await share(alice, story))}",
        f"/s/{token_of(await share(alice, story, passcode='atelier 12'))}",
        f"/s/{token_of(link)}",
        pinned_match,
    ]
    assert {re.sub("/[^/]+", "/…", page[2:]) for page in pages} == {
        re.sub("/[^/]+", "/…", item[2:]) for item in (plan.BY_LINK[0].path, plan.BY_LINK[0].other_paths[-1])
    }
    for item in pages:
        for language, words in (("fr", "Signaler ce contenu"), ("en", "Report this content")):
            answer = await guest.get(item, headers={"Accept-Language": language})
            [(form, label)] = re.findall(r'href="((?:/s/[^/]+/report|/r/m/)[^"]*)">([^<]+)<', answer.text)
            assert label == words
            asked_response = await guest.get(form, headers={"Accept-Language": language})
            assert (asked_response.status_code, f'action="{form}"' in asked_response.text) == (200, True), words_of(
                asked_response.text
            )
        sent_response = await guest.post(form, data={"reason": "named"})
        assert (sent_response.status_code, (await guest.get(sent_response.headers["location"])).status_code) == (
            303,
            200,
        )
    async with runtime.database.sessions() as session:
        latest = await session.scalar(
            select(Report).where(Report.grant_id == UUID(link["id"])).order_by(Report.id.desc())
        )
        assert latest is not None
        assert (str(latest.target_id), latest.target_type) == (story["id"], "story")
    media_key = pinned_match.split("/")[2]
    for never in (f"/r/m/{media_key}/{uuid7()}", f"/r/m/{media_key}/x", f"/r/m/x/{story['id']}"):
        assert (await guest.post(never, data={"reason": "named"})).status_code == 404
    await alice.ask("DELETE", f"/v1/journals/{story['journal_id']}/publication", 204)
    assert (await guest.get(f"/r{pinned_match}")).status_code == 404


async def test_operators_hear_at_once_that_something_was_reported_and_nobody_else_does(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    async with shell(runtime) as uow:
        await operators.grant_role(uow, bob.email)
    grant = await link_to(alice)
    for _ in range(2):
        _, reference = await reported(runtime, guest, grant)
    [notification] = (await bob.ask("GET", "/v1/notifications", 200))["items"]
    assert reference in str(notification)
    assert (await alice.ask("GET", "/v1/notifications", 200))["items"] == []
    async with shell(runtime) as uow:
        await operators.revoke_role(uow, bob.email)


@pytest.mark.slow
async def test_reporting_tells_nothing_of_what_one_cannot_see(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    link = await link_to(alice, passcode="atelier 12")
    form = await guest.get(f"/s/{token_of(link)}/report")
    page, _ = await reported(runtime, guest, link)
    for answer in (form, await guest.get(page)):
        assert answer.status_code == 200
        for private in ("Mon stage", "Alice", alice.email, "Trois semaines"):
            assert private not in answer.text
    once = await link_to(alice, max_views=1)
    assert (await guest.get(f"/s/{token_of(once)}")).status_code == 200
    await reported(runtime, guest, once)  # whoever read it once may still say so
    await alice.ask("DELETE", f"/v1/grants/{once['id']}", 204, headers={"If-Match": f'"{once["version"]}"'})
    gone, never = await send(guest, once), await guest.post("/s/dts_x/report", data={"reason": "pictured"})
    assert (gone.status_code, gone.text) == (404, never.text)
    for path in ("/r/dtn_x", "/d/dtd_x", "/s/dts_x/report"):
        assert (await guest.get(path)).status_code == 404
    for path in ("/r/dtn_x/appeal", "/d/dtd_x/appeal"):
        assert (await guest.post(path, data={"appeal": "Moi"})).status_code == 404


@pytest.mark.slow
async def test_a_flood_is_stopped_at_its_source_and_writes_to_nobody(
    alice: Person, app: FastAPI, runtime: Runtime
) -> None:
    grant = await link_to(alice)
    async with visit_from(app, "203.0.113.7") as flood, visit_from(app, "203.0.113.8") as other:
        answers = [await send(flood, grant, email="victime@example.org") for _ in range(PER_SOURCE.most + 1)]
        assert [answer.status_code for answer in answers] == [303] * PER_SOURCE.most + [429]
        assert (
            0 < int(answers[-1].headers["retry-after"]) <= 3_600
        )  # whoever shares that address with them waits an hour
        assert len(await mails_to(runtime, "victime@example.org")) == PER_ADDRESS.most
        first, last = [await other.get(answers[n].headers["location"], headers=FRENCH) for n in (0, -2)]
        assert "viendra aussi par mail" in words_of(first.text)
        assert "Aucun mail n’est envoyé" in words_of(last.text)
        assert (await send(other, grant)).status_code == 303
        async with shell(runtime) as uow:
            await reports.end(uow, UUID(grant["id"]), "Partagé trop largement")
        assert len(await mails_to(runtime, "victime@example.org")) == 2 * PER_ADDRESS.most


async def withdrawn(alice: Person, runtime: Runtime, visitor: httpx.AsyncClient) -> Withdrawn:
    """A story of hers that somebody reported, and that operators withdrew."""
    story = await told(alice)
    links, address = [await share(alice, story), await share(alice, story)], new_address()
    page, reference = await reported(runtime, visitor, links[0], email=address)
    flag_id = await flagged(runtime, alice, story)
    async with shell(runtime) as uow:
        report_read = await reports.show(uow, reference.lower())
        assert (report_read["reason"], "Trois semaines" in report_read["content"]) == ("pictured", True)
        measure = await reports.withdraw(uow, UUID(story["id"]), f"Une photo sans accord {EVIL}")
    return Withdrawn(story, links, page, reference, address, flag_id, measure.id)


async def test_operators_withdraw_a_story_and_all_whom_it_concerns_are_told(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    scene = await withdrawn(alice, runtime, guest)
    for link in scene.links:
        assert (await guest.get(f"/s/{token_of(link)}")).status_code == 404
    page = await guest.get(scene.page, headers=FRENCH)
    assert "n’est plus montré" in words_of(page.text)
    assert "Une photo sans accord" in words_of(page.text)
    assert EVIL not in page.text
    assert "decision" in (await mails_to(runtime, scene.address))[-1]["subject"]
    mail = (await mails_to(runtime, alice.email))[-1]
    assert mail["subject"] == "Day Tripper a pris une décision sur ta story"
    assert "Une photo sans accord" in mail["text"]
    assert EVIL not in mail["html"]
    assert scene.reference not in mail["text"] + mail["html"]  # who reported is told to nobody
    notifications = (await alice.ask("GET", "/v1/notifications", 200))["items"]
    assert any("Your story was withdrawn" in str(notification) for notification in notifications)
    async with runtime.database.sessions() as session:
        act = await session.scalar(select(AdminAct).where(AdminAct.target == scene.story["id"]))
        assert act is not None
        assert (act.verb, act.reason) == ("withdraw", f"Une photo sans accord {EVIL}")
        assert (await session.get_one(Flag, scene.flag_id)).state is FlagState.HIDDEN


async def test_only_those_are_upheld_who_reported_what_was_decided(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    """Whoever said something else hears that it is gone, for another reason."""
    story = await told(alice)
    link = await share(alice, story)
    right, _ = await reported(runtime, guest, link)
    other_page, _ = await reported(runtime, guest, link, reason="hate", text="Ici")
    async with shell(runtime) as uow:
        await reports.withdraw(uow, UUID(story["id"]), "Une photo sans accord", {ReportReason.PICTURED})
    texts = [words_of((await guest.get(page, headers=FRENCH)).text) for page in (right, other_page)]
    assert ["Une photo sans accord" in page for page in texts] == [True, False]
    assert ["pour une autre raison" in page for page in texts] == [False, True]
    async with runtime.database.sessions() as session:
        decisions = select(Report.reason, Report.state).where(Report.target_id == UUID(story["id"]))
        assert {row[0]: row[1] for row in (await session.execute(decisions)).all()} == {
            "pictured": "upheld",
            "hate": "gone",
        }


async def test_what_is_decided_is_not_decided_twice_nor_published_again(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    scene = await withdrawn(alice, runtime, guest)
    problem = await publish(alice, f"/v1/journals/{scene.story['journal_id']}", 403)
    assert problem["type"] == "/problems/withdrawn-by-operators"
    with pytest.raises(MeasureStands):
        async with shell(runtime) as uow:
            await reports.withdraw(uow, UUID(scene.story["id"]), "Encore")
    with pytest.raises(ReportDecided):
        async with shell(runtime) as uow:
            await reports.leave(uow, scene.reference, "Non")


async def test_whose_it_is_objects_once_and_is_answered(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    scene = await withdrawn(alice, runtime, guest)
    own = await decision_page(runtime, alice)
    assert 'name="appeal"' in (await guest.get(own)).text
    assert (await guest.post(f"{own}/appeal", data={"appeal": " "})).status_code == 422
    for words in (EVIL, "Autre chose."):  # the first one counts
        assert (await guest.post(f"{own}/appeal", data={"appeal": words})).headers["location"] == own
    answer = await guest.get(own)
    assert "&lt;script&gt;" in answer.text
    assert EVIL not in answer.text
    assert "Autre chose" not in answer.text
    async with shell(runtime) as uow:
        assert str(scene.measure_id) in {
            objection["id"] for objection in (await reports.list_waiting(uow))["objections"]
        }
        await reports.answer(uow, scene.measure_id, "Merci.", lifts=True)
    with pytest.raises(AppealClosed):
        async with shell(runtime) as uow:
            await reports.answer(uow, scene.measure_id, "Non.", lifts=False)
    await publish(alice, f"/v1/journals/{scene.story['journal_id']}")
    assert (await guest.get(f"/s/{token_of(scene.links[0])}")).status_code == 404  # no media_key comes back


async def flagged(runtime: Runtime, owner: Person, story: dict[str, Any]) -> UUID:
    async with runtime.work(SYSTEM) as uow:
        about = {"target_type": FlagTarget.STORY, "target_id": UUID(story["id"]), "owner_id": owner.id}
        flag = Flag(reason=FlagReason.OTHER, created_at=uow.now, **about)
        uow.session.add(flag)
        await uow.session.flush()
        return flag.id


async def test_what_its_owner_erased_is_decided_by_that(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    witness = f"temoin-{uuid7()}@example.org"
    bob = await sign_in(app, "bob", birth_year=1990)
    page, _ = await reported(runtime, guest, await link_to(bob), email=witness)
    left, reference = await reported(runtime, guest, await link_to(bob), email=bob.email)
    async with shell(runtime) as uow:
        await reports.leave(uow, reference, "Rien")
    await guest.post(f"{left}/appeal", data={"appeal": "Relisez"})
    before = len(await mails_to(runtime, witness))
    await erase(runtime, watch, bob)
    for item in (page, left):
        answer = words_of((await guest.get(item, headers=FRENCH)).text)
        assert "n’est plus montré" in answer
        assert "qui l’avait publié l’a effacé" in answer
    assert len(await mails_to(runtime, witness)) == before + 1
    async with shell(runtime) as uow:
        assert not {str(bob.id), reference} & set(str(await reports.list_waiting(uow)).split("'"))


async def test_a_report_is_left_appealed_against_and_answered_once(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    grant = await link_to(alice)
    page, reference = await reported(runtime, guest, grant, reason="hate", text="Ici", email=new_address())
    appeal = f"{page}/appeal"
    assert (await guest.post(appeal, data={"appeal": "Trop tôt"})).status_code == 303
    watch.advance(days=7)
    async with shell(runtime) as uow:
        waits = {report["reference"]: report for report in (await reports.list_waiting(uow))["reports"]}
        assert waits[reference]["overdue"]
        await reports.leave(uow, reference, "Rien de haineux")
    assert "Trop tôt" not in (await guest.get(page)).text
    assert (await guest.get(f"/s/{token_of(grant)}")).status_code == 200
    await guest.post(appeal, data={"appeal": "Relisez"})
    async with shell(runtime) as uow:
        await reports.answer_report(uow, reference, "Nous avons relu", reverses=False)
    with pytest.raises(AppealClosed):
        async with shell(runtime) as uow:
            await reports.answer_report(uow, reference, "Encore", reverses=True)
    assert "Nous avons relu" in (await guest.get(page)).text


@pytest.mark.slow
async def test_nobody_s_address_or_words_outlive_their_term(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    grant = await link_to(alice)
    page, reference = await reported(runtime, guest, grant, reason="hate", text="Ici", email=new_address())
    async with shell(runtime) as uow:
        await reports.leave(uow, reference, "Rien de haineux")
    await _forget_after(runtime, 185)
    async with runtime.database.sessions() as session:
        row = await session.scalar(select(Report).where(Report.reference == reference))
        assert row is not None
        assert (row.email, row.text, row.appeal, row.grant_id, row.reason) == (None, None, None, None, "hate")
    assert (await guest.get(page)).status_code == 200
    await _forget_after(runtime, 731)
    assert (await guest.get(page)).status_code == 404


async def _forget_after(runtime: Runtime, days: int) -> None:
    async with runtime.work(SYSTEM) as uow:
        uow.now += timedelta(days=days)
        await HANDLERS[ForgetReports](uow, ForgetReports())
