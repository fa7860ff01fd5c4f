"""A list, a single read, and what a write answers are one document, and it is the one that the schema says."""

import json
from typing import Any

import asyncpg
import pytest
from pydantic import BaseModel

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.schemas.communities import CommunityRead
from app.schemas.experiences import ExperienceRead
from app.schemas.grants import GrantRead
from app.schemas.invitations import InvitationRead
from app.schemas.journals import JournalRead
from app.schemas.media import MediaRead
from app.schemas.memberships import MembershipRead
from app.schemas.portraits import PortraitRead
from app.schemas.sessions import SessionRead
from app.schemas.stories import StoryRead
from tests.support import communities
from tests.support.people import BARE, FULL, Person, capture
from tests.support.stories import publish

OLD = FULL | {"lived_at": "1901-12-31T23:59:59.123456-12:00", "lived_until": None}
NOUNS: dict[str, type[BaseModel]] = {
    "experiences": ExperienceRead,
    "media": MediaRead,
    "journals": JournalRead,
    "stories": StoryRead,
    "portraits": PortraitRead,
    "grants": GrantRead,
    "sessions": SessionRead,
}


async def one_of_each(alice: Person) -> dict[str, Any]:
    photo = {"kind": "photo", "content_type": "image/jpeg", "size": 5, "sha256": "0" * 64, "alt": "Un mur"}
    media = await alice.ask("PUT", f"/v1/media/{uuid7()}", 201, json=photo)
    moment = await capture(alice, FULL | {"media": [media["id"]]})
    blocks = [{"kind": "experience", "experience_id": moment["id"]}, {"kind": "text", "text": "Fin."}]
    journal = await alice.ask("PUT", f"/v1/journals/{uuid7()}", 201, json={"title": "Murs", "blocks": blocks})
    story = await publish(alice, f"/v1/journals/{journal['id']}")
    target = {"target": {"type": "story", "id": story["id"]}, "audience": {"type": "link"}}
    grant = await alice.ask("POST", "/v1/grants", 201, json=target | {"purpose": "personal", "rights": ["view"]})
    sections = [{"kind": "work", "id": "s1", "only": [moment["id"]]}]
    words = {"en": {"headline": "Mason", "sections": [{"id": "s1", "title": "On site"}]}}
    fields = {"name": "Murs", "sections": sections, "translations": words, "pinned_stories": [story["id"]]}
    portrait = await alice.ask("PUT", f"/v1/portraits/{uuid7()}", 201, json=fields)
    read = {"experiences": moment, "media": media, "journals": journal, "stories": story, "grants": grant}
    return read | {"portraits": portrait}


async def test_each_list_shows_what_the_write_answered_and_the_schema_says(alice: Person) -> None:
    answers = await one_of_each(alice)
    for noun, schema in NOUNS.items():
        answer = await alice.client.get(f"/v1/{noun}")
        [item] = answer.json()["items"]
        assert list(item) == list(schema.model_fields), noun
        assert schema.model_validate_json(json.dumps(item)).model_dump(mode="json") == item, noun
        if noun in {"experiences", "media", "portraits"}:
            assert item == answers[noun] == await alice.ask("GET", f"/v1/{noun}/{item['id']}", 200)


async def test_what_is_told_of_a_community_is_what_the_schemas_say(alice: Person) -> None:
    community = await communities.begin(alice)
    invitation = await communities.invite(alice, community)
    path = f"/v1/communities/{community['id']}"
    cases: dict[str, tuple[type[BaseModel], Any]] = {
        "/v1/communities?joined=true": (CommunityRead, community),
        f"{path}/invitations": (InvitationRead, invitation),
        f"{path}/memberships": (MembershipRead, await alice.ask("GET", f"{path}/memberships/{alice.id}", 200)),
    }
    for address, (schema, single) in cases.items():
        [item] = (await alice.ask("GET", address, 200))["items"]
        assert item == single
        assert list(item) == list(schema.model_fields)
        assert schema.model_validate_json(json.dumps(item)).model_dump(mode="json") == item


@pytest.mark.parametrize("body", [FULL, BARE, OLD])
async def test_times_are_written_alike_by_both(alice: Person, body: dict[str, object]) -> None:
    item = await capture(alice, body)
    assert ExperienceRead.model_validate(item).model_dump(mode="json") == item
    assert item["lived_at"].endswith("Z")


async def test_what_only_reads_cannot_write(runtime: Runtime) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await runtime.database.reads.fetch("delete from experiences")
