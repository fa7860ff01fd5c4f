from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.factories import NOW, Person, Watch, sign_in, work_off
from tests.granting import link_to, revoke, share, told
from tests.mailing import received

SOON = (NOW + timedelta(minutes=1)).isoformat()


async def deliver(person: Person, grant: dict[str, Any], emails: list[str], status: int = 202, **given: object) -> Any:
    body = {"emails": emails} | given
    return await person.ask("POST", f"/v1/grants/{grant['id']}/deliveries", status, json=body)


async def test_a_link_goes_by_mail_with_a_few_words(alice: Person, runtime: Runtime) -> None:
    grant = await link_to(alice, ends_at=SOON)
    addresses = [f"a-{grant['id']}@example.org", f"b-{grant['id']}@example.org"]
    assert await deliver(alice, grant, addresses, message="Voilà ma semaine.") == {"accepted": 2}
    await work_off(runtime)
    for address in addresses:
        (mail,) = received(runtime, address)
        body = mail.get_body(("plain",))
        assert body is not None
        said = body.get_content()
        assert grant["url"] in said
        assert "Voilà ma semaine." in said
        assert "Alice" in mail["Subject"]
        assert not [other for other in addresses if other != address and other in mail.as_string()]


async def test_nobody_learns_who_has_an_account(alice: Person, bob: Person) -> None:
    grant = await link_to(alice)
    path, addresses = f"/v1/grants/{grant['id']}/deliveries", (bob.email, f"x-{grant['id']}@example.org")
    known, unknown = [await alice.client.post(path, json={"emails": [address]}) for address in addresses]
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


async def test_a_link_that_opens_nothing_is_not_mailed(alice: Person, watch: Watch) -> None:
    later, ended, used = await link_to(alice, starts_at=SOON), await link_to(alice), await link_to(alice, ends_at=SOON)
    await revoke(alice, ended)
    for grant in (later, ended):
        assert (await deliver(alice, grant, ["x@example.org"], 409))["type"] == "/problems/grant-not-active"
    watch.advance(minutes=1)
    await deliver(alice, used, ["x@example.org"], 409)
    await deliver(alice, later, [f"x-{later['id']}@example.org"])


async def test_what_is_for_a_person_has_no_link_to_mail(alice: Person, bob: Person) -> None:
    grant = await share(alice, await told(alice), audience={"type": "user", "id": str(bob.id)})
    await deliver(alice, grant, ["x@example.org"], 404)


@pytest.mark.parametrize(
    "body",
    [
        {"emails": []},
        {"emails": [f"x{n}@example.org" for n in range(21)]},
        {"emails": ["x@example.org", "X@EXAMPLE.org"]},
        {"emails": ["nowhere"]},
        {"emails": ["x@example.org\r\nBcc: y@example.org"]},
        {"emails": ["x@example.org"], "message": "x" * 1001},
    ],
)
async def test_a_delivery_that_makes_no_sense_is_refused(alice: Person, body: dict[str, Any]) -> None:
    grant = await link_to(alice)
    await alice.ask("POST", f"/v1/grants/{grant['id']}/deliveries", 422, json=body)


async def test_a_person_mails_fifty_links_a_day(alice: Person, runtime: Runtime) -> None:
    grant = await link_to(alice)
    for batch in range(2):
        await deliver(alice, grant, [f"{batch}-{n}-{grant['id']}@example.org" for n in range(20)])
    await work_off(runtime)
    refused = await deliver(alice, grant, [f"2-{n}-{grant['id']}@example.org" for n in range(11)], 429)
    assert refused["retry_after"] == 86_400
    assert await work_off(runtime) == 0


async def test_an_address_gets_ten_links_a_day_whoever_sends_them(
    alice: Person, runtime: Runtime, app: FastAPI
) -> None:
    address = f"flooded-{alice.id}@example.org"
    grant = await link_to(alice)
    for _ in range(9):
        await deliver(alice, grant, [address])
    other = await sign_in(app)
    await other.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
    theirs = await link_to(other)
    await deliver(other, theirs, [address])
    await deliver(other, theirs, [address], 429)
    await work_off(runtime)
    assert len(received(runtime, address)) == 10
