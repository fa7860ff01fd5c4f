"""Who sends the bodies that name what is not theirs, and what is right about these but for that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.ids import uuid7
from tests.access.lines import Cell
from tests.access.references import (
    ANSWER,
    AVATAR,
    BALLOT,
    BETTER,
    CARRIER,
    CITES,
    COMMENT,
    EVIDENCE,
    EXPERIENCE,
    FLAG,
    GRANT,
    JOURNAL,
    MERGE,
    MISSION,
    MOMENT,
    NAMED_MISSION,
    OTHER_MISSION,
    PAPER,
    PARENT,
    PICTURES,
    PORTRAIT,
    PROGRAMME,
    PROPOSAL,
    QUOTES,
    RENEWAL,
    REPORT,
    ROOM,
    RULES,
    SCENE,
    SKILL,
    STRUCTURE,
    SURVEY,
    TARGETS,
    UP_TO,
    VOTE,
    Body,
    Names,
    in_batch,
)
from tests.support.counsellors import wish
from tests.support.people import BARE
from tests.support.talents import skill
from tests.support.uploads import declared

Own = dict[str, str]
ASKER = "counsellor_revoked"
NEWS = {"title": "Le forum", "text": "À 9 h."}
NOTEBOOK, CLAIM, LINK = {"title": "Carnet"}, {"level": 2, "stance": "has"}, {"type": "link"}
GROUP, DRAFT_MISSION = {"kind": "cohort", "name": "Promo"}, {"community_id": "{community}", "title": "Une photo"}

OWN_IDEA = {**OTHER_MISSION, **CITES}
PAPER_VOTES = {
    "people": 1,
    "present": 9,
    "counts": [{"proposal_id": "{plain}", "points": 1}],
    "counted_by": ["{first}", "{second}"],
}
PLANNED_ROOM = {"community_id": "{community}"}
PLANNED_PROGRAMME = PLANNED_ROOM | {"title": "Hack", "starts_on": "2026-05-01"}
WRITTEN_REPORT = {"community_id": "{community}", "title": "Bilan", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}


@dataclass(frozen=True)
class Sent:
    """What is in braces, in the path or the body, is something of the sender's, who made it before."""

    method: str
    path: str
    names: Names
    body: Body
    caller: str = "other"
    kind: str = ""  # of what a batch changes
    needs: tuple[str, ...] = ()


async def _story(cell: Cell, own: Own) -> None:
    own["portrait"] = cell.settlement.ids["other_portrait"]


async def _reader(cell: Cell, own: Own) -> None:
    own["reader"] = str(cell.settlement.people["manager"].id)


async def _code(cell: Cell, own: Own) -> None:
    own["code"] = (await cell.does("peer", "POST", "/v1/me/codes"))["code"]


async def _request(cell: Cell, own: Own) -> None:
    code = (await cell.does("other", "POST", "/v1/me/codes"))["code"]
    wishes = wish(cell.settlement.watch, "story", "portrait", "experiences") | {"code": code}
    own["request"] = (await cell.does(ASKER, "POST", "/v1/grant-requests", wishes))["id"]


def _put(name: str, path: str, body: Body) -> Callable[[Cell, Own], Any]:
    async def make(cell: Cell, own: Own) -> None:
        own[name] = str(uuid7())
        await cell.does("other", "PUT", path.format(own[name]), filled(body, own))

    return make


async def _talent(cell: Cell, own: Own) -> None:
    own["talent"] = skill("LEARN.2")
    await cell.does("other", "PUT", f"/v1/talents/{own['talent']}", CLAIM)


async def _medium(cell: Cell, own: Own) -> None:
    own["medium"] = str(uuid7())
    await cell.does("other", "PUT", f"/v1/media/{own['medium']}", declared(b"bytes"))


async def _in_committee(cell: Cell, own: Own) -> None:
    own["committee"] = str(uuid7())
    await cell.does("other", "PUT", f"/v1/communities/{own['committee']}", {"kind": "committee", "name": "Comité"})


async def _group_mission(cell: Cell, own: Own) -> None:
    own["group_mission"] = cell.settlement.ids["mission"]


