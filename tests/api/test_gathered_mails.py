"""Whatever many people send to one address: a few mails come at once, the rest in one of the next morning."""

import importlib
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.notifications import gathered_mails, sender_refusals
from app.services.notifications.mail_bodies import MailKind
from app.services.sharing import gathered_posts, link_mails
from app.services.talents import endorsement_requests
from tests.api.test_deliveries import deliver
from tests.support.endorsements import address, ask, page_of, talent
from tests.support.grants import link_to, revoke
from tests.support.mails import received, text_of
from tests.support.people import ADULT, NOW, Person, Watch, erase, sign_in, work_off
from tests.support.uploads import renew

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
MORNING = datetime(2026, 3, 4, 7, tzinfo=UTC)  # 08:00 in Paris
AT_ONCE = gathered_mails.AT_ONCE.most
# What somebody makes us write to an address of their choice, and what keeps it from being flooded.
GATHERED = {
    MailKind.ENDORSEMENT_REQUEST: endorsement_requests.PER_PAIR,
    MailKind.STORY: link_mails.PER_PAIR,
    MailKind.PORTRAIT: link_mails.PER_PAIR,
    MailKind.REPORT: link_mails.PER_PAIR,
}
LIMITED = {
    MailKind.REPORT_RECEIPT: "sharing.reports.PER_ADDRESS",
    MailKind.REPORT_DECISION: "sharing.reports.PER_ADDRESS",
    MailKind.INVITATION: "communities.invitation_mails.PER_ADDRESS",
    MailKind.AGREEMENT_REQUEST: "guardians.guardians.PER_ADDRESS",
    MailKind.SIGN_IN: "accounts.sign_in_proofs.CODES_PER_ADDRESS",
}
# To an account, a guardian who was asked, or whoever wrote to operators: of what is theirs. `gathered` is the morning’s
# mail itself.
OWN = """
security_change own_grant erasure_request erasure export agreement coming_of_age agreement_end openings
birth_year_request birth_year_change birth_year_decision notification digest join_refusal removal school_doubt
kept_place program webhook_end gathered inactivity measure address_erasure restore
"""


def test_every_mail_to_an_address_that_somebody_chose_is_gathered_or_has_a_limit() -> None:
    assert sorted([*GATHERED, *LIMITED, *OWN.split()]) == sorted(MailKind)
    assert all(rule.most <= AT_ONCE for rule in GATHERED.values())
    for name in LIMITED.values():
        module, _, rule = name.rpartition(".")
        assert getattr(importlib.import_module(f"app.services.{module}"), rule).most <= 50


@pytest.fixture
def _all_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered_mails, "AT_ONCE", replace(gathered_mails.AT_ONCE, most=0))


@asynccontextmanager
async def pupils(app: FastAPI, many: int) -> AsyncIterator[list[Person]]:
    async with AsyncExitStack() as stack:
        people = [await sign_in(app, "pupil", birth_year=ADULT) for _ in range(many)]
        for number, person in enumerate(people, start=1):
            stack.push_async_callback(person.client.aclose)
            await person.ask("PATCH", "/v1/me", 200, json={"display_name": f"Pupil {number}."})
        yield people


async def post(runtime: Runtime, watch: Watch, now: datetime) -> None:
    watch.now = now
    async with runtime.work(SYSTEM) as uow:
        await gathered_posts.post(uow)
    await work_off(runtime)


async def waiting(runtime: Runtime, email: str) -> int:
    query = "select count(*) as many from gathered_mails where email = $1"
    return int((await runtime.database.reads.fetch(query, email))[0]["many"])


