"""One of everything, and all of it hers."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grants import COLLECTIONS, Purpose, TargetType
from app.services.talents.endorsement_requests import token_of as token_to_confirm
from tests.access.settlement import COUNSELLORS, GUESTS, Caller, Settlement, canary, group
from tests.support import (
    communities,
    endorsements,
    missions,
    portraits,
    programme_reports,
    proposals,
    rooms,
    stories,
)
from tests.support.api_tokens import insert_token
from tests.support.authenticators import Authenticator
from tests.support.counsellors import request_access
from tests.support.grants import share, token_of
from tests.support.imports import send as send_import
from tests.support.notifications import web_push
from tests.support.people import BARE, NOW, Person, capture
from tests.support.stories import give, medium, of, showing, text
from tests.support.uploads import bytes_of, declare, declared

PASSCODE = "sesame-4711"
RIGHTS = ["view", "comment", "endorse", "download"]
TERMS = {
    "counsellor_with": {},
    "counsellor_expired": {"ends_at": NOW - timedelta(seconds=1)},
    "counsellor_revoked": {"revoked_at": NOW - timedelta(seconds=1)},
}


async def furnish(settlement: Settlement) -> None:
    owner = settlement.person("owner")
    await _photo(settlement, owner)
    await _moments(settlement, owner)
    await _said(settlement, owner)
    await _given(settlement, owner)
    await _in_community(settlement, owner)
    await _moderated(settlement, owner)
    await _of_the_account(settlement, owner)
    await _of_programs(settlement, owner)


async def _photo(settlement: Settlement, owner: Person) -> None:
    """Its bytes say so, too: no renderer has looked at them."""
    file, object_key = BytesIO(), f"access-{uuid7()}"
    Image.new("RGB", (8, 6)).save(file, "WEBP", xmp=canary("photo").encode())
    content = file.getvalue()
    await settlement.runtime.objects.put(object_key, content, "image/webp")
    variant = {"name": "small", "content_type": "image/webp", "width": 640, "height": 480}
    variant |= {"size": len(content), "object_key": object_key}
    words: dict[str, Any] = {
        "alt": canary("photo"),
        "caption": canary("photo"),
        "transcript": canary("photo"),
        "transcription": "accepted",
        "spoken_language": "fr",
        "cues": [{"start": 0.0, "end": 2.0, "text": canary("photo")}],
        "object_key": object_key,
        "size": len(content),
    }
    settlement.ids["media"] = await medium(
        settlement.runtime, owner, variants=[variant, variant | {"name": "large"}], **words
    )
    settlement.keep("upload", await declare(owner, declared(bytes_of(4_000), "document", "application/pdf")))
    await owner.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": settlement.ids["media"]})


async def _moments(settlement: Settlement, owner: Person) -> None:
    words = BARE | {"title": canary("experience"), "text": canary("experience"), "context": "work", "tags": ["mur"]}
    settlement.ids["skill"] = await stories.skill(settlement.runtime, "LEARN.1")
    whole = words | {
        "media": [settlement.ids["media"]],
        "skills": [settlement.ids["skill"]],
        "reflection": {"did": canary("did")},
    }
    settlement.keep("experience", await capture(owner, whole))
    moment = settlement.keep("trashed", await capture(owner, words | {"title": canary("trashed"), "text": None}))
    await owner.ask("DELETE", f"/v1/experiences/{moment['id']}", 204, headers={"If-Match": '"1"'})


async def _said(settlement: Settlement, owner: Person) -> None:
    """What she tells of herself, and others confirm."""
    blocks = (text(canary("story")), showing(settlement.ids["media"], canary("story")))
    journal = await stories.begin(owner, *blocks, title=canary("story"), cover_media_id=settlement.ids["media"])
    story = settlement.keep("story", await stories.publish(owner, journal))
    settlement.ids["published"] = journal.rpartition("/")[2]
    settlement.ids["story_media"] = story["content"]["cover"]["id"]
    settlement.keep("journal", await owner.ask("GET", await _notebook(settlement, owner), 200))
    await portraits.talent(settlement.runtime, owner, "LEARN.1", settlement.things["experience"])
    words = {"endorser_name": canary("endorsement"), "comment": canary("endorsement")}
    endorsement_id = await portraits.endorse(settlement.runtime, owner, settlement.ids["skill"], **words)
    settlement.ids["endorsement"] = str(endorsement_id)
    answer = await endorsements.ask(owner, settlement.ids["skill"], name=canary("request"))
    settlement.keep("endorsement_request", answer)
    settlement.ids["endorsement_token"] = token_to_confirm(settlement.runtime, UUID(answer["id"]))
    words_of_portrait = {
        "headline": canary("portrait"),
        "about": canary("portrait"),
        "name": canary("own"),
        "show_photo": True,
    }
    # Sections that are chosen: moments without context, which come later, leave the edition as it is.
    sections = [{"kind": kind} for kind in ("talents", "work", "training", "stories", "learning")]
    chosen = {"pinned_stories": [settlement.ids["story"]], "sections": sections}
    portrait_path = await portraits.draw(owner, **chosen, **words_of_portrait)
    edition = await portraits.publish(owner, portrait_path)
    settlement.ids["portrait_media"] = edition["content"]["person"]["photo"]["id"]
    settlement.keep("portrait", await owner.ask("GET", portrait_path, 200))


async def _notebook(settlement: Settlement, owner: Person) -> str:
    return await stories.begin(
        owner, text(canary("journal")), of(settlement.things["experience"]), title=canary("journal")
    )


GRANTED_KINDS = (TargetType.STORY, TargetType.PORTRAIT, *COLLECTIONS)  # an experience is read as one of them all


async def _given(settlement: Settlement, owner: Person) -> None:
    """Links, and what counsellors were granted: one still is, of one it is over, of another it was taken back."""
    portrait_path = f"/v1/portraits/{settlement.ids['portrait']}"
    link = settlement.keep(
        "grant", await portraits.share(owner, portrait_path, label=canary("grant"), rights=["view", "download"])
    )
    locked_link = settlement.keep(
        "locked", await portraits.share(owner, portrait_path, label=canary("grant"), passcode=PASSCODE)
    )
    settlement.people["link_holder"].token = token_of(link)
    settlement.people["link_holder"].media_key = await _media_key(settlement.runtime, link["id"])
    settlement.people["link_holder"].bearer = f"Bearer {token_of(link)}"
    settlement.ids["locked_token"] = token_of(locked_link)
    await _wrong_link(settlement)
    for name, terms in TERMS.items():
        for kind in GRANTED_KINDS:
            target = {
                "target_type": kind,
                "target_id": _given_id(settlement, kind),
                "rights": RIGHTS,
                "purpose": Purpose.GUIDANCE,
            }
            settlement.ids[f"{name} {kind}"] = str(
                await give(
                    settlement.runtime, settlement.things["story"], owner, settlement.person(name), **target, **terms
                )
            )
    request = await request_access(
        settlement.person("counsellor_without"), owner, settlement.watch, message="Pour mardi."
    )
    settlement.keep("grant_request", request)
    await settlement.person("counsellor_with").ask("GET", f"/v1/stories/{settlement.ids['story']}", 200)
    comment = {"target": {"type": "story", "id": settlement.ids["story"]}, "text": canary("comment")}
    settlement.keep(
        "comment", await settlement.person("counsellor_with").ask("POST", "/v1/comments", 201, json=comment)
    )


def _given_id(settlement: Settlement, kind: TargetType) -> UUID | None:
    """Of stories and portraits, one; of the others, all."""
    return None if kind in COLLECTIONS else UUID(settlement.ids[kind])


async def _media_key(runtime: Runtime, grant_id: str) -> str:
    [row] = await runtime.database.reads.fetch("select media_key from grants where id = $1", UUID(grant_id))
    return str(row["media_key"])


async def _wrong_link(settlement: Settlement) -> None:
    """One that opens something, but of somebody else; and for hers, one that is nearly hers."""
    stranger, wrong = settlement.person("other"), settlement.people["wrong_link"]
    await capture(stranger, BARE | {"title": "Un autre mur", "context": "work"})
    portrait_path = await portraits.draw(stranger, headline="Un autre")
    await portraits.publish(stranger, portrait_path)
    link = await portraits.share(stranger, portrait_path)
    token = settlement.people["link_holder"].token
    wrong.media_key, wrong.bearer = await _media_key(settlement.runtime, link["id"]), f"Bearer {token_of(link)}"
    wrong.token = token[:-1] + ("A" if token[-1] != "A" else "B")
    settlement.ids["other_portrait"] = portrait_path.rpartition("/")[2]


async def _in_community(settlement: Settlement, owner: Person) -> None:
    manager, community_id = settlement.person("manager"), UUID(settlement.ids["community"])
    community = {"type": "community", "id": str(community_id)}
    settlement.keep("community_grant", await share(owner, settlement.things["story"], audience=community))
    information = {"title": group("information"), "text": group("information")}
    path = f"/v1/communities/{community_id}/informations"
    settlement.keep("information", await manager.ask("POST", path, 201, json=information))
    settlement.keep("draft_mission", await missions.write(manager, community_id, title=group("draft")))
    settlement.keep("event", await missions.send(settlement.runtime, manager, community_id, **missions.EVENT))
    settlement.keep("survey", await missions.send(settlement.runtime, manager, community_id, **missions.SURVEY))
    await _framework(settlement, manager, community_id)
    await _programmes(settlement, manager, community_id)
    await _in_room(settlement, manager)
    await _proposals(settlement, owner, manager, community_id)
    await _reports(settlement, manager, community_id)
    mission = settlement.keep(
        "mission", await missions.send(settlement.runtime, manager, community_id, title=group("mission"))
    )
    moment = BARE | {"title": canary("answer"), "text": canary("answer")}
    settlement.keep("response", await missions.answer(owner, mission, moment=moment, note=canary("answer")))
    settlement.things["invitation"] = await communities.invite(manager, {"id": community_id}, emails=[], max_uses=5)
    settlement.ids["invitation"] = settlement.things["invitation"]["id"]
    settlement.ids["invitation_code"] = settlement.things["invitation"]["code"]


async def _framework(settlement: Settlement, manager: Person, community_id: UUID) -> None:
    """One skill that members alone read."""
    skill = {"code": "1", "labels": {"fr": group("skill")}}
    domains = [{"code": "D", "labels": {"fr": group("domain")}, "skills": [skill]}]
    body = {"title": {"fr": group("framework")}, "edition": "1", "domains": domains}
    framework = await manager.ask("PUT", f"/v1/communities/{community_id}/frameworks/secret", 201, json=body)
    settlement.ids["community_skill"] = framework["domains"][0]["skills"][0]["id"]


async def _programmes(settlement: Settlement, manager: Person, community_id: UUID) -> None:
    """One that runs, and a draft; the facilitator is of the team of both."""
    team = [str(settlement.person("facilitator").id)]
    for noun in ("programme", "draft_programme"):
        body = {"community_id": str(community_id), "title": group(noun.replace("_", "")), "team": team}
        path = f"/v1/programmes/{uuid7()}"
        body |= {"starts_on": "2026-03-01", "visibility": "community"}
        settlement.keep(noun, await manager.ask("PUT", path, 201, json=body))
    await manager.ask("PUT", f"/v1/programmes/{settlement.ids['programme']}/start", 200)
    step = {"title": group("step"), "programme_id": settlement.ids["programme"]}
    settlement.keep("step", await missions.write(manager, community_id, **step))


async def _in_room(settlement: Settlement, manager: Person) -> None:
    """A member came in with their account."""
    room = await rooms.open_up(manager, settlement.ids["community"], missions=[settlement.ids["survey"]])
    settlement.keep("room", room)
    statement = "select door_secret from rooms where id = $1"
    [row] = await settlement.runtime.database.reads.fetch(statement, UUID(room["id"]))
    settlement.things["door_secret"] = row["door_secret"]
    proof = {"proof": await rooms.proof_now(settlement.runtime, room)}
    await settlement.person("peer").ask("PUT", f"/v1/rooms/{room['code']}/entry", 200, json=proof)
    other_room = await rooms.open_up(manager, settlement.ids["community"])
    for name, place in zip(GUESTS, (room, other_room), strict=True):
        settlement.people[name] = Caller(name, await rooms.come(settlement.app, place))


async def _proposals(settlement: Settlement, owner: Person, manager: Person, community_id: UUID) -> None:
    """One that waits, one that others see, and one that is an action of hers."""
    mission = await missions.send(settlement.runtime, manager, community_id, **proposals.SEVERAL)
    settlement.keep("proposal_mission", mission)
    for noun in ("sent_proposal", "proposal", "action"):
        settlement.keep(noun, await proposals.propose(owner, mission, title=canary(noun.replace("_", ""))))
    draft = await proposals.propose(owner, mission, title=canary("draft"), draft=True)
    settlement.keep("draft_proposal", draft)
    stranger = settlement.person("other")
    settlement.ids |= {"stranger": str(stranger.id)}
    settlement.ids["secret_community"] = str(await communities.gather(settlement.runtime, stranger))
    for noun in ("proposal", "action"):
        await proposals.decide(manager, settlement.things[noun], "approve")
    source = await missions.send(settlement.runtime, manager, community_id, **proposals.SEVERAL)
    settlement.keep("plain_idea", await proposals.propose(settlement.person("peer"), source))
    await proposals.decide(manager, settlement.things["plain_idea"], "approve")
    vote = {"title": "Vote", "kind": "ballot", "ballot": {"of": [source["id"]], "results": "live"}}
    settlement.keep("live_vote", await missions.send(settlement.runtime, manager, community_id, **vote))
    await proposals.choose(manager, settlement.things["action"], owner={"user_id": str(owner.id)})


async def _reports(settlement: Settlement, manager: Person, community_id: UUID) -> None:
    """One that is published and granted, a draft, and a draft of the programme."""
    programme = {"programme_id": settlement.ids["programme"]}
    for noun, fields in (("report", {}), ("draft_report", {}), ("programme_report", programme)):
        body = {"community_id": str(community_id), "title": group("report"), "starts_on": "2026-01-01"}
        body |= {"ends_on": "2026-12-31"} | fields
        settlement.keep(noun, await manager.ask("PUT", f"/v1/reports/{uuid7()}", 201, json=body))
    settlement.keep("report", await programme_reports.publish(manager, settlement.things["report"]))
    link = {"type": "link"}
    settlement.keep("report_grant", await programme_reports.give(manager, settlement.things["report"], link))


async def _moderated(settlement: Settlement, owner: Person) -> None:
    """She reports what a member shows; and something of hers was hidden."""
    community = {"type": "community", "id": settlement.ids["community"]}
    member, hidden_noun = settlement.person("peer"), "hidden"
    for person, words, noun in ((member, "Un mur.", "flagged"), (owner, canary("story"), hidden_noun)):
        story = await stories.publish(person, await stories.begin(person, text(words), title=words))
        settlement.keep(noun, story)
        await share(person, story, audience=community)
    settlement.keep("flag", await _report(owner, settlement.ids["flagged"], canary("flag")))
    flag = await _report(member, settlement.ids[hidden_noun], "On y voit une adresse.")
    decision = {"decision": "hide", "reason": canary("hiding")}
    await settlement.person("facilitator").ask("PUT", f"/v1/flags/{flag['id']}/decision", 200, json=decision)
    [hiding] = (await owner.ask("GET", "/v1/hidings", 200))["items"]
    settlement.keep("hiding", hiding)


async def _report(person: Person, story_id: str, words: str) -> Any:
    body = {"target": {"type": "story", "id": story_id}, "reason": "personal_data", "text": words}
    return await person.ask("POST", "/v1/flags", 201, json=body)


async def _of_the_account(settlement: Settlement, owner: Person) -> None:
    device = Authenticator(checks_user=False)
    options = (await owner.ask("GET", "/v1/me/passkeys/creation-challenge", 200))["public_key"]
    passkey = {"name": canary("passkey"), "credential": device.make(options)}
    settlement.keep("passkey", await owner.ask("POST", "/v1/me/passkeys", 201, json=passkey))
    device_id = str(uuid7())
    phone = web_push(endpoint=f"https://fcm.googleapis.com/{uuid7()}")
    settlement.things["phone"] = phone
    settlement.keep("device", await owner.ask("PUT", f"/v1/devices/{device_id}", 201, json=phone))
    memo = {"name": "memos/1", "content": canary("import"), "createTime": "2024-03-03T10:00:00.000Z"}
    settlement.keep("import", await send_import(owner, json.dumps([memo]).encode()))
    settlement.keep("export", await owner.ask("POST", "/v1/exports", 202))
    [session] = (await owner.ask("GET", "/v1/sessions", 200))["items"]
    settlement.ids["session"] = session["id"]
    [row] = await settlement.runtime.database.writes.fetch(
        "update sessions set device_name = $2 where id = $1 returning user_id", UUID(session["id"]), canary("session")
    )
    settlement.ids["owner"] = str(row["user_id"])
    assert set(TERMS) < set(COUNSELLORS)


WEBHOOK = """
    insert into webhooks (id, community_id, name, url, events, state, secret_number, secret_at, version, created_at,
        updated_at)
    values ($1, $2, $3, 'https://ent.example.org/', '{member.joined}', 'active', 1, $4, 1, $4, $4) returning id
"""
WEBHOOK_DELIVERY = """
    insert into webhook_deliveries (id, webhook_id, event, ids, due_at, tries, created_at, done_at)
    values ($1, $2, 'ping', '{}', $3, 1, $3, $3) returning id
"""


async def _of_programs(settlement: Settlement, owner: Person) -> None:
    until = (NOW + timedelta(days=300)).isoformat()
    body = {"name": canary("token"), "scopes": ["journal:read"], "expires_at": until}
    settlement.keep("api_token", await owner.ask("POST", "/v1/me/tokens", 201, json=body))
    settlement.ids["community_token"] = str(uuid7())
    community, manager = UUID(settlement.ids["community"]), settlement.people["manager"].id
    await insert_token(settlement.runtime, UUID(settlement.ids["community_token"]), manager, community)
    settlement.ids |= {"webhook": str(uuid7()), "webhook_delivery": str(uuid7())}
    webhook_id, writes = UUID(settlement.ids["webhook"]), settlement.runtime.database.writes
    await writes.fetch(WEBHOOK, webhook_id, community, group("webhook"), NOW)
    await writes.fetch(WEBHOOK_DELIVERY, UUID(settlement.ids["webhook_delivery"]), webhook_id, NOW)
