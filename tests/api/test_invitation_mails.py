import hashlib
import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from app.api.csv_body import UNREADABLE
from app.core.ids import uuid7
from app.core.limits import Rule, hit
from app.core.uow import Runtime
from app.services.communities.invitation_mails import PER_ADDRESS, PER_COMMUNITY, PER_SENDER
from tests.support.communities import begin, grown_up, invite, join
from tests.support.mails import only_mail, received, text_of
from tests.support.people import NOW, Person, Watch, work_off


def addresses(many: int) -> list[str]:
    mark = uuid7().hex[-12:]
    return [f"{mark}-{number}@example.org" for number in range(many)]


async def upload(person: Person, path: str, table: str | bytes, content_type: str = "text/csv") -> httpx.Response:
    content = table.encode() if isinstance(table, str) else table
    return await person.client.post(path, content=content, headers={"Content-Type": content_type})


def path_of(community: dict[str, Any]) -> str:
    return f"/v1/communities/{community['id']}/invitations"


async def test_each_address_gets_one_mail_that_names_no_other(alice: Person, runtime: Runtime) -> None:
    community, (first, two) = await begin(alice, name="Maçons de Touraine"), addresses(2)
    invitation = await invite(alice, community, emails=[first, two], message="À lundi.")
    assert invitation["mailed"] == 2
    await work_off(runtime)
    for address, other_address in ((first, two), (two, first)):
        (mail,) = received(runtime, address)
        assert mail["Subject"] == "Alice t’invite\u00a0: Maçons de Touraine"
        text = text_of(only_mail(runtime, address))
        assert "À lundi." in text
        for key in (invitation["url"], invitation["code"]):  # which let in whoever has them
            assert key not in mail.as_string()
        assert other_address not in mail.as_string()


async def test_the_mail_speaks_the_language_that_was_asked_for(alice: Person, runtime: Runtime) -> None:
    [address] = addresses(1)
    await invite(alice, await begin(alice), emails=[address], locale="en", needs_approval=True)
    await work_off(runtime)
    assert "Your request will be read" in text_of(only_mail(runtime, address))


async def test_nobody_is_written_to_twice_in_a_week_by_one_community(
    alice: Person, runtime: Runtime, watch: Watch
) -> None:
    community, (one, two) = await begin(alice), addresses(2)
    first = await invite(alice, community, emails=[one])
    path = f"{path_of(community)}/{first['id']}/deliveries"
    assert await alice.ask("POST", path, 202, json={"emails": [one, two]}) == {"mailed": 1, "skipped": 1}
    assert (await invite(alice, community, emails=[one]))["mailed"] == 0
    await work_off(runtime)
    assert [len(received(runtime, address)) for address in (one, two)] == [1, 1]


async def test_a_delivery_sent_again_under_its_key_is_answered_as_before(alice: Person, runtime: Runtime) -> None:
    community, (first, two) = await begin(alice), addresses(2)
    path = f"{path_of(community)}/{(await invite(alice, community, emails=[first]))['id']}/deliveries"
    headers = {"Idempotency-Key": "k-1"}
    for _ in range(2):
        answer = await alice.ask("POST", path, 202, json={"emails": [first, two]}, headers=headers)
        assert answer == {"mailed": 1, "skipped": 1}
    await alice.ask("POST", path, 422, json={"emails": [two]}, headers=headers)
    await work_off(runtime)
    assert [len(received(runtime, address)) for address in (first, two)] == [1, 1]


@pytest.mark.slow
async def test_an_address_is_left_alone_when_many_write_to_it(alice: Person, runtime: Runtime) -> None:
    [address] = addresses(1)
    for _ in range(PER_ADDRESS.most):
        assert (await invite(alice, await begin(alice), emails=[address]))["mailed"] == 1
    assert (await invite(alice, await begin(alice), emails=[address]))["mailed"] == 0
    await work_off(runtime)


@pytest.mark.parametrize(
    "table",
    [
        "{0}\n{1}\n",
        "Prénom;Courriel\nInès;{0}\nKarim;{1}\n",
        "\ufeffemail,name\r\n{0},Inès\r\n{1},\r\n\r\n{0},Inès\r\n",
        "name;email\rInès;{0}\rKarim;{1}\r",
        'name\temail\n"Martin, Inès"\t{0}\nKarim\t{1}',
    ],
)
async def test_a_table_of_addresses_invites_as_spreadsheets_write_it(
    alice: Person, runtime: Runtime, table: str
) -> None:
    community, two = await begin(alice), addresses(2)
    answer = await upload(alice, path_of(community), table.format(*two), "text/csv; charset=utf-8")
    assert (answer.status_code, answer.json()["mailed"]) == (201, 2)
    await work_off(runtime)
    assert [len(received(runtime, address)) for address in two] == [1, 1]


