"""Links, grants, counsellors; communities and their missions; what is reported."""

from collections.abc import Mapping
from datetime import timedelta

from app.core.ids import uuid7
from tests.access.belongings import PASSCODE
from tests.access.lines import (
    BELONGING,
    EVERYBODY,
    MANAGER,
    NOBODY,
    OWNER,
    REFUSALS,
    SIGNED_IN,
    TEAM,
    WITH,
    Before,
    Cell,
    Line,
    claim_year,
)
from tests.access.settlement import canary, group
from tests.support.counsellors import agreed, wish
from tests.support.guardians import YOUNG
from tests.support.people import ADULT
from tests.support.talents import skill

RECIPIENTS = ("peer", "facilitator", "owner")  # the mission; the manager wrote it
ANSWER = ("manager", "owner")  # is shown to managers only
ASKING = ("counsellor_without",)
LINK = ("link_holder",)
FRAMEWORK = {"title": {"fr": "Métier"}, "edition": "1", "domains": []}
PROFESSIONALS = ("counsellor_without", "counsellor_with", "counsellor_expired", "counsellor_revoked", "owner")


def _agreed(cell: Cell) -> object:
    return agreed(cell.settlement.things["grant_request"])


def _story(cell: Cell) -> dict[str, object]:
    return {"type": "story", "id": cell.settlement.ids["story"]}


def _link(cell: Cell) -> object:
    return {"target": _story(cell), "audience": {"type": "link"}, "purpose": "personal"}


def _comment(cell: Cell) -> object:
    return {"target": _story(cell), "text": "Bravo !"}


def _flag(cell: Cell) -> object:
    return {"target": {"type": "response", "id": cell.settlement.ids["response"]}, "reason": "other"}


def _locked(cell: Cell) -> object:
    return {"passcode": PASSCODE if cell.caller.name == "link_holder" else "not that one"}


def _in_community(cell: Cell) -> object:
    return f"community_id={cell.settlement.ids['community']}"


async def _was_there(cell: Cell) -> None:
    """The owner, and nobody else."""
    change = "update responses set attendance = 'present', state = 'accepted'"
    whose = "mission_id = $1::uuid and user_id = $2::uuid"
    await cell.run(f"{change} where {whose}", cell.settlement.ids["event"], str(cell.settlement.people["owner"].id))


async def _made_public(cell: Cell) -> None:
    await cell.run("update communities set visibility = 'public' where id = $1::uuid", cell.settlement.ids["community"])


async def _at_school(cell: Cell) -> None:
    await claim_year(cell)
    statement = "update communities set kind = 'school', verified_at = now() where id = $1::uuid"
    await cell.run(statement, cell.settlement.ids["community"])


async def _other_code(cell: Cell) -> None:
    """Shown to whoever asks now."""
    code = (await cell.does("other", "POST", "/v1/me/codes"))["code"]
    cell.settlement.things["code"] = code


def _request(cell: Cell) -> object:
    return wish(cell.settlement.watch) | {"code": cell.settlement.things.get("code", "aaaa-aaaa")}


def _mission(verb: str) -> Before:
    async def before(cell: Cell) -> None:
        await cell.does("manager", "PUT", f"/v1/missions/{cell.settlement.ids['mission']}/{verb}")

    return before


async def _under_age(cell: Cell) -> None:
    """Not in the community any more, and somebody was asked."""
    await cell.run("update users set birth_year = $2 where id = $1", cell.caller.id, YOUNG)
    await cell.run("delete from memberships where user_id = $1", cell.caller.id)
    email = f"parent-of-{cell.caller.id}@example.org"
    await cell.does(cell.caller.name, "PUT", "/v1/me/guardian", {"email": email})


async def _waiting(cell: Cell) -> None:
    await _under_age(cell)
    await cell.does(
        cell.caller.name, "PUT", f"/v1/communities/{cell.settlement.ids['community']}/kept-place", _invitation(cell)
    )


def _invitation(cell: Cell) -> object:
    return {"invitation": cell.settlement.things["invitation"]["code"]}


def _in_group(cell: Cell) -> object:
    return {"community_id": cell.settlement.ids["community"], "title": group("draft")}