async def _group_ideas(cell: Cell, own: Own) -> None:
    own["ideas"], own["idea"] = cell.settlement.ids["proposal_mission"], cell.settlement.ids["proposal"]
    own["plain"] = cell.settlement.ids["plain_idea"]
    own["vote"] = cell.settlement.ids["live_vote"]
    own["first"], own["second"] = (str(cell.settlement.people[name].id) for name in ("peer", "facilitator"))
    grown = "update users set created_at = created_at - interval '8 days' where id = any($1::uuid[])"
    await cell.run(grown, [own["first"], own["second"]])
    own["draft"] = str(uuid7())
    draft = {"mission_id": own["ideas"], "title": "Un stage", "draft": True}
    await cell.does("peer", "PUT", f"/v1/proposals/{own['draft']}", draft)


MAKE: Mapping[str, Callable[[Cell, Own], Any]] = {
    "experience": _put("experience", "/v1/experiences/{}", BARE),
    "journal": _put("journal", "/v1/journals/{}", NOTEBOOK),
    "drawn": _put("drawn", "/v1/portraits/{}", {}),
    "community": _put("community", "/v1/communities/{}", GROUP),
    "mission": _put("mission", "/v1/missions/{}", DRAFT_MISSION),
    "report": _put("report", "/v1/reports/{}", WRITTEN_REPORT),
    "room": _put("room", "/v1/rooms/{}", PLANNED_ROOM),
    "programme": _put("programme", "/v1/programmes/{}", PLANNED_PROGRAMME),
    "portrait": _story,
    "reader": _reader,
    "code": _code,
    "request": _request,
    "talent": _talent,
    "medium": _medium,
    "group_mission": _group_mission,
    "committee": _in_committee,
    "ideas": _group_ideas,
}


def filled(body: Any, own: Own) -> Any:
    match body:
        case dict():
            return {name: filled(value, own) for name, value in body.items()}
        case list():
            return [filled(value, own) for value in body]
        case str() if body.startswith("{"):
            return own[body[1:-1]]
        case _:
            return body


