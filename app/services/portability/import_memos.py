"""Reader of Memos' JSON: `{"memos": [{"name", "content", "createTime", "tags", …}]}`, as of its API, or the list."""

from typing import Any
from uuid import UUID

from app.models.imports import ImportSource
from app.schemas.experiences import ExperienceWrite
from app.services.portability.import_bundles import ROW_ERRORS, Bundle, ComingExperience, derive_id
from app.services.portability.import_words import instant, milliseconds, tags, words


def memos_in(content: object) -> list[dict[str, Any]]:
    """The memos in that JSON; empty for any other JSON."""
    items = content.get("memos") if isinstance(content, dict) else content
    memos = items if isinstance(items, list) else []
    return memos if all(isinstance(item, dict) and "content" in item for item in memos) else []


def read(memos: list[dict[str, Any]], owner: UUID) -> Bundle:
    bundle = Bundle(ImportSource.MEMOS)
    for memo in memos:
        try:
            bundle.experiences.append(_moment(memo, owner))
        except ROW_ERRORS:
            bundle.left_out["unreadable"] += 1
        elsewhere = memo.get("resources") or memo.get("attachments")
        bundle.left_out["attachment_elsewhere"] += len(elsewhere) if isinstance(elsewhere, list) else 0
    bundle.left_out = +bundle.left_out
    return bundle


def _moment(memo: dict[str, Any], owner: UUID) -> ComingExperience:
    lived_at = instant(memo.get("displayTime") or memo.get("createTime") or memo["createdTs"])
    key = str(memo.get("name") or memo.get("uid") or memo.get("id") or lived_at.isoformat())
    # Memos writes in UTC. Then the person's time zone decides which day it was.
    when = "lived_at" if lived_at.utcoffset() else "captured_at"
    fields = {"text": words(memo["content"]), when: lived_at, "tags": tags(memo.get("tags"))}
    return ComingExperience(
        derive_id(owner, f"memos {key}", milliseconds(lived_at)), ExperienceWrite.model_validate(fields)
    )