async def test_a_table_in_the_encoding_of_old_spreadsheets_is_read_too(alice: Person, runtime: Runtime) -> None:
    community, (one, two) = await begin(alice), addresses(2)
    first = await invite(alice, community)
    path = f"{path_of(community)}/{first['id']}/deliveries"
    answer = await upload(alice, path, f"Prénom;Courriel\nInès;{one}\nZoé;{two}\n".encode("cp1252"))
    assert (answer.status_code, answer.json()) == (202, {"mailed": 2, "skipped": 0})
    await work_off(runtime)


async def test_what_is_no_address_is_named_by_its_place(alice: Person) -> None:
    community, (first, two) = await begin(alice), addresses(2)
    answer = await upload(alice, path_of(community), f"email\n{first}\nInès\n\n{first.upper()}\n{two}\nx@y\n")
    assert answer.status_code == 422
    faults = [(fault["pointer"], fault["line"], fault["message"]) for fault in answer.json()["errors"]]
    assert faults == [
        ("/emails/1", 3, "line 3: must be an e-mail address"),
        ("/emails/3", 7, "line 7: must be an e-mail address"),
    ]
    many = addresses(30)
    many[7] = "ines@"
    french, problem = (
        {"Accept-Language": "fr"},
        (await alice.ask("POST", path_of(community), 422, json={"emails": many})),
    )
    assert [fault["pointer"] for fault in problem["errors"]] == ["/emails/7"]
    content = "\n".join(many)
    sheet = await alice.client.post(path_of(community), content=content, headers=french | {"Content-Type": "text/csv"})
    assert [fault["message"] for fault in sheet.json()["errors"]] == ["ligne 8\u00a0: doit être une adresse mail"]
    for table, status in (("", 201), ("email\n" * 3, 422), ("a@b.org," * 200_000, 413)):
        assert (await upload(alice, path_of(community), table)).status_code == status, table[:20]
    unreadable = await upload(alice, path_of(community), "email\n" + "a" * 200_000)
    assert (unreadable.status_code, unreadable.json()["detail"]) == (400, UNREADABLE.en)
    assert (await upload(alice, path_of(community), "x", "text/plain")).status_code == 415


async def test_what_lets_nobody_in_is_not_mailed(alice: Person, app: FastAPI) -> None:
    bob, community = await grown_up(app, "bob"), await begin(alice)
    invitation = await invite(alice, community, max_uses=1)
    await join(bob, community, invitation=invitation["code"])
    path = f"{path_of(community)}/{invitation['id']}/deliveries"
    answer = await alice.ask("POST", path, 409, json={"emails": addresses(1)})
    assert answer["type"] == "/problems/invitation-not-active"
    await bob.ask("POST", path, 403, json={"emails": addresses(1)})


async def test_a_sender_who_writes_to_too_many_is_stopped(alice: Person, runtime: Runtime) -> None:
    community, two = await begin(alice), addresses(2)
    for rule, target in ((PER_SENDER, alice.id), (PER_COMMUNITY, UUID(community["id"]))):
        await hit(runtime, rule, target, NOW)
        statement = "update limits set used = $1 where key = $2"
        await runtime.database.counts.fetch(statement, rule.most - 1, key_of(rule, target))
        await invite(alice, community, 429, emails=two)
        await runtime.database.counts.fetch("delete from limits where key = $1", key_of(rule, target))
    assert (await invite(alice, community, emails=two))["mailed"] == 2
    await work_off(runtime)


def key_of(rule: Rule, target: object) -> bytes:
    return hashlib.sha256(repr((rule.name, target)).encode()).digest()


def link_to(runtime: Runtime, address: str) -> str:
    return str(re.findall(r"http://test/i/\S+", text_of(only_mail(runtime, address)))[0])


async def test_a_mailed_invitation_lets_in_the_account_of_its_address_and_no_other(
    app: FastAPI, alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    community = await begin(alice)
    await invite(alice, community, emails=[bob.email])
    eve = await grown_up(app, "eve")
    await work_off(runtime)
    link = link_to(runtime, bob.email)
    path = f"/v1/communities/{community['id']}/membership"
    answer = await eve.ask("PUT", path, 403, json={"invitation": link})
    assert answer["type"] == "/problems/invitation-for-another"
    forged = link[:-5] + ("A" if link[-5] != "A" else "B") + link[-4:]  # the last letter holds spare bits
    await eve.ask("PUT", path, 404, json={"invitation": forged})
    assert (await join(bob, community, invitation=link))["state"] == "active"
    page = await guest.get(link.removeprefix("http://test"))
    assert "and no other" in page.text


async def test_a_code_that_is_passed_on_lets_in_whoever_has_it_and_its_page_says_so(
    alice: Person, bob: Person, guest: httpx.AsyncClient
) -> None:
    community = await begin(alice)
    invitation = await invite(alice, community)
    page = await guest.get(invitation["url"].removeprefix("http://test"))
    assert "let in whoever has them" in page.text
    assert (await join(bob, community, invitation=invitation["code"]))["state"] == "active"