def _step(cell: Cell) -> object:
    return {**_in_group(cell), "programme_id": cell.settlement.ids["programme"]}  # type: ignore[dict-item]


def _programme(cell: Cell) -> object:
    team = [str(cell.settlement.people["facilitator"].id)]
    community_id = cell.settlement.ids["community"]
    return {"community_id": community_id, "title": group("draft"), "starts_on": "2026-03-01", "team": team}


def _answer(cell: Cell) -> object:
    """With a moment of one's own; whoever was not asked, with hers."""
    own = cell.settlement.things.get("moments", {}).get(cell.caller.name)
    return {"experience_id": own or cell.settlement.ids["experience"]}


def _quotes(cell: Cell) -> object:
    response = {"type": "response", "id": cell.settlement.ids["response"], "excerpt": "Mon mur"}
    until = (cell.settlement.watch.now + timedelta(days=30)).isoformat()
    terms = {"purpose": "publication", "attribution": "nobody", "reach": "team", "ends_at": until}
    return {"report_id": cell.settlement.ids["draft_report"], "targets": [response], **terms}


async def _moment(cell: Cell) -> None:
    moment = await cell.does(cell.caller.name, "POST", "/v1/experiences", {"lived_at": "2026-03-03T14:10:00+01:00"})
    cell.settlement.things.setdefault("moments", {})[cell.caller.name] = moment["id"]


async def _appealed(cell: Cell) -> None:
    await cell.does("owner", "PUT", f"/v1/hidings/{cell.settlement.ids['hiding']}/appeal", {"text": canary("appeal")})


