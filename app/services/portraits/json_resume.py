"""A Portrait as JSON Resume 1.0 (jsonresume.org). What people lived has no employer’s name: the place stands for it."""

import json
from collections.abc import Mapping
from typing import Any

from app.core.uow import Runtime
from app.services.portraits.formats import Format, Frozen
from app.services.portraits.lines import (
    Line,
    label,
    level_of,
    moments,
    name_of,
    photo_of,
    recognised_by,
    said,
    stories,
    summary_of,
    taken_as,
    talents,
    without_none,
)

MEDIA_TYPE = "application/vnd.jsonresume+json"
SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"


def resume(frozen: Frozen) -> dict[str, Any]:
    parts = {
        "work": [_work(moment, "name") for moment in moments(frozen, "work", "immersion")],
        "volunteer": [_work(moment, "organization") for moment in moments(frozen, "volunteering")],
        "education": [_education(moment) for moment in moments(frozen, "training")],
        "skills": [_skill(talent, frozen) for talent in talents(frozen)],
        "projects": [_project(moment) for moment in moments(frozen, "event", "family", "other")],
        "publications": [_publication(story) for story in stories(frozen)],
        "interests": [{"name": moment.title} for moment in moments(frozen, "leisure")],
        "references": [reference for talent in talents(frozen) for reference in _references(talent, frozen)],
    }
    return {"$schema": SCHEMA, "basics": _basics(frozen), **without_none(parts), "meta": _meta(frozen)}


def _basics(frozen: Frozen) -> dict[str, Any]:
    person = frozen.content["person"]
    return without_none(
        {
            "name": name_of(frozen),
            "label": said(frozen.content["headline"], frozen.locale),
            "image": photo_of(frozen),
            "email": person["email"],
            "url": frozen.address,
            "summary": summary_of(frozen),
        }
    )


def _work(line: Line, whom: str) -> dict[str, Any]:
    return without_none({whom: line.place, "position": line.title} | _when(line) | _told(line))


def _education(line: Line) -> dict[str, Any]:
    return without_none({"institution": line.place, "area": line.title, "courses": line.learned} | _when(line))


def _project(line: Line) -> dict[str, Any]:
    named = {"name": line.title, "entity": line.place, "description": line.text, "highlights": line.learned}
    return without_none(named | _when(line))


def _skill(talent: Mapping[str, Any], frozen: Frozen) -> dict[str, Any]:
    return {
        "name": label(talent["skill"], frozen.locale),
        "level": level_of(talent, frozen.locale),
        "keywords": recognised_by(talent, frozen.locale),
    }


def _publication(story: Mapping[str, Any]) -> dict[str, Any]:
    named = {"name": story["title"], "releaseDate": story["published_at"][:10], "summary": story["summary"]}
    return without_none(named)


def _references(talent: Mapping[str, Any], frozen: Frozen) -> list[dict[str, str]]:
    skill = label(talent["skill"], frozen.locale)
    return [
        {"name": f"{recognition['name']}, {recognition['role']}", "reference": recognition["comment"] or skill}
        for recognition in talent["recognitions"]
    ]


def _when(line: Line) -> dict[str, Any]:
    return {"startDate": line.start, "endDate": line.end or line.start}


def _told(line: Line) -> dict[str, Any]:
    return {"summary": line.text, "highlights": line.learned}


def _meta(frozen: Frozen) -> dict[str, Any]:
    published = frozen.content["published_at"]
    return without_none(
        {
            "canonical": frozen.address,
            "version": f"v{frozen.edition}.0.0",
            "lastModified": published[:19] if published else None,
        }
    )


async def render(_: Runtime, frozen: Frozen) -> bytes:
    return json.dumps(resume(frozen), ensure_ascii=False, indent=2).encode()


JSON_RESUME = Format(MEDIA_TYPE, "jsonresume", render, headers=taken_as("resume.json"))
