"""The places that the content of an edition keeps for awaited media. A place is a medium without variants.

The content is that of a story or a portrait, as `json.loads` returns it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from app.models.media import Media
from app.services.stories.stories import MEDIA_PREFIX

Content = dict[str, Any]
Medium = dict[str, Any]
FACTS = ("thumbhash", "width", "height", "duration")


def fill(content: Content, media: Mapping[str, Media]) -> None:
    """Set the facts and variants of media that are ready. `media`: by the id of the copy."""
    for place in _media_in(content):
        if place["id"] in media and not place["variants"]:
            medium = media[place["id"]]
            place |= {name: _number(getattr(medium, name)) for name in FACTS}
            place["variants"] = [_variant(place["id"], variant) for variant in medium.variants]


def remove(content: Content, copy_ids: Collection[str]) -> Content:
    """Return the content without the places of those copies, nor the blocks that show nothing else."""
    return _without(content, lambda medium: medium["id"] in copy_ids)


def remove_all(content: Content) -> Content:
    """Return the content without any place."""
    return _without(content, lambda medium: not medium["variants"])


def _media_in(value: object) -> Iterator[Medium]:
    if isinstance(value, dict):
        if "variants" in value:
            yield value
        value = [*value.values()]
    if isinstance(value, list):
        for item in value:
            yield from _media_in(item)


def _without(value: Content, is_gone: Callable[[Medium], bool]) -> Content:
    def is_kept(item: object) -> bool:
        if not isinstance(item, dict):
            return True
        medium = item["media"] if item.get("kind") == "media" else item
        return "variants" not in medium or not is_gone(medium)

    def copied(item: object) -> object:
        if isinstance(item, dict):
            return _without(item, is_gone)
        return [copied(inner) for inner in item if is_kept(inner)] if isinstance(item, list) else item

    return {name: copied(item) if is_kept(item) else None for name, item in value.items()}


def _variant(copy_id: str, variant: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: variant[name] for name in ("name", "width", "height", "content_type")}
    return fields | {"url": f"{MEDIA_PREFIX}/{copy_id}/{variant['name']}"}


def _number(value: object) -> object:
    """PostgreSQL writes a whole number without a fraction."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
