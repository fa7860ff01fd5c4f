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
from tests.access.settlement import COUNSELLORS, Settlement, canary, group
from tests.support import communities, endorsements, missions, portraits, stories
from tests.support.counsellors import request_access
from tests.support.grants import share, token_of
from tests.support.imports import send as send_import
from tests.support.notifications import subscription
from tests.support.people import BARE, NOW, Person, capture
from tests.support.stories import give, medium, of, showing, text
from tests.support.uploads import bytes_of, declare, declared

PASSCODE = "sesame-4711"
RIGHTS = ["view", "comment", "endorse", "download"]
BEEN_ENDED = {
    "counsellor_with": {},
    "counsellor_expired": {"ends_at": NOW - timedelta(seconds=1)},
    "counsellor_revoked": {"revoked_at": NOW - timedelta(seconds=1)},
}


async def furnish(here: Settlement) -> None:
    owner = here.person("owner")
    await _photo(here, owner)
    await _moments(here, owner)
    await _said(here, owner)
    await _given(here, owner)
    await _in_community(here, owner)
    await _moderated(here, owner)
    await _of_the_account(here, owner)


async def _photo(here: Settlement, owner: Person) -> None:
    """Its bytes say so, too: no renderer has looked at them."""
    file, kept = BytesIO(), f"access-{uuid7()}"
    Image.new("RGB", (8, 6)).save(file, "WEBP", xmp=canary("photo").encode())
    content = file.getvalue()
    await here.runtime.objects.put(kept, content, "image/webp")
    shown = {"name": "small", "content_type": "image/webp", "width": 640, "height": 480}
    shown |= {"size": len(content), "object_key": kept}
    words: dict[str, Any] = {
        "alt": canary("photo"),
        "caption": canary("photo"),
        "object_key": kept,
        "size": len(content),
    }
    here.ids["media"] = await medium(here.runtime, owner, variants=[shown, shown | {"name": "large"}], **words)
    here.keep("upload", await declare(owner, declared(bytes_of(4_000), "document", "application/pdf")))
    await owner.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": here.ids["media"]})


async def _moments(here: Settlement, owner: Person) -> None:
    words = BARE | {"title": canary("experience"), "text": canary("experience"), "context": "work", "tags": ["mur"]}
    here.ids["skill"] = await stories.skill(here.runtime, "LEARN.1")
    whole = words | {"media": [here.ids["media"]], "skills": [here.ids["skill"]], "reflection": {"did": canary("did")}}
    here.keep("experience", await capture(owner, whole))
    trashed = here.keep("trashed", await capture(owner, words | {"title": canary("trashed"), "text": None}))
    await owner.ask("DELETE", f"/v1/experiences/{trashed['id']}", 204, headers={"If-Match": '"1"'})


async def _said(here: Settlement, owner: Person) -> None:
    """What she tells of herself, and others confirm."""
    blocks = (text(canary("story")), showing(here.ids["media"], canary("story")))
    journal = await stories.begin(owner, *blocks, title=canary("story"), cover_media_id=here.ids["media"])
    told = here.keep("story", await stories.publish(owner, journal))
    here.ids["published"] = journal.rpartition("/")[2]
    here.ids["story_media"] = told["cover"]["id"]
    here.keep("journal", await owner.ask("GET", await _notebook(here, owner), 200))
    await portraits.talent(here.runtime, owner, "LEARN.1", here.things["experience"])
    said = {"endorser_name": canary("endorsement"), "comment": canary("endorsement")}
    confirmed = await portraits.endorse(here.runtime, owner, here.ids["skill"], **said)
    here.ids["endorsement"] = str(confirmed)
    answer = await endorsements.ask(owner, here.ids["skill"], name=canary("request"))
    here.keep("endorsement_request", answer)
    here.ids["endorsement_token"] = token_to_confirm(here.runtime, UUID(answer["id"]))
    chosen = {"headline": canary("portrait"), "about": canary("portrait"), "name": canary("own"), "show_photo": True}
    drawn = await portraits.draw(owner, pinned_stories=[here.ids["story"]], **chosen)
    edition = await portraits.publish(owner, drawn)
    here.ids["portrait_media"] = edition["content"]["person"]["photo"]["id"]
    here.keep("portrait", await owner.ask("GET", drawn, 200))


async def _notebook(here: Settlement, owner: Person) -> str:
    return await stories.begin(owner, text(canary("journal")), of(here.things["experience"]), title=canary("journal"))


GIVEN = (TargetType.STORY, TargetType.PORTRAIT, *COLLECTIONS)  # an experience is read as one of them all