@pytest.mark.slow
async def test_a_class_asks_its_teacher_and_each_request_arrives_by_the_morning(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    teacher = address()
    async with pupils(app, 61) as people:
        requests = [await ask(person, await talent(runtime, person), email=teacher) for person in people]
        await work_off(runtime)
        assert len(received(runtime, teacher)) == AT_ONCE
        await post(runtime, watch, MORNING - SECOND)
        assert len(received(runtime, teacher)) == AT_ONCE
        for _ in range(2):  # once
            await post(runtime, watch, MORNING)
            *first, last = received(runtime, teacher)
            assert len(first) == AT_ONCE
        text = text_of(last)
        assert str(last["Subject"]).endswith(", et 55 autres messages")
        for number, request in enumerate(requests, start=1):
            is_listed = f"http://test{page_of(runtime, request)}" in text
            assert is_listed == (f"Pupil {number}." in text.replace("\u200b", "")) == (number > AT_ONCE)
        assert (await guest.get(page_of(runtime, requests[-1]))).status_code == 200
        assert await waiting(runtime, teacher) == 0


@pytest.mark.slow
async def test_who_has_many_accounts_fills_no_mailbox(
    app: FastAPI, runtime: Runtime, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them is stopped, however the address is written; all together lead to so many mails a day, and nobody
    comes before others by asking more often."""
    monkeypatch.setattr(gathered_posts, "MAX_ENTRIES", 4)
    name, _, domain = (victim := address()).partition("@")
    async with pupils(app, 3) as (loud, second, quiet):
        for n in range(3):
            await ask(loud, await talent(runtime, loud, f"LEARN.{n + 1}"), email=f"{name}+{n}@{domain}")
        problem = await ask(loud, await talent(runtime, loud, "LEARN.4"), 429, email=victim)
        assert problem["type"] == "/problems/too-many"
        for person, links in ((loud, 5), (second, 5), (quiet, 1)):
            for _ in range(links):
                await deliver(person, await link_to(person), [victim])
        await work_off(runtime)
        here = f"{name}@{domain}"
        at_once = sum(len(received(runtime, item)) for item in (here, *(f"{name}+{n}@{domain}" for n in range(3))))
        assert (at_once, await waiting(runtime, victim)) == (AT_ONCE, 9)
        for day, (left, count) in enumerate(((5, 4), (1, 4), (0, 1))):
            await post(runtime, watch, MORNING + day * DAY)
            assert await waiting(runtime, victim) == left
            mail = received(runtime, victim)[-1]
            text = text_of(mail).replace("\u200b", "")
            assert len(re.findall(r"/s/dts_", text)) == count
            assert ("Pupil 3." in text) == (day == 0)
            assert ("D’autres messages attendent" in text) == (left > 0)


@pytest.mark.slow
@pytest.mark.usefixtures("_all_wait")
async def test_what_ended_by_the_morning_is_not_listed(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    to = address()
    async with pupils(app, 7) as people:
        asking, withdrawn, erased, linking, revoked, refused, leaving = people
        asks = [*people[:3], refused, leaving]
        requests = {item.email: await ask(item, await talent(runtime, item), email=to) for item in asks}
        kept_link, gone_link = await link_to(linking), await link_to(revoked)
        for person, grant in ((linking, kept_link), (revoked, gone_link)):
            await deliver(person, grant, [to], message="Voilà ma semaine.")
        assert await waiting(runtime, to) == 7
        await withdrawn.ask("DELETE", f"/v1/endorsements/{requests[withdrawn.email]['id']}", 204)
        await erase(runtime, watch, erased)
        assert await waiting(runtime, to) == 6
        await revoke(revoked, gone_link)
        await leaving.ask("POST", "/v1/me/erasure", 202)  # invisible from now on; what waits does so until it is over
        assert (await guest.post(way_out(runtime, refused, to))).status_code == 200
        await post(runtime, watch, MORNING)
        [mail] = received(runtime, to)
        links = [
            kept_link["url"],
            f"http://test{page_of(runtime, requests[asking.email])}",
            way_out(runtime, linking, to),
        ]
        for kind in ("plain", "html"):
            text = text_of(mail, kind).replace("\u200b", "")
            assert [n for n in range(1, 8) if f"Pupil {n}." in text] == [1, 4]
            assert [item for item in (*links, "Voilà ma semaine.") if item not in text] == []
        assert await waiting(runtime, to) == 1
        for person in (asking, refused):  # one click keeps one of them away, who does not learn of it
            await renew(person)
            await ask(person, await talent(runtime, person, "LEARN.2"), email=to)
        assert await waiting(runtime, to) == 2


def way_out(runtime: Runtime, person: Person, email: str) -> str:
    return sender_refusals.way_out(runtime, person.id, sender_refusals.mac(runtime, email)).removeprefix("http://test")


@pytest.mark.usefixtures("_all_wait")
async def test_who_has_an_account_reads_it_in_their_morning_and_language(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    hours = {"timezone": "America/Montreal", "quiet_from": "21:00", "quiet_until": "09:30", "locale": "en"}
    await bob.ask("PATCH", "/v1/me", 200, json=hours)
    await ask(alice, await talent(runtime, alice), email=bob.email)
    free = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)  # their quiet hours reach into the morning
    for now, many in ((free - SECOND, 0), (free, 1)):
        await post(runtime, watch, now)
        assert len(received(runtime, bob.email)) == many
    [mail] = received(runtime, bob.email)
    assert str(mail["Subject"]).strip().startswith("Alice asks for an endorsement: ")


@pytest.mark.usefixtures("_all_wait")
async def test_what_a_clock_that_was_ahead_put_off_comes_the_same(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    to = address()
    watch.now = NOW + 100 * DAY
    await renew(alice)
    await ask(alice, await talent(runtime, alice), email=to)
    await post(runtime, watch, NOW)
    assert len(received(runtime, to)) == 1
