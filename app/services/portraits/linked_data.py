"""A Portrait as JSON-LD in the vocabulary of schema.org, for search engines and other programs."""

import json
from collections.abc import Mapping
from typing import Any

from app.core.i18n import Words
from app.core.uow import Runtime
from app.services.portraits.formats import Format, Frozen
from app.services.portraits.lines import (
    Line,
    label,
    level_of,
    moments,
    name_of,
    photo_of,
    stories,
    summary_of,
    talents,
    text_in,
    without_none,
)

KINDS = ("work", "immersion", "training", "volunteering", "leisure", "event", "family", "other")
ENDORSEMENT = Words("Talent reconnu")


def linked_data(frozen: Frozen) -> dict[str, Any]:
    page = {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "inLanguage": frozen.locale,
        "url": frozen.address,
        "version": str(frozen.edition),
        "dateModified": frozen.content["published_at"],
        "mainEntity": _person(frozen),
        "hasPart": [_story(story) for story in stories(frozen)],
    }
    return without_none(page)


def _person(frozen: Frozen) -> dict[str, Any]:
    return without_none(
        {
            "@type": "Person",
            "name": name_of(frozen),
            "description": text_in(frozen.content["headline"], frozen.locale),
            "disambiguatingDescription": summary_of(frozen),
            "email": frozen.content["person"]["email"],
            "image": photo_of(frozen),
            "knowsAbout": [_talent(talent, frozen) for talent in talents(frozen)],
            "hasCredential": [
                _recognition(talent, recognition, frozen)
                for talent in talents(frozen)
                for recognition in talent["recognitions"]
            ],
            "subjectOf": [_moment(moment) for moment in moments(frozen, *KINDS)],
        }
    )


def _talent(talent: Mapping[str, Any], frozen: Frozen) -> dict[str, Any]:
    skill = talent["skill"]
    return without_none(
        {
            "@type": "DefinedTerm",
            "name": label(skill, frozen.locale),
            "description": level_of(talent, frozen.locale),
            "termCode": skill["code"],
            "inDefinedTermSet": skill["framework"],
            "sameAs": skill["uri"],
        }
    )


def _recognition(talent: Mapping[str, Any], recognition: Mapping[str, Any], frozen: Frozen) -> dict[str, Any]:
    return without_none(
        {
            "@type": "EducationalOccupationalCredential",
            "name": label(talent["skill"], frozen.locale),
            "credentialCategory": ENDORSEMENT.in_(frozen.locale),
            "dateCreated": recognition["on"],
            "description": recognition["comment"],
            "author": {"@type": "Person", "name": recognition["name"], "jobTitle": recognition["role"]},
        }
    )


def _moment(line: Line) -> dict[str, Any]:
    return without_none(
        {
            "@type": "CreativeWork",
            "name": line.title,
            "genre": line.context,
            "temporalCoverage": f"{line.start}/{line.end}" if line.end else line.start,
            "contentLocation": {"@type": "Place", "name": line.place} if line.place else None,
            "sourceOrganization": ({"@type": "Organization", "name": line.organisation} if line.organisation else None),
            "text": line.text,
        }
    )


def _story(story: Mapping[str, Any]) -> dict[str, Any]:
    return without_none(
        {
            "@type": "Article",
            "headline": story["title"],
            "abstract": story["summary"],
            "inLanguage": story["language"],
            "datePublished": story["published_at"],
        }
    )


async def render(_: Runtime, frozen: Frozen) -> bytes:
    return json.dumps(linked_data(frozen), ensure_ascii=False, indent=2).encode()


LINKED_DATA = Format("application/ld+json", "jsonld", render)
