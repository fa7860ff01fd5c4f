"""What a mail says of a mission: what is asked and until when; what was said to the answer."""

from datetime import timedelta

from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support.communities import gather
from tests.support.mails import text_of
from tests.support.missions import answer, send
from tests.support.notifications import mails_to, staged
from tests.support.people import NOW, Person, Watch, work_off


async def test_it_says_what_is_asked_and_until_when(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    await send(runtime, alice, community_id, due_at=(NOW + timedelta(days=6)).isoformat())
    [mail] = mails_to(runtime, bob)
    text = text_of(mail)
    assert str(mail["Subject"]).startswith("Alice attend ta réponse\u00a0: ")
    assert "Montre où tu travailles." in text
    assert "À faire avant : lundi 9 mars 2026 à 14 h 10" in text


async def test_what_was_said_to_an_answer_that_comes_back_is_in_the_mail(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    response = await answer(bob, mission)
    review = {"decision": "return", "comment": "Ajoute une photo de près."}
    await alice.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=review)
    await work_off(runtime)
    mail = mails_to(runtime, bob)[-1]
    assert str(mail["Subject"]) == f"Promo 2026 attend la suite\u00a0: {mission['title']}"
    assert "Ajoute une photo de près." in text_of(mail)
    assert "À faire avant" not in text_of(mail)


async def test_an_author_who_leaves_is_not_named(app: FastAPI, alice: Person, bob: Person, watch: Watch) -> None:
    scene = await staged(app, watch)
    await bob.ask("PATCH", "/v1/me", 200, json={"quiet_from": "14:00", "quiet_until": "16:00"})
    await send(scene.runtime, alice, await gather(scene.runtime, alice, bob))
    await alice.ask("POST", "/v1/me/erasure", 202)
    await scene.passes(hours=3)
    assert scene.subjects(bob) == ["Une mission pour toi\u00a0: Une photo de ton poste"]
