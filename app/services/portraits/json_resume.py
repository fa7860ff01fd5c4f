"""A Portrait as JSON Resume 1.0 (jsonresume.org). A moment has no employer: its place stands for the employer."""

import json
from collections.abc import Mapping
from typing import Any

from app.core.uow import Runtime
from app.services.portraits.formats import Format, Frozen
from app.services.portraits.lines import (
    Line,
    attachment_headers,
    label,
    level_of,
    moments,
    name_of,
    photo_of,
    recognised_by,
    stories,
    summary_of,
    talents,
    text_in,
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
            "label": text_in(frozen.content["headline"], frozen.locale),
            "image": photo_of(frozen),
            "email": person["email"],
            "url": frozen.address,
            "summary": summary_of(frozen),
        }
    )


def _work(line: Line, organisation_key: str) -> dict[str, Any]:
    return without_none({organisation_key: line.place, "position": line.title} | _dates(line) | _details(line))


def _education(line: Line) -> dict[str, Any]:
    return without_none({"institution": line.place, "area": line.title, "courses": line.highlights} | _dates(line))


def _project(line: Line) -> dict[str, Any]:
    fields = {"name": line.title, "entity": line.place, "description": line.text, "highlights": line.highlights}
    return without_none(fields | _dates(line))


def _skill(talent: Mapping[str, Any], frozen: Frozen) -> dict[str, Any]:
    return {
        "name": label(talent["skill"], frozen.locale),
        "level": level_of(talent, frozen.locale),
        "keywords": recognised_by(talent, frozen.locale),
    }


def _publication(story: Mapping[str, Any]) -> dict[str, Any]:
    fields = {"name": story["title"], "releaseDate": story["published_at"][:10], "summary": story["summary"]}
    return without_none(fields)


def _references(talent: Mapping[str, Any], frozen: Frozen) -> list[dict[str, str]]:
    skill = label(talent["skill"], frozen.locale)
    return [
        {"name": f"{recognition['name']}, {recognition['role']}", "reference": recognition["comment"] or skill}
        for recognition in talent["recognitions"]
    ]


def _dates(line: Line) -> dict[str, Any]:
    return {"startDate": line.start, "endDate": line.end or line.start}


def _details(line: Line) -> dict[str, Any]:
    return {"summary": line.text, "highlights": line.highlights}


def _meta(frozen: Frozen) -> dict[str, Any]:
    published_at = frozen.content["published_at"]
    return without_none(
        {
            "canonical": frozen.address,
            "version": f"v{frozen.edition}.0.0",
            "lastModified": published_at[:19] if published_at else None,
        }
    )


async def render(_: Runtime, frozen: Frozen) -> bytes:
    return json.dumps(resume(frozen), ensure_ascii=False, indent=2).encode()


JSON_RESUME = Format(MEDIA_TYPE, "jsonresume", render, headers=attachment_headers("resume.json"))
