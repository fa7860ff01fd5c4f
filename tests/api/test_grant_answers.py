from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.notifications import notification_mails
from tests.support.counsellors import accept, agreed, request_access
from tests.support.grants import codes, told
from tests.support.mails import text_of
from tests.support.notifications import mails_to
from tests.support.people import FULL, NOW, Person, Watch, capture, work_off

HOUR = timedelta(hours=1)
IN_THREE_MONTHS = (NOW + timedelta(days=90)).isoformat()

GIVEN = "Alice gives you access to their story “Mon stage” until 30 August 2026"


async def test_what_was_shown_beforehand_is_what_is_granted(rose: Person, alice: Person, watch: Watch) -> None:
    shown_story, kept_story = await told(alice), await told(alice)
    path = (await alice.ask("GET", f"/v1/stories/{kept_story['id']}", 200))["journal_id"]
    await alice.ask("DELETE", f"/v1/journals/{path}/publication", 204)
    await capture(alice, FULL)
    grant_request = await request_access(rose, alice, watch)
    preview = (await alice.ask("GET", f"/v1/grant-requests/{grant_request['id']}", 200))["preview"]
    acceptance = await accept(alice, grant_request)
    assert (acceptance["state"], acceptance["preview"]) == ("accepted", None)
    assert [(grant["target"]["type"], grant["target"]["id"]) for grant in acceptance["grants"]] == [
        ("story", shown_story["id"]),
        ("talents", None),
        ("experiences", None),
    ]
    stories = (await rose.ask("GET", "/v1/stories?scope=granted", 200))["items"]
    experiences = (await rose.ask("GET", "/v1/experiences", 200, params={"user_id": str(alice.id)}))["items"]
    assert [story["id"] for story in stories] == [story["id"] for story in preview["stories"]] == [shown_story["id"]]
    assert [experience["id"] for experience in experiences] == [
        experience["id"] for experience in preview["experiences"]
    ]
    # What she publishes later was not shown beforehand.
    assert len((await alice.ask("GET", "/v1/stories", 200))["items"]) == 2
    later = await told(alice)
    await rose.ask("GET", f"/v1/stories/{later['id']}", 404)


async def test_less_can_be_given_than_was_asked(rose: Person, alice: Person, watch: Watch) -> None:
    first_story, other_story = await told(alice), await told(alice)
    grant_request = await request_access(rose, alice, watch, "story", "talents", rights=["view", "comment"])
    fields: dict[str, Any] = {
        "targets": [{"type": "story", "id": first_story["id"]}],
        "ends_at": IN_THREE_MONTHS,
        "rights": ["view"],
    }
    acceptance = await accept(alice, grant_request, **fields)
    assert await accept(alice, grant_request, **fields) == acceptance
    assert (await accept(alice, grant_request, 409))["type"] == "/problems/request-answered"
    [grant] = (await alice.ask("GET", "/v1/grants", 200))["items"]
    assert (grant["rights"], grant["ends_at"]) == (["view"], "2026-06-01T13:10:00.000Z")
    assert grant["audience"] == {"type": "user", "id": str(rose.id), "name": "Rose"}
    await rose.ask("GET", f"/v1/stories/{first_story['id']}", 200)
    await rose.ask("GET", f"/v1/stories/{other_story['id']}", 404)
    assert (await rose.ask("GET", f"/v1/grant-requests/{grant_request['id']}", 200))["owner"]["display_name"] == "Alice"


async def test_who_asked_reads_what_was_agreed_to_as_long_as_it_lasts(
    rose: Person, alice: Person, watch: Watch
) -> None:
    story = await told(alice)
    asked_grant_request = await request_access(rose, alice, watch, "story", "talents", rights=["view", "comment"])
    fields: dict[str, Any] = {"targets": [{"type": "story", "id": story["id"]}], "rights": ["view"]}
    acceptance = await accept(alice, asked_grant_request, ends_at=IN_THREE_MONTHS, **fields)
    [given_grant] = acceptance["grants"]
    assert given_grant["target"]["title"] == story["content"]["title"]
    [seen_grant] = (await rose.ask("GET", f"/v1/grant-requests/{asked_grant_request['id']}", 200))["grants"]
    assert seen_grant == given_grant | {"target": given_grant["target"] | {"title": None}}
    assert (seen_grant["rights"], seen_grant["ends_at"]) == (["view"], "2026-06-01T13:10:00.000Z")
    [listed_grant_request] = (await rose.ask("GET", "/v1/grant-requests?scope=sent", 200))["items"]
    assert listed_grant_request["grants"] == [seen_grant]
    await alice.ask("DELETE", f"/v1/grants/{given_grant['id']}", 204, headers={"If-Match": '"1"'})
    [over] = (await rose.ask("GET", "/v1/grant-requests?scope=sent", 200))["items"]
    [kept_grant_request] = (await alice.ask("GET", "/v1/grant-requests", 200))["items"]
    assert (over["grants"], [grant["state"] for grant in kept_grant_request["grants"]]) == ([], ["revoked"])


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"targets": [{"type": "talents"}]}, ("/targets/0", "wider")),
        ({"targets": [{"type": "story", "id": str(uuid7())}]}, ("/targets/0/id", "unknown_target")),
        ({"rights": ["view", "download"]}, ("/rights", "wider")),
        ({"ends_at": (NOW + timedelta(days=181)).isoformat()}, ("/ends_at", "wider")),
        ({"ends_at": NOW.isoformat()}, ("/ends_at", "in_the_past")),
    ],
)
async def test_more_cannot(rose: Person, alice: Person, watch: Watch, fields: Any, fault: tuple[str, str]) -> None:
    await told(alice)
    grant_request = await request_access(rose, alice, watch, "story")
    assert codes(await accept(alice, grant_request, 422, **fields)) == [fault]
    assert (await alice.ask("GET", "/v1/grants", 200))["items"] == []