READER = {"type": "user", "id": "{reader}"}
_PORTRAIT_GRANT = {"target": {"type": "portrait", "id": "{portrait}"}, "audience": LINK, "purpose": "personal"}
_WISH = {"purpose": "guidance", "targets": [{"type": "stories"}], "ends_at": "2026-05-01T00:00:00.000Z"}
_QUOTES = {
    "report_id": "{report}",
    "targets": [{"type": "response", "id": str(uuid7()), "excerpt": "Mon mur"}],
    "purpose": "publication",
    "attribution": "nobody",
    "reach": "team",
    "ends_at": "2026-05-01T00:00:00.000Z",
}
_ACCEPTANCE = {"targets": [{"type": "stories"}], "rights": ["view"], "ends_at": "2026-05-01T00:00:00.000Z"}
BODIES: Mapping[str, tuple[Sent, ...]] = {
    "create_experience": (Sent("POST", "/v1/experiences", EXPERIENCE, BARE),),
    "put_experience": (Sent("PUT", "/v1/experiences/{new}", EXPERIENCE, BARE),),
    "patch_experience": (Sent("PATCH", "/v1/experiences/{experience}", EXPERIENCE, {}, needs=("experience",)),),
    "patch_me": (Sent("PATCH", "/v1/me", AVATAR, {}),),
    "put_original": (Sent("PUT", "/v1/media/{medium}/original", BETTER, {}, needs=("medium",)),),
    "create_journal": (Sent("POST", "/v1/journals", JOURNAL, NOTEBOOK),),
    "put_journal": (Sent("PUT", "/v1/journals/{new}", JOURNAL, NOTEBOOK),),
    "patch_journal": (Sent("PATCH", "/v1/journals/{journal}", JOURNAL, {}, needs=("journal",)),),
    "add_block": (Sent("POST", "/v1/journals/{journal}/blocks", ANSWER, {}, needs=("journal",)),),
    "put_portrait": (Sent("PUT", "/v1/portraits/{new}", PORTRAIT, {}),),
    "patch_portrait": (Sent("PATCH", "/v1/portraits/{drawn}", PORTRAIT, {}, needs=("drawn",)),),
    "create_grant": (
        Sent("POST", "/v1/grants", GRANT, _PORTRAIT_GRANT, needs=("portrait",)),
        Sent("POST", "/v1/grants", MOMENT, _PORTRAIT_GRANT | {"audience": READER}, needs=("portrait", "reader")),
    ),
    "put_report": (Sent("PUT", "/v1/reports/{new}", REPORT, WRITTEN_REPORT, needs=("community",)),),
    "patch_report": (Sent("PATCH", "/v1/reports/{report}", REPORT, {}, needs=("community", "report")),),
    "put_mission": (
        Sent("PUT", "/v1/missions/{new}", MISSION, DRAFT_MISSION, needs=("community",)),
        Sent("PUT", "/v1/missions/{new}", BALLOT, DRAFT_MISSION | {"kind": "ballot"}, needs=("community",)),
        Sent("PUT", "/v1/missions/{new}", SURVEY, DRAFT_MISSION | {"kind": "survey"}, needs=("community",)),
    ),
    "patch_mission": (
        Sent("PATCH", "/v1/missions/{mission}", MISSION, {}, needs=("community", "mission")),
        Sent("PATCH", "/v1/missions/{mission}", BALLOT, {"kind": "ballot"}, needs=("community", "mission")),
        Sent("PATCH", "/v1/missions/{mission}", SURVEY, {"kind": "survey"}, needs=("community", "mission")),
    ),
    "create_information": (
        Sent("POST", "/v1/communities/{community}/informations", PICTURES, NEWS, needs=("community",)),
    ),
    "put_room": (Sent("PUT", "/v1/rooms/{new}", ROOM, PLANNED_ROOM, needs=("community",)),),
    "patch_room": (Sent("PATCH", "/v1/rooms/{room}", ROOM, {}, needs=("community", "room")),),
    "put_programme": (Sent("PUT", "/v1/programmes/{new}", PROGRAMME, PLANNED_PROGRAMME, needs=("community",)),),
    "patch_programme": (Sent("PATCH", "/v1/programmes/{programme}", PROGRAMME, {}, needs=("community", "programme")),),
    "put_scene": (Sent("PUT", "/v1/rooms/{room}/scene", SCENE, {}, needs=("community", "room")),),
    "put_proposal": (
        Sent("PUT", "/v1/proposals/{new}", PROPOSAL, {"title": "Un stage"}),
        Sent(
            "PUT",
            "/v1/proposals/{new}",
            CITES,
            {"title": "Un stage", "mission_id": "{ideas}"},
            "peer",
            needs=("ideas",),
        ),
    ),
    "patch_proposal": (Sent("PATCH", "/v1/proposals/{draft}", OWN_IDEA, {}, "peer", needs=("ideas",)),),
    "review_proposal": (Sent("PUT", "/v1/proposals/{idea}/review", MERGE, {}, "manager", needs=("ideas",)),),
    "select_proposal": (Sent("PUT", "/v1/proposals/{idea}/selection", CARRIER, {}, "manager", needs=("ideas",)),),
    "put_response": (
        Sent("PUT", "/v1/missions/{group_mission}/response", ANSWER, {}, "peer", needs=("group_mission",)),
        Sent("PUT", "/v1/missions/{vote}/response", VOTE, {}, "peer", needs=("ideas",)),
    ),
    "add_paper_count": (
        Sent("POST", "/v1/missions/{vote}/paper-counts", PAPER, PAPER_VOTES, "manager", needs=("ideas",)),
    ),
    "read_notifications": (Sent("PUT", "/v1/notifications/read", UP_TO, {}),),
    "put_notification_preferences": (Sent("PUT", "/v1/notifications/preferences", RULES, {}),),
    "create_exchange": (
        Sent("POST", "/v1/communities/{community}/exchanges", SKILL, {"message": "Bonjour"}, needs=("community",)),
    ),
    "create_community": (Sent("POST", "/v1/communities", PARENT, GROUP),),
    "put_community": (Sent("PUT", "/v1/communities/{new}", PARENT, GROUP),),
    "patch_community": (Sent("PATCH", "/v1/communities/{community}", PARENT, {}, needs=("community",)),),
    "patch_own_membership": (
        Sent("PATCH", "/v1/communities/{committee}/membership", STRUCTURE, {}, needs=("committee",)),
    ),
    "create_grant_request": (
        Sent("POST", "/v1/grant-requests", TARGETS, _WISH | {"code": "{code}"}, ASKER, needs=("code",)),
        Sent("POST", "/v1/grant-requests", RENEWAL, _WISH, ASKER),
        Sent("POST", "/v1/grant-requests", QUOTES, _QUOTES, needs=("community", "report")),
    ),
    "accept_grant_request": (
        Sent("PUT", "/v1/grant-requests/{request}/acceptance", TARGETS, _ACCEPTANCE, needs=("request",)),
    ),
    "create_comment": (Sent("POST", "/v1/comments", COMMENT, {"text": "Bravo !"}),),
    "put_talent": (Sent("PUT", "/v1/talents/{talent}", EVIDENCE, CLAIM | {"level": 3}, needs=("talent",)),),
    "ask_endorsement": (
        Sent(
            "POST",
            "/v1/talents/{talent}/endorsement-requests",
            EVIDENCE,
            {"email": "karim@example.org", "name": "Karim"},
            needs=("talent",),
        ),
    ),
    "create_flag": (Sent("POST", "/v1/flags", FLAG, {"reason": "other"}),),
    "apply_operations": (
        Sent("POST", "/v1/sync", in_batch(EXPERIENCE), BARE, kind="experience"),
        Sent("POST", "/v1/sync", in_batch(JOURNAL), NOTEBOOK, kind="journal"),
        Sent("POST", "/v1/sync", in_batch(PORTRAIT), {}, kind="portrait"),
        Sent("POST", "/v1/sync", in_batch(EVIDENCE), CLAIM, kind="talent"),
        Sent("POST", "/v1/sync", in_batch(ANSWER), {}, "peer", kind="response", needs=("group_mission",)),
        Sent("POST", "/v1/sync", in_batch(NAMED_MISSION), {"reason": "Je pars."}, kind="response"),
        Sent(
            "POST",
            "/v1/sync",
            in_batch(CITES),
            {"title": "Un stage", "mission_id": "{ideas}"},
            "peer",
            kind="proposal",
            needs=("ideas",),
        ),
        Sent("POST", "/v1/sync", in_batch(COMMENT), {"text": "Bravo !"}, kind="comment"),
        Sent("POST", "/v1/sync", in_batch(UP_TO), {}, kind="reading"),
        Sent("POST", "/v1/sync", in_batch(STRUCTURE), {}, "peer", kind="membership"),
    ),
}
AT_READING = "asked at each reading: an id of what was not given shows nothing"
KEPT = "kept as it is, and told to nobody else: an id of nobody's refuses nothing"
OF_MEMBERS = "who is no member is refused like nobody (test_report_mails)"
OF_WALLS = "a filter of what the room shows already: an unknown id shows nothing"
OF_SURVEYS = "its results are added for who may read them: an unknown one adds none"
_MOMENTS = ("create_experience", "put_experience", "patch_experience")
# What is no reference to somebody's.
EXCEPTIONS: Mapping[tuple[str, str], str] = {
    ("put_page_story", "/mission_id"): "it is one of that community, or none",
    **{(name, "/sections/*/quotes/*"): AT_READING for name in ("put_report", "patch_report")},
    **{(name, "/sections/*/stories/*"): AT_READING for name in ("put_report", "patch_report")},
    **{(name, "/survey/before"): OF_SURVEYS for name in ("put_mission", "patch_mission")},
    ("put_scene", "/shown/only/*"): OF_WALLS,
    **{(name, "/refused_skills/*"): KEPT for name in (*_MOMENTS, "patch_me")},
    ("apply_operations", "/operations/*/data/refused_skills/*"): KEPT,
    ("deliver_grant", "/members/*"): OF_MEMBERS,
    ("apply_operations", "/operations/*/id"): "names what is changed, as a path does: it has its line in the matrix",
}
