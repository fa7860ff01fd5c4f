"""The journal: moments, media, notebooks, stories, portraits."""

from collections.abc import Mapping
from uuid import UUID

from app.core.ids import uuid7
from tests.access.lines import BELONGING, EVERYBODY, MEMBERS, OWNER, SIGNED_IN, WITH, Cell, Line
from tests.access.settlement import canary
from tests.support.people import BARE
from tests.support.uploads import OCTETS, TUS, bytes_of, declared, metadata

FILE = bytes_of(4_000)
DECLARATION = declared(FILE, "document", "application/pdf")
CUE = {"start": 0.0, "end": 2.0, "text": canary("photo")}
GRANT_READERS = (*OWNER, *WITH, *MEMBERS)  # of what the community was given, and a counsellor
MEDIA_READERS = ("owner", "link_holder", "counsellor_with", *MEMBERS)


def _of_hers(cell: Cell) -> str:
    return f"user_id={cell.settlement.ids['owner']}"


def _cites(cell: Cell) -> object:
    return {"experience_id": cell.settlement.ids["experience"]}


def _itself(cell: Cell) -> object:
    return {"media_id": cell.settlement.ids["media"]}


async def _recorded(cell: Cell) -> None:
    """It was a recording."""
    await cell.run("update media set kind = 'audio' where id = $1", UUID(cell.settlement.ids["media"]))