async def test_what_is_somebody_elses_is_not_there_to_be_given(
    rose: Person, alice: Person, bob: Person, watch: Watch
) -> None:
    grant_request = await request_access(rose, alice, watch, "story", "experiences")
    experience = await capture(bob)
    fields = {"targets": [{"type": "experience", "id": experience["id"]}]}
    assert codes(await accept(alice, grant_request, 422, **fields)) == [("/targets/0/id", "unknown_target")]
    nothing = {"targets": [{"type": "stories"}]}
    assert codes(await accept(alice, grant_request, 422, **nothing)) == [("/targets", "nothing_there")]


async def test_a_refusal_is_final_and_says_no_more(rose: Person, alice: Person, watch: Watch) -> None:
    grant_request = await request_access(rose, alice, watch)
    path = f"/v1/grant-requests/{grant_request['id']}"
    assert (await alice.ask("PUT", f"{path}/refusal", 200))["state"] == "refused"
    assert (await alice.ask("PUT", f"{path}/refusal", 200))["version"] == 2
    await accept(alice, grant_request, 409)
    await rose.ask("PUT", f"{path}/withdrawal", 409)
    answer = await rose.ask("GET", path, 200)
    assert (answer["state"], answer["owner"]) == ("refused", None)


async def test_each_answers_for_themself(rose: Person, alice: Person, bob: Person, watch: Watch) -> None:
    grant_request = await request_access(rose, alice, watch)
    path = f"/v1/grant-requests/{grant_request['id']}"
    for verb, body in (("acceptance", agreed(grant_request)), ("refusal", None)):
        await rose.ask("PUT", f"{path}/{verb}", 403, json=body)
        await bob.ask("PUT", f"{path}/{verb}", 404, json=body)
    assert (await alice.ask("PUT", f"{path}/withdrawal", 403))["type"] == "/problems/not-yours-to-answer"
    await bob.ask("PUT", f"{path}/withdrawal", 404)
    await bob.ask("GET", path, 404)
    assert (await rose.ask("PUT", f"{path}/withdrawal", 200))["state"] == "withdrawn"
    await accept(alice, grant_request, 409)


async def test_who_is_too_young_needs_a_guardian(app: FastAPI, rose: Person, sami: Person, watch: Watch) -> None:
    grant_request = await request_access(rose, sami, watch, "experiences")
    assert (await accept(sami, grant_request, 403))["type"] == "/problems/age-required"
    await sami.ask("PATCH", "/v1/me", 200, json={"birth_year": 2014})
    assert (await accept(sami, grant_request, 403))["type"] == "/problems/guardian-required"


@pytest.mark.slow
async def test_both_are_told(rose: Person, alice: Person, runtime: Runtime, watch: Watch) -> None:
    await told(alice)
    grant_request = await request_access(rose, alice, watch, "story", message="Pour mardi.")
    [told_of] = (await alice.ask("GET", "/v1/notifications", 200))["items"]
    assert told_of["type"] == "grant_request"
    await work_off(runtime)
    await accept(alice, grant_request)
    notification, _ = (await rose.ask("GET", "/v1/notifications", 200))["items"]  # the other is of their second factor
    assert (notification["type"], notification["text"]) == (
        "grant",
        GIVEN,
    )
    await work_off(runtime)
    first, second = mails_to(runtime, alice)[-2:]
    assert first["subject"] == "Rose te demande un accès"
    assert second["subject"] == "Tu as donné un accès à Rose"
    for mail in (first, second):
        assert "http://test/qui-voit-quoi" in text_of(mail)
        assert "http://test/qui-voit-quoi" in text_of(mail, "html")
    for line in (
        "Son adresse : " + rose.email,
        "À voir : toutes tes stories publiées",
        "But : accompagnement",
        "> Pour mardi.",
    ):
        assert line in text_of(first)