LINES: Mapping[str, Line] = {
    "get_link": Line(LINK, sees=LINK),
    "unlock_link": Line(LINK, sees=LINK, at={"token": "locked_token"}, body=_locked),
    "get_oembed": Line(LINK, sees=LINK, query=lambda cell: f"url=http://test/s/{cell.caller.token}"),
    "list_grants": Line(SIGNED_IN, sees=OWNER, tells=("peer", "owner")),
    "create_grant": Line(OWNER, sees=OWNER, body=_link, refused=frozenset({401, 403, 404, 422})),
    "get_grant": Line(OWNER, sees=OWNER),
    "patch_grant": Line(OWNER, sees=OWNER, body={"label": canary("grant")}),
    "delete_grant": Line(OWNER),
    "get_grant_accesses": Line(OWNER),
    "get_grant_qr": Line(OWNER),
    "deliver_grant": Line(OWNER, body={"emails": ["karim@example.org"]}),
    "list_accesses": Line(SIGNED_IN, sees=OWNER),
    "list_visibility": Line(SIGNED_IN, sees=OWNER, tells=BELONGING),
    "list_beneficiaries": Line(SIGNED_IN, sees=WITH),
    "get_beneficiary": Line(WITH, sees=WITH),
    "list_beneficiary_grants": Line(WITH, sees=WITH),
    "leave_beneficiary": Line(WITH),
    "get_extract": Line(WITH, sees=WITH),
    "list_grant_requests": Line(SIGNED_IN, sees=OWNER),
    "list_grant_requests:sent": Line(SIGNED_IN, query="scope=sent"),
    "create_grant_request": Line(PROFESSIONALS, sees=OWNER, body=_request, before=_other_code),
    "create_grant_request:a quote": Line(MANAGER, tells=MANAGER, body=_quotes, refused=frozenset({401, 403, 404, 422})),
    "get_grant_request": Line((*OWNER, *ASKING), sees=OWNER),
    "accept_grant_request": Line(OWNER, sees=OWNER, body=_agreed),
    "refuse_grant_request": Line(OWNER, sees=OWNER),
    "withdraw_grant_request": Line(ASKING),
    "list_comments": Line(SIGNED_IN, sees=OWNER),
    "list_comments:written": Line(SIGNED_IN, sees=WITH, query="scope=written"),
    "create_comment": Line(WITH, sees=WITH, body=_comment, refused=frozenset({401, 403, 404, 422})),
    "delete_comment": Line((*OWNER, *WITH)),
    "create_person_code": Line(SIGNED_IN),
    "list_communities": Line(SIGNED_IN, tells=BELONGING),
    "get_community": Line(BELONGING, tells=BELONGING),
    "create_community": Line(SIGNED_IN, body={"kind": "cohort", "name": "N"}),
    "put_community": Line(MANAGER, tells=MANAGER, body={"kind": "cohort", "name": group("community")}),
    "put_community:a new one": Line(
        SIGNED_IN, at={"community_id": lambda _: uuid7()}, body={"kind": "cohort", "name": "N"}
    ),
    "patch_community": Line(MANAGER, tells=MANAGER, body={"charter": "Chacun parle."}),
    "get_community_tree": Line(BELONGING),
    "get_community_tree_picture": Line(BELONGING, tells=BELONGING),
    "get_community_tree_poster": Line(BELONGING, tells=BELONGING),
    "get_community_tree_sheet": Line(BELONGING),
    "get_community_needs": Line(BELONGING),
    "list_exchanges": Line(BELONGING),
    "create_exchange": Line(BELONGING, body=lambda _: {"skill_id": skill("COM.1"), "message": "Une heure ?"}),
    "put_page_story": Line(NOBODY, at={"grant_id": lambda _: uuid7()}, body={}),
    "delete_page_story": Line(SIGNED_IN, at={"grant_id": lambda _: uuid7()}),
    "get_community_page": Line(SIGNED_IN, tells=SIGNED_IN, before=_made_public),
    "put_community_framework": Line(MANAGER, at={"code": "metier"}, body=FRAMEWORK),
    "put_own_membership": Line(BELONGING, sees=OWNER, body={}),
    "patch_own_membership": Line(BELONGING, sees=OWNER, body={"show_talents": True}),
    "list_structures": Line(BELONGING),
    "list_informations": Line(BELONGING, tells=BELONGING),
    "create_information": Line(TEAM, body={"title": "Demain", "text": "Au gymnase."}),
    "delete_information": Line(TEAM),
    "put_kept_place": Line(SIGNED_IN, tells=SIGNED_IN, before=_under_age, body=_invitation),
    "delete_kept_place": Line(SIGNED_IN, before=_waiting),
    "list_kept_places": Line(SIGNED_IN, tells=SIGNED_IN, before=_waiting),
    "leave_community": Line(("peer", "facilitator", "owner"), refused=REFUSALS | {409}),
    "list_memberships": Line(BELONGING, sees=(*TEAM, *OWNER)),
    "get_membership": Line((*TEAM, *OWNER), sees=(*TEAM, *OWNER)),
    "patch_membership": Line(TEAM, sees=TEAM, body={"tags": ["a"]}),
    "confirm_pupil_birth_year": Line(TEAM, before=_at_school, body={"birth_year": ADULT}),
    "list_invitations": Line(TEAM),
    "create_invitation": Line(TEAM, body={}),
    "get_invitation": Line(TEAM),
    "revoke_invitation": Line(TEAM),
    "deliver_invitation": Line(TEAM, body={"emails": ["karim@example.org"]}),
    "get_invitation_qr": Line(TEAM),
    "get_invitation_card": Line(EVERYBODY, tells=EVERYBODY),
    "list_missions": Line(SIGNED_IN, sees=OWNER, tells=BELONGING),
    "get_mission": Line(BELONGING, sees=OWNER, tells=BELONGING),
    "put_mission": Line(MANAGER, tells=MANAGER, at={"mission_id": "draft_mission"}, body=_in_group),
    "put_mission:a new one": Line(MANAGER, tells=MANAGER, at={"mission_id": lambda _: uuid7()}, body=_in_group),
    "patch_mission": Line(MANAGER, tells=MANAGER, at={"mission_id": "draft_mission"}, body={"brief": "Montre."}),
    "delete_mission": Line(MANAGER, at={"mission_id": "draft_mission"}),
    "open_mission": Line(MANAGER, tells=MANAGER, at={"mission_id": "draft_mission"}),
    "close_mission": Line(MANAGER, tells=MANAGER),
    "cancel_mission": Line(MANAGER, tells=MANAGER),
    "get_board": Line(MANAGER, sees=MANAGER),
    "get_board:as a sheet": Line(MANAGER, sees=MANAGER, headers={"accept": "text/csv"}),
    "get_tally": Line(MANAGER),
    "get_event_calendar": Line(BELONGING, tells=BELONGING, at={"mission_id": "event"}),
    "get_certificate": Line(OWNER, at={"mission_id": "event"}, before=_was_there),
    "get_attendances": Line(MANAGER, sees=MANAGER, at={"mission_id": "event", "suffix": "csv"}),
    "put_attendance": Line(MANAGER, at={"mission_id": "event", "user_id": "owner"}, body={"attendance": "present"}),
    "get_results": Line(MANAGER, at={"mission_id": "survey"}),
    "get_results_as": Line(MANAGER, at={"mission_id": "survey", "suffix": "ods"}),
    "list_missions:of a community": Line(MANAGER, tells=MANAGER, query=_in_community),
    "put_mission:a new step": Line(TEAM, tells=TEAM, at={"mission_id": lambda _: uuid7()}, body=_step),
    "patch_mission:a step": Line(TEAM, tells=TEAM, at={"mission_id": "step"}, body={"brief": "Montre."}),
    "open_mission:a step": Line(TEAM, tells=TEAM, at={"mission_id": "step"}),
    "cancel_mission:a step": Line(MANAGER, tells=MANAGER, at={"mission_id": "step"}),
    "get_board:of a step": Line(TEAM, at={"mission_id": "step"}),
    "list_programme_templates": Line(SIGNED_IN),
    "get_programme_template": Line(SIGNED_IN, at={"code": lambda _: "hack-ton-orientation"}),
    "list_community_programmes": Line(BELONGING, tells=BELONGING),
    "get_programme": Line(BELONGING, tells=BELONGING),
    "get_programme:a draft": Line(TEAM, tells=TEAM, at={"programme_id": "draft_programme"}),
    "put_programme": Line(TEAM, tells=TEAM, at={"programme_id": "draft_programme"}, body=_programme),
    "put_programme:a new one": Line(TEAM, tells=TEAM, at={"programme_id": lambda _: uuid7()}, body=_programme),
    "patch_programme": Line(MANAGER, tells=MANAGER, body={"summary": "Une journée."}),
    "patch_programme:a draft": Line(
        TEAM, tells=TEAM, at={"programme_id": "draft_programme"}, body={"summary": "Une journée."}
    ),
    "patch_programme:its budget": Line(
        MANAGER, tells=MANAGER, at={"programme_id": "draft_programme"}, body={"budget": {"planned_cents": 100}}
    ),
    "start_programme": Line(MANAGER, tells=MANAGER, at={"programme_id": "draft_programme"}),
    "close_programme": Line(MANAGER, tells=MANAGER),
    "abandon_programme": Line(MANAGER, tells=MANAGER, body={"reason": "Personne ne vient."}),
    "get_programme_board": Line(TEAM, tells=TEAM),
    "get_programme_kit": Line(TEAM, tells=TEAM),
    "put_response": Line(RECIPIENTS, sees=OWNER, tells=RECIPIENTS, body=_answer, before=_moment),
    "delete_response": Line(RECIPIENTS),
    "decline_response": Line(RECIPIENTS, sees=OWNER, tells=RECIPIENTS, body={"reason": "Malade"}),
    "get_response": Line(ANSWER, sees=ANSWER, tells=ANSWER),
    "review_response": Line(MANAGER, sees=MANAGER, tells=MANAGER, body={"decision": "accept"}),
    "list_flags": Line(SIGNED_IN, sees=("peer", "owner")),
    "create_flag": Line((*OWNER, *MANAGER), body=_flag, refused=frozenset({401, 403, 404, 422})),
    "list_flags:of a community": Line(TEAM, sees=TEAM, query=_in_community),
    "decide_flag": Line(TEAM, sees=TEAM, body={"decision": "dismiss", "reason": "Rien à voir."}),
    "list_hidings": Line(SIGNED_IN, sees=OWNER),
    "list_hidings:of a community": Line(TEAM, sees=MANAGER, query=_in_community),
    "appeal_hiding": Line(OWNER, sees=OWNER, body={"text": "Pourquoi ?"}),
    "review_hiding": Line(MANAGER, sees=MANAGER, body={"decision": "lift", "answer": "D’accord."}, before=_appealed),
}
