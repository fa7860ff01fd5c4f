from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support import portraits
from tests.support.grants import link_to, revoke, share, told
from tests.support.mails import received, text_of
from tests.support.people import NOW, Person, Watch, sign_in, work_off
from tests.support.stories import begin, publish, rewrite, text
from tests.support.uploads import renew

SOON = (NOW + timedelta(minutes=1)).isoformat()


async def deliver(person: Person, grant: dict[str, Any], emails: list[str], status: int = 202, **fields: object) -> Any:
    body = {"emails": emails} | fields
    return await person.ask("POST", f"/v1/grants/{grant['id']}/deliveries", status, json=body)


@pytest.mark.slow
async def test_a_link_goes_by_mail_with_a_few_words(alice: Person, runtime: Runtime) -> None:
    grant = await link_to(alice, ends_at=SOON)
    addresses = [f"a-{grant['id']}@example.org", f"b-{grant['id']}@example.org"]
    assert await deliver(alice, grant, addresses, message="Voilà ma semaine.") == {"accepted": 2, "skipped": 0}
    await work_off(runtime)
    for address in addresses:
        (mail,) = received(runtime, address)
        shown_text = text_of(mail)
        assert grant["url"] in shown_text
        assert "Voilà ma semaine." in shown_text
        assert "Alice" in mail["Subject"]
        assert not [item for item in addresses if item != address and item in mail.as_string()]


@pytest.mark.slow
async def test_nobody_learns_who_has_an_account(alice: Person, bob: Person) -> None:
    grant = await link_to(alice)
    path, addresses = f"/v1/grants/{grant['id']}/deliveries", (bob.email, f"x-{grant['id']}@example.org")
    response, unknown = [await alice.client.post(path, json={"emails": [address]}) for address in addresses]
    assert (response.status_code, response.content) == (unknown.status_code, unknown.content)


@pytest.mark.slow
async def test_a_link_that_opens_nothing_is_not_mailed(alice: Person, watch: Watch) -> None:
    later, link, used = await link_to(alice, starts_at=SOON), await link_to(alice), await link_to(alice, ends_at=SOON)
    await revoke(alice, link)
    for grant in (later, link):
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


@pytest.mark.slow
async def test_a_person_mails_fifty_links_a_day(alice: Person, runtime: Runtime) -> None:
    grant = await link_to(alice)
    for batch in range(2):
        await deliver(alice, grant, [f"{batch}-{n}-{grant['id']}@example.org" for n in range(20)])
    await work_off(runtime)
    problem = await deliver(alice, grant, [f"2-{n}-{grant['id']}@example.org" for n in range(11)], 429)
    assert problem["retry_after"] == 86_400
    assert await work_off(runtime) == 0


@pytest.mark.slow
async def test_who_floods_an_address_with_links_is_stopped_and_others_are_not(
    alice: Person, runtime: Runtime, app: FastAPI
) -> None:
    address = f"flooded-{alice.id}@example.org"
    for _ in range(3):
        person = await sign_in(app)
        await person.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
        grant, link = await link_to(person), await link_to(person)
        for number in range(4):
            await deliver(person, grant, [address], message=f"Lettre {number}")
        await deliver(person, link, [address])
        problem = await deliver(person, link, [address], 429, message="Et encore.")
        assert problem["retry_after"] == 86_400
    assert await deliver(alice, await link_to(alice), [address]) == {"accepted": 1, "skipped": 0}


@pytest.mark.slow
async def test_the_same_words_go_to_an_address_once_a_day(alice: Person, runtime: Runtime, watch: Watch) -> None:
    grant = await link_to(alice)
    first, two = f"1-{grant['id']}@example.org", f"2-{grant['id']}@example.org"
    await deliver(alice, grant, [first], message="Voilà.")
    for _ in range(6):
        assert await deliver(alice, grant, [first], message="Voilà.") == {"accepted": 0, "skipped": 1}
    assert await deliver(alice, grant, [first, two], message="Voilà.") == {"accepted": 1, "skipped": 1}
    for message in ("Encore une fois.", None):
        assert await deliver(alice, grant, [first], message=message) == {"accepted": 1, "skipped": 0}
    watch.advance(days=1)
    await renew(alice)
    assert await deliver(alice, grant, [first], message="Voilà.") == {"accepted": 1, "skipped": 0}
    await work_off(runtime)
    assert [len(received(runtime, address)) for address in (first, two)] == [4, 1]


@pytest.mark.slow
async def test_what_was_refused_was_not_sent_and_can_be_sent_later(alice: Person, runtime: Runtime) -> None:
    grant = await link_to(alice)
    full, free = f"full-{grant['id']}@example.org", f"free-{grant['id']}@example.org"
    for number in range(5):
        await deliver(alice, grant, [full], message=f"Lettre {number}")
    await deliver(alice, grant, [free, full], 429)
    assert await deliver(alice, grant, [free]) == {"accepted": 1, "skipped": 0}
    await work_off(runtime)
    assert len(received(runtime, free)) == 1


async def test_a_delivery_sent_again_under_its_key_is_the_same_one(alice: Person, runtime: Runtime) -> None:
    grant, link = await link_to(alice), await link_to(alice)
    address, headers = f"a-{grant['id']}@example.org", {"Idempotency-Key": "k-1"}
    path, body = f"/v1/grants/{grant['id']}/deliveries", {"emails": [address], "message": "Voilà."}
    answers = [await alice.ask("POST", path, 202, json=body, headers=headers) for _ in range(3)]
    assert answers == [{"accepted": 1, "skipped": 0}] * 3
    for changed_body, other_grant in ((body | {"message": "Non."}, grant), (body, link)):
        path = f"/v1/grants/{other_grant['id']}/deliveries"
        answer = await alice.ask("POST", path, 422, json=changed_body, headers=headers)
        assert answer["type"] == "/problems/idempotency-key-reused"
    await work_off(runtime)
    assert len(received(runtime, address)) == 1


@pytest.mark.slow
async def test_a_mail_names_what_its_link_shows(alice: Person, runtime: Runtime) -> None:
    journal = await begin(alice, text(), title="Mon stage")
    story = await publish(alice, journal)
    await rewrite(alice, journal, title="Mon renvoi")
    await publish(alice, journal)
    kept_link = await share(alice, story, follow="edition", edition=1)
    portrait = await portraits.draw(alice, headline="Maçonne", pinned_stories=[story["id"]])
    await portraits.publish(alice, portrait)
    await rewrite(alice, portrait, headline="Au chômage")
    for link, title, other_title in (
        (kept_link, "Mon stage", "Mon renvoi"),
        (await portraits.share(alice, portrait), "Maçonne", "Au chômage"),
    ):
        address = f"n-{link['id']}@example.org"
        await deliver(alice, link, [address])
        await work_off(runtime)
        [mail] = received(runtime, address)
        words = f"{mail['Subject']} {text_of(mail)}"
        assert (title in words, other_title in words) == (True, False)