async def _given(here: Settlement, owner: Person) -> None:
    """Links, and what counsellors were granted: one still is, of one it is over, of another it was taken back."""
    drawn = f"/v1/portraits/{here.ids['portrait']}"
    link = here.keep("grant", await portraits.share(owner, drawn, label=canary("grant"), rights=["view", "download"]))
    locked = here.keep("locked", await portraits.share(owner, drawn, label=canary("grant"), passcode=PASSCODE))
    here.people["link_holder"].token = token_of(link)
    here.people["link_holder"].access = await _media_key(here.runtime, link["id"])
    here.people["link_holder"].bearer = f"Bearer {token_of(link)}"
    here.ids["locked_token"] = token_of(locked)
    await _wrong_link(here)
    for name, ended in BEEN_ENDED.items():
        for kind in GIVEN:
            target = {
                "target_type": kind,
                "target_id": _given_id(here, kind),
                "rights": RIGHTS,
                "purpose": Purpose.GUIDANCE,
            }
            here.ids[f"{name} {kind}"] = str(
                await give(here.runtime, here.things["story"], owner, here.person(name), **target, **ended)
            )
    asked = await request_access(here.person("counsellor_without"), owner, here.watch, message="Pour mardi.")
    here.keep("grant_request", asked)
    await here.person("counsellor_with").ask("GET", f"/v1/stories/{here.ids['story']}", 200)
    said = {"target": {"type": "story", "id": here.ids["story"]}, "text": canary("comment")}
    here.keep("comment", await here.person("counsellor_with").ask("POST", "/v1/comments", 201, json=said))


def _given_id(here: Settlement, kind: TargetType) -> UUID | None:
    """Of stories and portraits, one; of the others, all."""
    return None if kind in COLLECTIONS else UUID(here.ids[kind])


async def _media_key(runtime: Runtime, grant_id: str) -> str:
    [row] = await runtime.database.reads.fetch("select media_key from grants where id = $1", UUID(grant_id))
    return str(row["media_key"])


async def _wrong_link(here: Settlement) -> None:
    """One that opens something, but of somebody else; and for hers, one that is nearly hers."""
    other, wrong = here.person("other"), here.people["wrong_link"]
    await capture(other, BARE | {"title": "Un autre mur", "context": "work"})
    drawn = await portraits.draw(other, headline="Un autre")
    await portraits.publish(other, drawn)
    link = await portraits.share(other, drawn)
    token = here.people["link_holder"].token
    wrong.access, wrong.bearer = await _media_key(here.runtime, link["id"]), f"Bearer {token_of(link)}"
    wrong.token = token[:-1] + ("A" if token[-1] != "A" else "B")
    here.ids["other_portrait"] = drawn.rpartition("/")[2]


async def _in_community(here: Settlement, owner: Person) -> None:
    manager, community_id = here.person("manager"), UUID(here.ids["community"])
    community = {"type": "community", "id": str(community_id)}
    here.keep("community_grant", await share(owner, here.things["story"], audience=community))
    here.keep("draft_mission", await missions.write(manager, community_id, title=group("draft")))
    mission = here.keep("mission", await missions.send(here.runtime, manager, community_id, title=group("mission")))
    moment = BARE | {"title": canary("answer"), "text": canary("answer")}
    here.keep("response", await missions.answer(owner, mission, moment=moment, note=canary("answer")))
    here.things["invitation"] = await communities.invite(manager, {"id": community_id}, emails=[], max_uses=5)
    here.ids["invitation"] = here.things["invitation"]["id"]
    here.ids["invitation_code"] = here.things["invitation"]["code"]


async def _moderated(here: Settlement, owner: Person) -> None:
    """She reports what a member shows; and something of hers was hidden."""
    community = {"type": "community", "id": here.ids["community"]}
    theirs, hers = here.person("peer"), "hidden"
    for person, words, noun in ((theirs, "Un mur.", "flagged"), (owner, canary("story"), hers)):
        story = await stories.publish(person, await stories.begin(person, text(words), title=words))
        here.keep(noun, story)
        await share(person, story, audience=community)
    here.keep("flag", await _report(owner, here.ids["flagged"], canary("flag")))
    flag = await _report(theirs, here.ids[hers], "On y voit une adresse.")
    decision = {"decision": "hide", "reason": canary("hiding")}
    await here.person("facilitator").ask("PUT", f"/v1/flags/{flag['id']}/decision", 200, json=decision)
    [hiding] = (await owner.ask("GET", "/v1/me/hidings", 200))["items"]
    here.keep("hiding", hiding)


async def _report(person: Person, story_id: str, words: str) -> Any:
    body = {"target": {"type": "story", "id": story_id}, "reason": "personal_data", "text": words}
    return await person.ask("POST", "/v1/flags", 201, json=body)


async def _of_the_account(here: Settlement, owner: Person) -> None:
    device_id = str(uuid7())
    phone = subscription() | {"endpoint": f"https://fcm.googleapis.com/{uuid7()}"}
    here.things["phone"] = phone
    here.keep("device", await owner.ask("PUT", f"/v1/devices/{device_id}", 201, json=phone))
    memo = {"name": "memos/1", "content": canary("import"), "createTime": "2024-03-03T10:00:00Z"}
    here.keep("import", await send_import(owner, json.dumps([memo]).encode()))
    here.keep("export", await owner.ask("POST", "/v1/exports", 202))
    [session] = (await owner.ask("GET", "/v1/sessions", 200))["items"]
    here.ids["session"] = session["id"]
    [row] = await here.runtime.database.writes.fetch(
        "update sessions set device_name = $2 where id = $1 returning user_id", UUID(session["id"]), canary("session")
    )
    here.ids["owner"] = str(row["user_id"])
    assert set(BEEN_ENDED) < set(COUNSELLORS)
