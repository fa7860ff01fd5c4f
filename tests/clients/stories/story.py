# mypy: ignore-errors
# ruff: noqa: T201, TID251
"""The story of a phone, by the client that openapi-generator makes for Python.

python story.py <server> <folder of its mails> <photo> <community> <invitation>; prints what it saw, as JSON.
"""

import hashlib
import json
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

import openapi_client as sdk
from openapi_client import models

server, mail_folder, photo_file, community, invitation = sys.argv[1:]
mails, photo = Path(mail_folder), Path(photo_file).read_bytes()
community_id = UUID(community)
api = sdk.ApiClient(sdk.Configuration(host=server))


def uuid7() -> UUID:
    head = (time.time_ns() // 1_000_000) << 80
    return UUID(int=head | 0x7 << 76 | (uuid4().int & (2**76 - 1) & ~(0b11 << 62)) | 0b10 << 62)


def code_for(email: str) -> str:
    for _ in range(400):
        for mail in mails.glob("*.eml"):
            lines = mail.read_text().splitlines()
            if any(email in line for line in lines):
                subject = next(line for line in lines if line.startswith("Subject:"))
                return next(word for word in subject.replace(":", " ").split() if word.isdecimal() and len(word) == 6)
        time.sleep(0.05)
    raise LookupError(email)


def sign_in(email: str) -> str:
    sessions = sdk.SessionsApi(api)
    sessions.send_code(models.CodeRequest(email=email))
    tokens = sessions.create_session(models.SessionCreate(email=email, code=code_for(email), device_name="Python"))
    api.configuration.access_token = tokens.access_token
    return tokens.token_type


def introduce() -> str:
    account = sdk.MeApi(api)
    before = account.get_me_with_http_info()
    patch = models.UserPatch(display_name="Inès", birth_year=2000)
    return account.patch_me(patch, if_match=before.headers["etag"]).display_name


def capture(media_id: UUID, experience_id: UUID, journal_id: UUID) -> list[int]:
    """Send what was written without a network, in one batch; then the photo."""
    medium = models.SyncDataMedia(
        kind="photo", content_type="image/jpeg", size=len(photo), sha256=hashlib.sha256(photo).hexdigest(), alt="Un mur"
    )
    moment = models.SyncDataExperience(title="Mon premier mur droit", context="work", media=[media_id])
    blocks = [
        models.TextBlock(kind="text", text="Du froid, et des murs droits."),
        models.ExperienceBlock(kind="experience", experience_id=experience_id),
    ]
    journal = models.SyncDataJournal(title="Mon stage", blocks=[models.Block(block) for block in blocks])
    operations = [
        models.SyncOperationMedia(op="put", type="media", id=media_id, data=medium),
        models.SyncOperationExperience(op="put", type="experience", id=experience_id, data=moment),
        models.SyncOperationJournal(op="put", type="journal", id=journal_id, data=journal),
    ]
    batch = models.SyncBatch(operations=[models.SyncOperation(operation) for operation in operations])
    results = sdk.SyncApi(api).apply_operations(batch).results
    return [result.actual_instance.status for result in results]


def upload(media_id: UUID) -> str:
    media = sdk.MediaApi(api)
    state = media.put_medium_content(media_id, photo).state
    for _ in range(400):
        if state == "ready":
            break
        time.sleep(0.05)
        state = media.get_medium(media_id).state
    return state


def publish(journal_id: UUID) -> dict[str, object]:
    story = sdk.JournalsApi(api).publish_journal(journal_id)
    target, audience = models.GrantTarget(type="story", id=story.id), models.GrantAudience(type="link")
    grant = sdk.GrantsApi(api).create_grant(models.GrantWrite(target=target, audience=audience, purpose="personal"))
    reader = sdk.LinksApi(sdk.ApiClient(sdk.Configuration(host=server)))
    page = reader.get_link(grant.url.rpartition("/")[2]).actual_instance
    return {"kind": page.kind, "blocks": [block.actual_instance.kind for block in page.content.blocks]}


def join() -> str:
    membership = models.MembershipPut(invitation=invitation)
    return sdk.CommunitiesApi(api).put_own_membership(community_id, membership).state


def answer(experience_id: UUID) -> str:
    missions, items = sdk.MissionsApi(api), []
    while not items:
        items = missions.list_missions(state="to_do").items
    return missions.put_response(items[0].id, models.ResponseWrite(experience_id=experience_id)).state


def synchronise() -> list[str]:
    changes, cursor, more = [], None, True
    while more:
        page = sdk.SyncApi(api).list_changes(limit=2, cursor=cursor)
        changes += page.changes
        cursor, more = page.next_cursor, page.has_more
    return sorted({change.actual_instance.type for change in changes})


def compose() -> list[str]:
    portraits, portrait_id = sdk.PortraitsApi(api), uuid7()
    portraits.put_portrait(portrait_id, models.PortraitWrite(name="Stage", headline="Apprentie maçonne"))
    return [section.actual_instance.kind for section in portraits.get_draft(portrait_id).content.sections]


ids = media_id, experience_id, journal_id = uuid7(), uuid7(), uuid7()
print(
    json.dumps(
        {
            "session": sign_in(f"python-{uuid7()}@example.org"),
            "name": introduce(),
            "membership": join(),
            "batch": capture(*ids),
            "photo": upload(media_id),
            "link": publish(journal_id),
            "response": answer(experience_id),
            "changes": synchronise(),
            "portrait": compose(),
        }
    )
)