@pytest.mark.slow
async def test_who_asked_is_mailed_what_was_given_and_until_when(
    rose: Person, alice: Person, runtime: Runtime, watch: Watch
) -> None:
    await rose.ask("PATCH", "/v1/me", 200, json={"locale": "fr"})
    rights = ["view", "comment", "endorse"]
    grant_request = await request_access(rose, alice, watch, "talents", rights=rights)
    await accept(alice, grant_request)
    await work_off(runtime)
    for fields in ({"ends_at": IN_THREE_MONTHS}, {"rights": ["view"]}, {"targets": [{"type": "experiences"}]}):
        await accept(alice, await request_access(rose, alice, watch, "experiences", "talents", rights=rights), **fields)
        await work_off(runtime)
    whole, shorter, *narrower = (text_of(mail) for mail in mails_to(runtime, rose)[-4:])
    for line in ("But : accompagnement", "Jusqu’au : 30 août 2026", "Avec le droit de : lire ; commenter"):
        assert line in whole
    assert "Jusqu’au : 1er juin 2026" in shorter
    assert ["moins que ce qui était demandé" in mail for mail in (whole, shorter, *narrower)] == [False, *[True] * 3]
    assert "Chaque consultation est notée" in whole


@pytest.mark.parametrize("channel", ["now", "digest", "off"])
async def test_who_is_asked_hears_of_it_once_as_they_like_to(
    rose: Person, alice: Person, runtime: Runtime, watch: Watch, channel: str
) -> None:
    rule = {"type": "grant_request", "community_id": None, "email": channel, "in_app": None, "push": None}
    await alice.ask("PUT", "/v1/notifications/preferences", 200, json={"rhythm": "daily", "rules": [rule]})
    await request_access(rose, alice, watch, "talents", rights=["view", "comment", "endorse"])
    await work_off(runtime)
    mails = [mail for mail in mails_to(runtime, alice) if mail["subject"] == "Rose te demande un accès"]
    assert len(mails) == (channel == "now")
    for mail in mails:
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "Avec le droit de : lire ; t’écrire un commentaire" in text_of(mail)
        assert "reconnaître un talent, si tu le demandes" in text_of(mail)


@pytest.mark.slow
async def test_who_asks_at_night_wakes_nobody(rose: Person, alice: Person, runtime: Runtime, watch: Watch) -> None:
    quiet = {"timezone": "UTC", "quiet_from": f"{watch.now:%H}:00", "quiet_until": f"{watch.now + HOUR:%H}:00"}
    await alice.ask("PATCH", "/v1/me", 200, json=quiet)
    grant_request = await request_access(rose, alice, watch, "talents", message="Pour mardi.")
    await work_off(runtime)
    assert not [mail for mail in mails_to(runtime, alice) if "Rose" in mail["subject"]]
    await rose.ask("PUT", f"/v1/grant-requests/{grant_request['id']}/withdrawal", 200)
    await request_access(rose, alice, watch, "talents", message="Pour jeudi.")
    await work_off(runtime)
    watch.advance(hours=1)
    async with runtime.work(SYSTEM) as uow:
        await notification_mails.post(uow)
    await work_off(runtime)
    [mail] = [mail for mail in mails_to(runtime, alice) if "Rose" in mail["subject"]]
    assert "> Pour jeudi." in text_of(mail)


@pytest.mark.slow
async def test_taking_the_second_factor_away_ends_what_was_asked_for(rose: Person, alice: Person, watch: Watch) -> None:
    story, given_story = await told(alice), await told(alice)
    less = [{"type": "story", "id": story["id"]}]
    await accept(alice, await request_access(rose, alice, watch, "story"), targets=less)
    body = {"target": {"type": "story", "id": given_story["id"]}, "audience": {"type": "user", "id": str(rose.id)}}
    await alice.ask("POST", "/v1/grants", 201, json=body | {"purpose": "personal"})
    await rose.ask("DELETE", "/v1/me/second-factor", 204)
    await rose.ask("GET", f"/v1/stories/{story['id']}", 404)
    await rose.ask("GET", f"/v1/stories/{given_story['id']}", 200)


async def test_taking_the_second_factor_away_withdraws_what_waits_for_an_answer(
    rose: Person, alice: Person, watch: Watch
) -> None:
    waiting = await request_access(rose, alice, watch, "experiences")
    await rose.ask("DELETE", "/v1/me/second-factor", 204)
    assert (await accept(alice, waiting, 409))["type"] == "/problems/request-answered"
    assert (await alice.ask("GET", f"/v1/grant-requests/{waiting['id']}", 200))["state"] == "withdrawn"
    items = (await alice.ask("GET", "/v1/notifications", 200))["items"]
    assert [item["settled_at"] is None for item in items if item["type"] == "grant_request"] == [False]
    assert (await rose.ask("GET", "/v1/beneficiaries", 200))["items"] == []
