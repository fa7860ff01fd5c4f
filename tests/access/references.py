"""Every id that a body may name, and where somebody else's is put in its place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.access.lines import METHODS

Body = dict[str, Any]


def fields(document: dict[str, Any]) -> set[tuple[str, str]]:
    """Of each operation, the pointers to the ids in what comes in."""
    found = set()
    for item in document["paths"].values():
        for operation in (item[method] for method in METHODS & item.keys()):
            for media in operation.get("requestBody", {}).get("content", {}).values():
                pointers = _ids(document, media["schema"], "", frozenset())
                found |= {(operation["operationId"], pointer) for pointer in pointers}
    return found


def _ids(document: dict[str, Any], schema: dict[str, Any], at: str, seen: frozenset[str]) -> Iterator[str]:
    if reference := schema.get("$ref"):
        if reference not in seen:
            inner = document["components"]["schemas"][reference.rpartition("/")[2]]
            yield from _ids(document, inner, at, seen | {reference})
        return
    if schema.get("format") == "uuid":
        yield at
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _ids(document, one, at, seen)
    for name, one in schema.get("properties", {}).items():
        yield from _ids(document, one, f"{at}/{name}", seen)
    if isinstance(schema.get("items"), dict):
        yield from _ids(document, schema["items"], f"{at}/*", seen)


@dataclass(frozen=True)
class Named:
    """Her `noun`, in a body."""

    noun: str
    put: Callable[[str], Body]


def _at(pointer: str, noun: str, **beside: object) -> Named:
    """At the end of the pointer; what has to stand beside it, too."""
    return Named(noun, partial(_nested, pointer.strip("/").split("/"), beside))


def _nested(steps: list[str], beside: Body, one: str) -> Any:
    if not steps:
        return one
    step, *rest = steps
    inner = _nested(rest, beside, one)
    if step == "*":
        return [inner]
    return {step: inner} | (beside if set(rest) <= {"*"} else {})


_KINDS = {"work": "experience", "stories": "story", "talents": "skill"}
_SHOWN = ("story", "portrait", "experience")
Names = Mapping[str, tuple[Named, ...]]
EXPERIENCE: Names = {"/media/*": (_at("/media/*", "media"),)}
JOURNAL: Names = {
    "/blocks/*/experience_id": (_at("/blocks/*/experience_id", "experience", kind="experience"),),
    "/blocks/*/media_id": (_at("/blocks/*/media_id", "media", kind="media"),),
    "/cover_media_id": (_at("/cover_media_id", "media"),),
}
PORTRAIT: Names = {
    "/pinned_stories/*": (_at("/pinned_stories/*", "story"),),
    "/pinned_talents/*": (_at("/pinned_talents/*", "skill"),),
    "/sections/*/only/*": tuple(_at("/sections/*/only/*", noun, kind=kind) for kind, noun in _KINDS.items()),
    "/sections/*/left_out/*": tuple(_at("/sections/*/left_out/*", noun, kind=kind) for kind, noun in _KINDS.items()),
}
MISSION: Names = {
    "/community_id": (_at("/community_id", "community"),),
    "/media/*": (_at("/media/*", "media"),),
    "/audience/users/*": (_at("/audience/users/*", "owner", type="users"),),
    "/audience/mission_id": (_at("/audience/mission_id", "mission", type="not_answered"),),
}
EVIDENCE: Names = {"/evidence/*": (_at("/evidence/*", "experience"),)}
ANSWER: Names = {"/experience_id": (_at("/experience_id", "experience"),)}
MOMENT: Names = {"/target/id": (_at("/target/id", "experience", type="experience"),)}
GRANT: Names = {
    "/target/id": tuple(_at("/target/id", noun, type=noun) for noun in ("story", "portrait")),
    "/audience/id": (_at("/audience/id", "community", type="community"),),
}
TARGETS: Names = {"/targets/*/id": tuple(_at("/targets/*/id", noun, type=noun) for noun in _SHOWN)}
COMMENT: Names = {
    "/target/id": tuple(_at("/target/id", noun, type=noun) for noun in _SHOWN),
    "/target/person": tuple(_at("/target/person", "owner", type=kind) for kind in ("talents", "experiences")),
}
_FLAGGED = ("story", "portrait", "response", "comment", "community")
FLAG: Names = {"/target/id": tuple(_at("/target/id", noun, type=noun) for noun in _FLAGGED)}
AVATAR: Names = {"/avatar_media_id": (_at("/avatar_media_id", "media"),)}
PARENT: Names = {"/parent_id": (_at("/parent_id", "community"),)}
UP_TO: Names = {"/up_to": (_at("/up_to", "notification"),)}
RULES: Names = {"/rules/*/community_id": (_at("/rules/*/community_id", "community", in_app=False),)}
RENEWED: Names = {"/renews": (_at("/renews", "counsellor_with story"),)}
BATCH = "/operations/*/data"


def in_batch(names: Names) -> Names:
    return {f"{BATCH}{pointer}": named for pointer, named in names.items()}
