from typing import Any

from app.policies.consent_texts import TEXTS
from tests.factories import Person
from tests.granting import revoke, share, told
from tests.publishing import begin, publish, text


async def ledger(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await person.ask("GET", "/v1/me/consents", 200))["items"]
    return found


async def test_what_one_agrees_to_is_written_down_with_the_words_shown(alice: Person) -> None:
    texts = {one["kind"]: one for one in await alice.ask("GET", "/v1/me/consents/texts", 200)}
    assert set(texts) == set(TEXTS)
    story = await told(alice)
    grant = await share(alice, story)
    shared, published = await ledger(alice)
    assert (published["kind"], published["subject_id"]) == ("publish", story["id"])
    assert (shared["kind"], shared["subject_id"]) == ("share", grant["id"])
    for one in (shared, published):
        assert (one["text"], one["text_version"]) == (texts[one["kind"]]["fr"], texts[one["kind"]]["version"])
        assert (one["given_by"], one["withdrawn_at"]) == (None, None)


async def test_taking_back_withdraws_the_consent(alice: Person) -> None:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    first, second = await share(alice, story), await share(alice, story)
    await revoke(alice, first)
    withdrawn = {one["subject_id"] for one in await ledger(alice) if one["withdrawn_at"]}
    assert withdrawn == {first["id"]}
    await alice.ask("DELETE", f"{journal}/publication", 204)
    withdrawn = {one["subject_id"] for one in await ledger(alice) if one["withdrawn_at"]}
    assert withdrawn == {first["id"], second["id"], story["id"]}


async def test_nobody_reads_the_ledger_of_another(alice: Person, bob: Person) -> None:
    await told(alice)
    assert await ledger(bob) == []
