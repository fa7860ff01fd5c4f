"""A Portrait as JSON Resume 1.0 (jsonresume.org)."""

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
    name_of,
    photo_of,
    recognised_by,
    stories,
    summary_of,
    talents,
    text_in,
    without_none,
)
from app.services.portraits.positions import Position, activities, positions
from app.services.shared.moment_texts import CONTEXTS

MEDIA_TYPE = "application/vnd.jsonresume+json"
PROJECTS = ("work", "immersion", "volunteering", "training", "event", "family", "other")
SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"


def resume(frozen: Frozen) -> dict[str, Any]:
    parts = {
        "work": [_work(position) for position in positions(frozen, "work", "immersion")],
        "volunteer": [_volunteer(position) for position in positions(frozen, "volunteering")],
        "education": [_education(position) for position in positions(frozen, "training")],
        "skills": [_skill(talent, frozen) for talent in talents(frozen)],
        "projects": [_project(line, frozen) for line in activities(frozen, *PROJECTS)],
        "publications": [_publication(story) for story in stories(frozen)],
        "interests": [
            *({"name": club.organisation, "keywords": club.names} for club in positions(frozen, "leisure")),
            *({"name": line.title} for line in activities(frozen, "leisure")),
        ],
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


def _work(position: Position) -> dict[str, Any]:
    return without_none({"name": position.organisation, "location": position.place} | _role(position))


def _volunteer(position: Position) -> dict[str, Any]:
    return without_none({"organization": position.organisation} | _role(position))


def _education(position: Position) -> dict[str, Any]:
    return {"institution": position.organisation, "courses": position.highlights} | _dates(position)


def _project(line: Line, frozen: Frozen) -> dict[str, Any]:
    fields = {
        "name": line.title,
        "entity": line.organisation,
        "type": line.context and CONTEXTS[line.context].in_(frozen.locale),
        "description": line.text,
        "highlights": line.highlights,
    }
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


def _role(position: Position) -> dict[str, Any]:
    fields = {"position": position.title, "summary": position.text, "highlights": position.highlights}
    return fields | _dates(position)


def _dates(item: Line | Position) -> dict[str, Any]:
    return {"startDate": item.start, "endDate": item.end or item.start}


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