LINES: Mapping[str, Line] = {
    "list_experiences": Line(SIGNED_IN, sees=OWNER),
    "list_experiences:of a person": Line((*OWNER, *WITH), sees=(*OWNER, *WITH), query=_of_hers),
    "list_experience_cards": Line(SIGNED_IN, sees=OWNER),
    "create_experience": Line(SIGNED_IN, body=BARE),
    "get_calendar": Line(SIGNED_IN, query="from=2026-03-01&to=2026-03-31"),
    "list_experiences_on_this_day": Line(SIGNED_IN),
    "get_experience": Line((*OWNER, *WITH), sees=(*OWNER, *WITH)),
    "put_experience": Line(OWNER, sees=OWNER, body=BARE | {"title": canary("experience")}),
    "patch_experience": Line(OWNER, sees=OWNER, body={"feeling": 3}),
    "delete_experience": Line(OWNER),
    "restore_experience": Line(OWNER, sees=OWNER, at={"experience_id": "trashed"}),
    "list_skill_suggestions": Line(OWNER),
    "list_media": Line(SIGNED_IN, sees=OWNER),
    "get_creation_capabilities": Line(EVERYBODY),
    "create_upload": Line(SIGNED_IN, headers=metadata(filetype="image/jpeg") | {"upload-length": "9"}),
    "get_medium": Line(OWNER, sees=OWNER),
    "put_medium": Line(OWNER, at={"media_id": "upload"}, body=DECLARATION),
    "patch_medium": Line(OWNER, sees=OWNER, body={"caption": canary("photo")}),
    "put_medium_blur": Line(OWNER, sees=OWNER, body={"rectangles": [{"left": 0, "top": 0, "right": 1, "bottom": 1}]}),
    "get_transcription": Line(OWNER, sees=OWNER),
    "put_transcription": Line(OWNER, sees=OWNER, body={"language": "fr", "cues": [CUE]}, before=_recorded),
    "delete_transcription": Line(OWNER),
    "get_captions": Line(OWNER, sees=OWNER),
    "delete_medium": Line(OWNER, at={"media_id": "upload"}),
    "put_medium_content": Line(
        OWNER, at={"media_id": "upload"}, body=FILE, headers={"content-type": "application/pdf"}
    ),
    "get_original": Line(OWNER, sees=OWNER),
    "put_original": Line(OWNER, sees=OWNER, body=_itself),
    "get_variant": Line((*OWNER, *WITH), sees=(*OWNER, *WITH)),
    "get_variant:of a story": Line(MEDIA_READERS, sees=MEDIA_READERS, at={"media_id": "story_media"}),
    "get_variant:of a portrait": Line(
        ("owner", "link_holder", *WITH), sees=("owner", "link_holder", *WITH), at={"media_id": "portrait_media"}
    ),
    "head_variant": Line((*OWNER, *WITH)),
    "get_upload_capabilities": Line(EVERYBODY, at={"media_id": "upload"}),
    "get_upload_progress": Line(OWNER, at={"media_id": "upload"}, headers=TUS),
    "append_to_upload": Line(OWNER, at={"media_id": "upload"}, body=FILE[:9], headers=OCTETS | {"upload-offset": "0"}),
    "terminate_upload": Line(OWNER, at={"media_id": "upload"}, headers=TUS),
    "override_upload_method": Line(
        OWNER,
        at={"media_id": "upload"},
        body=FILE[:9],
        headers=OCTETS | {"upload-offset": "0", "x-http-method-override": "PATCH"},
    ),
    "list_journals": Line(SIGNED_IN, sees=OWNER),
    "create_journal": Line(SIGNED_IN, body={"title": "Carnet"}),
    "get_journal": Line(OWNER, sees=OWNER),
    "put_journal": Line(OWNER, sees=OWNER, body={"title": canary("journal")}),
    "patch_journal": Line(OWNER, sees=OWNER, body={"summary": "Deux semaines."}),
    "delete_journal": Line(OWNER),
    "add_block": Line(OWNER, sees=OWNER, at={"journal_id": "published"}, body=_cites),
    "get_readiness": Line(OWNER),
    "publish_journal": Line(OWNER, sees=OWNER),
    "withdraw_journal": Line(OWNER, at={"journal_id": "published"}),
    "list_stories": Line(SIGNED_IN, sees=OWNER),
    "list_stories:granted": Line(SIGNED_IN, sees=(*WITH, *MEMBERS), query="scope=granted"),
    "get_story": Line(GRANT_READERS, sees=GRANT_READERS),
    "get_edition": Line(GRANT_READERS, sees=GRANT_READERS),
    "list_portraits": Line(SIGNED_IN, sees=OWNER),
    "list_portraits:granted": Line(SIGNED_IN, sees=WITH, query="scope=granted"),
    "get_portrait": Line((*OWNER, *WITH), sees=(*OWNER, *WITH)),
    "put_portrait": Line(OWNER, sees=OWNER, body={"headline": canary("portrait")}),
    "patch_portrait": Line(OWNER, sees=OWNER, body={"show_photo": False}),
    "delete_portrait": Line(OWNER),
    "get_draft": Line(OWNER, sees=OWNER),
    "publish_portrait": Line(OWNER, sees=OWNER),
    "withdraw_portrait": Line(OWNER),
    "get_portrait_edition": Line((*OWNER, *WITH), sees=(*OWNER, *WITH)),
    "get_portrait_edition_as": Line((*OWNER, *WITH), sees=(*OWNER, *WITH)),
    "list_feed": Line(SIGNED_IN, sees=BELONGING, tells=BELONGING),
    "list_feed:of a community": Line(
        BELONGING,
        sees=BELONGING,
        tells=BELONGING,
        query=lambda cell: f"community_id={cell.settlement.ids['community']}",
    ),
    "list_community_feed": Line(BELONGING, sees=BELONGING, tells=BELONGING),
    "list_talents": Line(SIGNED_IN, sees=OWNER),
    "list_talents:of a person": Line((*OWNER, *WITH), sees=(*OWNER, *WITH), query=_of_hers),
    "get_talent_tree": Line(SIGNED_IN),
    "get_talent": Line(OWNER, sees=OWNER),
    "put_talent": Line(SIGNED_IN, sees=OWNER, body={"level": 2, "stance": "has"}),
    "delete_talent": Line(OWNER),
    "list_frameworks": Line(SIGNED_IN, tells=BELONGING),
    "get_framework": Line(SIGNED_IN),
    "list_skills": Line(SIGNED_IN, query="q=mur"),
    "get_skill": Line(SIGNED_IN),
    "list_endorsements": Line(SIGNED_IN, sees=OWNER),
    "patch_endorsement": Line(OWNER, sees=OWNER, body={"hidden": True}),
    "withdraw_endorsement": Line(OWNER),
    "get_credential": Line(OWNER),
    "get_credential_picture": Line(OWNER, at={"form": "svg"}),
    "withdraw_endorsement:not answered": Line(OWNER, at={"endorsement_id": "endorsement_request"}),
    "ask_endorsement": Line(OWNER, body=lambda _: {"email": f"karim-{uuid7()}@example.org", "name": "Karim"}),
}
