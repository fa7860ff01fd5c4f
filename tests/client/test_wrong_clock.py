"""A phone whose clock is wrong: its moments stand on the day on which they were lived, and keep what the phone said."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core.clock import utc_now
from tests.client.phones import WAIT, Phone, somebody
from tests.client.test_lost_files import NO_WORKER_SENDS

pytestmark = pytest.mark.slow
SHIFT = """(() => {
  const { now } = Date;
  Date = class extends Date {
    constructor(...parts) { parts.length ? super(...parts) : super(now() + ERROR); }
    static now() { return now() + ERROR; }
  };
})()"""


async def set_clock(phone: Phone, error: timedelta) -> None:
    """From the next page on, this page's clock is off."""
    await phone.page.add_init_script(NO_WORKER_SENDS)  # a worker of this browser would have a clock of its own
    await phone.page.add_init_script(SHIFT.replace("ERROR", str(int(error.total_seconds() * 1_000))))


async def network(phone: Phone, *, is_on: bool) -> None:
    await phone.context.set_offline(not is_on)
    if is_on:
        await phone.page.evaluate("dispatchEvent(new Event('online'))")


async def arrivals(phone: Phone) -> dict[str, dict[str, Any]]:
    rows = (await phone.everything_sent())["items"]
    return {row["server"]["text"]: row["server"] for row in rows if row["type"] == "experience"}


def off_by(instant: str, moment: datetime) -> float:
    return abs((datetime.fromisoformat(instant) - moment).total_seconds())


@pytest.mark.parametrize("error", [timedelta(days=3), timedelta(hours=-30)], ids=["ahead", "behind"])
async def test_moments_stand_on_their_day_and_keep_what_the_phone_said(phone: Phone, error: timedelta) -> None:
    await phone.sign_in(somebody())
    await set_clock(phone, error)
    await network(phone, is_on=False)
    now = utc_now()
    await phone.write("Sans réseau, à la fausse heure.")  # the page knows nothing of its clock yet
    await network(phone, is_on=True)
    before = await arrivals(phone)
    await phone.page.wait_for_selector("text=L’heure de ce téléphone est fausse", timeout=WAIT)
    await phone.page.click(".bar a[href='/app/']")
    await phone.page.click(".bar a[href='/app/capture']")
    await phone.page.click(".ways > button.way:last-child")
    await phone.page.fill("#text", "L’heure est connue.")
    await phone.page.click("form .button")
    await phone.page.wait_for_selector(".kept", timeout=WAIT)
    moments = before | await arrivals(phone)
    assert len(moments) == len(before) + 1 == 2
    for moment in moments.values():
        assert off_by(moment["captured_at"], now) < 120
        assert off_by(moment["lived_at"], now) < 120
        assert off_by(moment["phone_time"], now + error) < 120
    await phone.open()
    await phone.page.wait_for_selector(".card", timeout=WAIT)
    day = datetime.fromisoformat(moments["L’heure est connue."]["lived_at"]).day
    shown = await phone.page.locator(".card .when").all_inner_texts()
    assert len(shown) == 2
    assert all(f" {day} " in text.replace("1er", "1") for text in shown)


async def test_a_clock_that_is_right_says_it_once(phone: Phone) -> None:
    await phone.sign_in(somebody())
    await set_clock(phone, timedelta(seconds=100))
    await phone.write("À l’heure, à peu près.")
    [moment] = (await arrivals(phone)).values()
    assert moment["phone_time"] is None
    assert await phone.page.locator("text=L’heure de ce téléphone est fausse").count() == 0
