import httpx
import pytest

from app.core.uow import Runtime
from tests.api.test_membership_notifications import heard
from tests.support.guardians import AGREE, CONFIRM, EVERYTHING, YOUNG, answer, ask_guardian, state_year
from tests.support.mails import received, text_of
from tests.support.people import Person, work_off


@pytest.mark.slow
async def test_the_person_hears_what_their_guardian_answered(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await zoe.ask("PATCH", "/v1/me", 200, json={"locale": "fr"})
    zoe.client.headers["Accept-Language"] = "fr"
    for form, said in (
        (EVERYTHING, "oui pour publier, partager, ouvrir ce qui n’est pas publié, rejoindre des communautés"),
        ([*AGREE, ("act", "share")], "oui pour partager"),
        ([("answer", "end")], "l’accord est retiré"),
    ):
        for _ in range(2 if form[0] == AGREE[0] else 1):
            await answer(guest, page, form)
        assert await heard(zoe) == [f"Ton parent ou tuteur a répondu\u00a0: {said}"]
        await zoe.ask("PUT", "/v1/notifications/read", 200, json={"up_to": "2026-03-03T13:10:00.000Z"})
    [notification] = (await zoe.ask("GET", "/v1/notifications", 200))["items"]
    guardian = await zoe.ask("GET", "/v1/me/guardian", 200)
    assert (notification["type"], notification["subject_id"], notification["data"]["guardianship_id"]) == (
        "guardian",
        guardian["id"],
        guardian["id"],
    )


@pytest.mark.slow
async def test_a_no_is_mailed_at_once_unless_they_want_no_such_mail(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    for wanted in (True, False):
        _, page = await ask_guardian(runtime, zoe, f"{wanted}-{zoe.id}@example.org".lower())
        await answer(guest, page, [("answer", "decline")])
        await work_off(runtime)
        subjects = [str(mail["Subject"]) for mail in received(runtime, zoe.email)]
        assert subjects == ["Ton parent ou tuteur a répondu"]  # a lock screen shows it
        assert "a répondu : non" in text_of(received(runtime, zoe.email)[0])
        quiet = {"rules": [{"type": "guardian", "email": "off"}]}
        await zoe.ask("PUT", "/v1/notifications/preferences", 200, json=quiet)


@pytest.mark.parametrize("ending", ["by the person", "by another guardian", "by age"])
async def test_an_answer_that_counts_no_more_is_no_news_any_more(
    zoe: Person, runtime: Runtime, guest: httpx.AsyncClient, ending: str
) -> None:
    _, page = await ask_guardian(runtime, zoe)
    await answer(guest, page, EVERYTHING)
    match ending:
        case "by the person":
            await zoe.ask("DELETE", "/v1/me/guardian", 204)
        case "by another guardian":
            await ask_guardian(runtime, zoe, f"other-{zoe.id}@example.org")
        case _:
            await state_year(zoe, YOUNG - 10)
            await answer(guest, f"{page}/birth-year", [*CONFIRM, ("birth_year", str(YOUNG - 10))])
    assert await heard(zoe) == []
