"""Every id that a body may name, and where somebody else's is put in its place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.access.lines import METHODS
from tests.support.talents import skill

Body = dict[str, Any]


def fields(document: dict[str, Any]) -> set[tuple[str, str]]:
    """Of each operation, the pointers to the ids in what comes in."""
    pairs = set()
    for item in document["paths"].values():
        for operation in (item[method] for method in METHODS & item.keys()):
            for media in operation.get("requestBody", {}).get("content", {}).values():
                pointers = _ids(document, media["schema"], "", frozenset())
                pairs |= {(operation["operationId"], pointer) for pointer in pointers}
    return pairs


def writable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that are not ignored when they come in."""
    return {name: part for name, part in schema.get("properties", {}).items() if not part.get("readOnly")}


def _ids(document: dict[str, Any], schema: dict[str, Any], at: str, references: frozenset[str]) -> Iterator[str]:
    if reference := schema.get("$ref"):
        if reference not in references:
            inner = document["components"]["schemas"][reference.rpartition("/")[2]]
            yield from _ids(document, inner, at, references | {reference})
        return
    if schema.get("format") == "uuid":
        yield at
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _ids(document, part, at, references)
    for name, part in writable(schema).items():
        yield from _ids(document, part, f"{at}/{name}", references)
    if isinstance(schema.get("items"), dict):
        yield from _ids(document, schema["items"], f"{at}/*", references)


@dataclass(frozen=True)
class Named:
    """Her `noun`, in a body."""

    noun: str
    put: Callable[[str], Body]


def _at(pointer: str, noun: str, **beside: object) -> Named:
    """At the end of the pointer; what has to stand beside it, too."""
    return Named(noun, partial(_nested, pointer.strip("/").split("/"), beside))


def _nested(steps: list[str], beside: Body, value: str) -> Any:
    if not steps:
        return value
    step, *rest = steps
    inner = _nested(rest, beside, value)
    if step == "*":
        return [inner]
    return {step: inner} | (beside if set(rest) <= {"*"} else {})


def _question(value: str) -> Body:
    question = {"code": "savoir", "text": "Ce que tu sais faire", "type": "skill", "skills": [value, skill("LEARN.2")]}
    return {"survey": {"questions": [question]}}


_KINDS = {"work": "experience", "stories": "story", "talents": "skill"}
_READABLE = ("story", "portrait", "experience")
Names = Mapping[str, tuple[Named, ...]]
SKILLS: Names = {"/skills/*": (_at("/skills/*", "community_skill"),)}
SKILL: Names = {"/skill_id": (_at("/skill_id", "community_skill"),)}
EXPERIENCE: Names = {"/media/*": (_at("/media/*", "media"),), **SKILLS}
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
    **SKILLS,
    "/audience/users/*": (_at("/audience/users/*", "owner", type="users"),),
    "/audience/mission_id": (_at("/audience/mission_id", "mission", type="not_answered"),),
    "/audience/room_id": (_at("/audience/room_id", "room", type="room"),),
    "/programme_id": (_at("/programme_id", "programme"),),
    "/opens_after/mission_id": (_at("/opens_after/mission_id", "survey", minutes=5),),
}
PROGRAMME: Names = {
    "/community_id": (_at("/community_id", "community"),),
    "/team/*": (_at("/team/*", "owner"),),
}
REPORT: Names = {
    "/community_id": (_at("/community_id", "community"),),
    "/programme_id": (_at("/programme_id", "programme"),),
}
PROPOSAL: Names = {"/mission_id": (_at("/mission_id", "proposal_mission"),)}
OTHER_MISSION: Names = {"/mission_id": (_at("/mission_id", "survey"),)}
CITES: Names = {
    "/cites/*/id": tuple(_at("/cites/*/id", noun, type=noun) for noun in ("experience", "response")),
}
VOTE: Names = {"/choices/*/proposal_id": (_at("/choices/*/proposal_id", "sent_proposal"),)}
PAPER: Names = {
    "/counts/*/proposal_id": (_at("/counts/*/proposal_id", "sent_proposal", points=1),),
    "/counted_by/*": (_at("/counted_by/*", "stranger"),),
}
BALLOT: Names = {"/ballot/of/*": (_at("/ballot/of/*", "proposal_mission"),)}
PICTURES: Names = {"/media/*": (_at("/media/*", "media"),)}
SURVEY: Names = {"/survey/questions/*/skills/*": (Named("community_skill", _question),)}
MERGE: Names = {"/into": (_at("/into", "draft_proposal", decision="merge"),)}
CARRIER: Names = {
    "/owner/user_id": (_at("/owner/user_id", "stranger"),),
    "/owner/structure_id": (_at("/owner/structure_id", "secret_community"),),
}
ROOM: Names = {
    "/community_id": (_at("/community_id", "community"),),
    "/missions/*": (_at("/missions/*", "survey"),),
    "/programme_id": (_at("/programme_id", "programme"),),
}
SCENE: Names = {"/mission_id": (_at("/mission_id", "survey", phase="ask"),)}
EVIDENCE: Names = {"/evidence/*": (_at("/evidence/*", "experience"),)}
ANSWER: Names = {"/experience_id": (_at("/experience_id", "experience"),)}
MOMENT: Names = {"/target/id": (_at("/target/id", "experience", type="experience"),)}
GRANT: Names = {
    "/target/id": tuple(_at("/target/id", noun, type=noun) for noun in ("story", "portrait", "report")),
    "/audience/id": (_at("/audience/id", "community", type="community"),),
}
TARGETS: Names = {"/targets/*/id": tuple(_at("/targets/*/id", noun, type=noun) for noun in _READABLE)}
COMMENT: Names = {
    "/target/id": tuple(_at("/target/id", noun, type=noun) for noun in _READABLE),
    "/target/user_id": tuple(_at("/target/user_id", "owner", type=kind) for kind in ("talents", "experiences")),
}
_REPORTABLE = ("story", "portrait", "response", "comment", "community", "proposal")
FLAG: Names = {"/target/id": tuple(_at("/target/id", noun, type=noun) for noun in _REPORTABLE)}
AVATAR: Names = {"/avatar_media_id": (_at("/avatar_media_id", "media"),)}
PARENT: Names = {"/parent_id": (_at("/parent_id", "community"),)}
STRUCTURE: Names = {"/on_behalf_of": (_at("/on_behalf_of", "community"),)}
UP_TO: Names = {"/up_to": (_at("/up_to", "notification"),)}
RULES: Names = {"/rules/*/community_id": (_at("/rules/*/community_id", "community", in_app=False),)}
QUOTES: Names = {
    "/targets/*/id": (_at("/targets/*/id", "response", type="response", excerpt="Mon mur"),),
    "/report_id": (_at("/report_id", "draft_report"),),
}
RENEWAL: Names = {"/renews": (_at("/renews", "counsellor_with story"),)}
BETTER: Names = {"/media_id": (_at("/media_id", "media"),)}
NAMED_MISSION: Names = {"/mission_id": (_at("/mission_id", "mission"),)}
BATCH = "/operations/*/data"


def in_batch(names: Names) -> Names:
    return {f"{BATCH}{pointer}": entries for pointer, entries in names.items()}
