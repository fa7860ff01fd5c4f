from datetime import timedelta

from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services import grant_reminders
from tests.factories import NOW, Person, Watch, sign_in
from tests.granting import open_to, revoke
from tests.mailing import mails_to


async def remind(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await grant_reminders.remind(uow)


def after(**spans: float) -> str:
    return (NOW + timedelta(**spans)).isoformat()


async def test_both_hear_a_week_before_the_end_and_once(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Bob", "locale": "en"})
    await open_to(alice, bob, {"type": "experiences"}, ends_at=after(days=30))
    await open_to(alice, bob, {"type": "talents"}, ends_at=after(days=30, hours=1))
    watch.advance(days=22, hours=23)
    await remind(runtime)
    assert await mails_to(runtime, alice.email) == []
    watch.advance(hours=2)
    await remind(runtime)
    await remind(runtime)
    [to_alice], [to_bob] = await mails_to(runtime, alice.email), await mails_to(runtime, bob.email)
    assert to_alice["subject"] == "L’accès de Bob prend bientôt fin"
    assert to_bob["subject"] == "Your access to what Alice shows ends soon"
    assert "2 April 2026" in to_bob["text"].replace("\N{NO-BREAK SPACE}", " ")
    for mail in (to_alice, to_bob):
        assert "http://test/qui-voit-quoi" in mail["text"]
    later = await sign_in(app, email=alice.email)
    [told] = (await later.ask("GET", "/v1/notifications", 200))["items"]
    assert (told["type"], told["text"]) == ("expiry", "An access is about to end: Bob")


async def test_of_what_is_short_taken_back_or_a_link_nobody_is_reminded(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    await open_to(alice, bob, {"type": "experiences"}, ends_at=after(days=6))
    grant = await open_to(alice, bob, {"type": "talents"}, ends_at=after(days=20))
    await revoke(alice, grant)
    await open_to(alice, bob, {"type": "talents"})
    watch.advance(days=14)
    await remind(runtime)
    assert await mails_to(runtime, alice.email) == await mails_to(runtime, bob.email) == []
