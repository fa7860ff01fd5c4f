"""What ends an access, and what is over with it."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.core.actor import SYSTEM
from app.models.erasures import Erasure
from app.models.second_factors import VERIFIED
from app.services.departures import erasures
from tests.access.lines import Cell
from tests.access.undoing import ask

Step = Callable[[Cell], Awaitable[None]]
GRANT_WAYS = frozenset(
    ["story", "portrait", "photo", "pinned", "file", "talents", "experiences", "experience", "person"]
)
LINK_WAYS = frozenset(["link", "portrait", "photo", "pinned", "file"])
ROOM = frozenset(["community"])
BELONGING = frozenset(["story", "community", "mission", "team", "answer"])
SESSION = GRANT_WAYS | BELONGING | {"session"}
STORY, PORTRAIT = frozenset({"story", "photo", "pinned"}), frozenset({"portrait", "pinned", "file"})
IN = "/v1/communities/{community}"


@dataclass(frozen=True)
class End:
    name: str
    caller: str  # loses it
    step: Step
    over: frozenset[str]
    neutral: bool = False  # it may still answer
    known: frozenset[str] = frozenset()  # and tell this


async def does(cell: Cell, caller: str, method: str, path: str, body: object = None) -> None:
    """As its API does it; knowing the version, if it takes one to change the noun that the path ends in."""
    settlement = cell.settlement
    address, noun = path.format(**settlement.ids), path.rpartition("{")[2].removesuffix("}")
    headers, content = settlement.people[caller].headers, b"" if body is None else json.dumps(body).encode()
    headers |= {"content-type": "application/json"} if body is not None else {}
    headers |= (
        {"if-match": f'"{settlement.versions[noun]}"'} if noun in settlement.versions and path.endswith("}") else {}
    )
    answer = await ask(cell.app, method, address, headers, content)
    assert answer.status < 300, f"{caller}: {method} {address}: {answer.status} {answer.text}"


def by(caller: str, method: str, path: str, body: object = None) -> Step:
    return lambda cell: does(cell, caller, method, path, body)


async def revoked(cell: Cell) -> None:
    for right in ("story", "portrait", "talents", "experiences"):
        await does(cell, "owner", "DELETE", f"/v1/grants/{{counsellor_with {right}}}")


async def expired(cell: Cell) -> None:
    """A minute passes."""
    soon = cell.settlement.watch.now + timedelta(minutes=1)
    await cell.run("update grants set ends_at = $2 where owner_id = $1", cell.settlement.people["owner"].id, soon)
    cell.settlement.watch.advance(minutes=1)


def erased(caller: str) -> Step:
    async def step(cell: Cell) -> None:
        user_id, now = cell.settlement.people[caller].id, cell.settlement.watch.now
        async with cell.runtime.work(SYSTEM) as uow:
            uow.session.add(Erasure(user_id=user_id, asked_at=now, due_at=now))
            await uow.session.flush()
            await erasures.erase(uow, user_id)
        await cell.runtime.objects.delete([erasures.MARK.format(user_id=user_id)])  # that one is not taken back

    return step


async def without_factor(cell: Cell) -> None:
    """What was asked for with it ends with it."""
    statement = "update grants set request_id = $2 where audience_id = $1"
    await cell.run(statement, cell.caller.id, UUID(cell.settlement.ids["grant_request"]))
    await does(cell, cell.caller.name, "DELETE", "/v1/me/second-factor")


async def proved_long_ago(cell: Cell) -> None:
    """Nothing else changes: the session lives."""
    long_ago = "update sessions set second_factor_at = $2 where user_id = $1"
    await cell.run(long_ago, cell.caller.id, cell.settlement.watch.now - VERIFIED)


async def spent(cell: Cell) -> None:
    statement = "update grants set max_views = 1, views = 1 where id = $1"
    await cell.run(statement, UUID(cell.settlement.ids["grant"]))


async def _becomes(cell: Cell, actor: str, name: str, **change: str) -> None:
    await does(cell, actor, "PATCH", f"{IN}/memberships/{cell.settlement.people[name].id}", change)


async def demoted(cell: Cell) -> None:
    """By another manager, whom there has to be."""
    await _becomes(cell, "manager", "peer", role="manager")
    await _becomes(cell, "peer", cell.caller.name, role="member")


async def removed(cell: Cell) -> None:
    await _becomes(cell, "manager", "facilitator", role="manager")
    await _becomes(cell, "facilitator", cell.caller.name, state="removed")


async def left(cell: Cell) -> None:
    await _becomes(cell, "manager", "peer" if cell.caller.name != "peer" else "facilitator", role="manager")
    await does(cell, cell.caller.name, "DELETE", f"{IN}/membership")


def after(**span: float) -> Step:
    async def step(cell: Cell) -> None:
        cell.settlement.watch.advance(**span)

    return step


async def overdue(cell: Cell) -> None:
    soon = cell.settlement.watch.now + timedelta(minutes=1)
    await cell.run(
        "update invitations set expires_at = $2 where id = $1", UUID(cell.settlement.ids["invitation"]), soon
    )
    cell.settlement.watch.advance(minutes=1)


async def used_up(cell: Cell) -> None:
    await cell.run("update invitations set uses = max_uses where id = $1", UUID(cell.settlement.ids["invitation"]))


async def hidden(cell: Cell) -> None:
    target = {"type": "story", "id": cell.settlement.ids["story"]}
    flag = await cell.does("peer", "POST", "/v1/flags", {"target": target, "reason": "other"})
    await cell.does("facilitator", "PUT", f"/v1/flags/{flag['id']}/decision", {"decision": "hide", "reason": "Non."})


WITHDRAW_STORY = by("owner", "DELETE", "/v1/journals/{published}/publication")
WITHDRAW_PORTRAIT = by("owner", "DELETE", "/v1/portraits/{portrait}/publication")
DELETE_PORTRAIT = by("owner", "DELETE", "/v1/portraits/{portrait}")
SIGNED_OUT: Step = lambda cell: does(cell, cell.caller.name, "DELETE", "/v1/sessions/current")  # noqa: E731  one of a table
ANSWER_TAKEN_BACK = by("owner", "DELETE", "/v1/missions/{mission}/response")
LEFT_BY_OWNER = by("owner", "DELETE", f"{IN}/membership")
PASSCODE = by("owner", "PATCH", "/v1/grants/{grant}", {"passcode": "sesame-4712"})
ASK_ERASURE = by("owner", "POST", "/v1/me/erasure")
NO_DOWNLOAD = by("owner", "PATCH", "/v1/grants/{grant}", {"rights": ["view"]})
REQUEST, INVITATION = "/v1/grant-requests/{grant_request}", f"{IN}/invitations/{{invitation}}"
NAME = frozenset({"name"})  # of whoever a mission was sent to
ENDORSER_WAYS, INVITATION_WAYS = frozenset({"asked"}), frozenset({"invitation"})
EXPORT_WAYS, CALENDAR_WAYS = frozenset({"export"}), frozenset({"calendar"})
_COUNSELLOR, _LINK = "counsellor_with", "link_holder"
ENDS = (
    End("taken back", _COUNSELLOR, revoked, GRANT_WAYS),
    End("its time is over", _COUNSELLOR, expired, GRANT_WAYS),
    End("given back", _COUNSELLOR, by(_COUNSELLOR, "DELETE", "/v1/beneficiaries/{owner}"), GRANT_WAYS),
    End("second factor taken away", _COUNSELLOR, without_factor, GRANT_WAYS),
    End("proof of a second factor twelve hours old", _COUNSELLOR, proved_long_ago, GRANT_WAYS),
    End("owner erased", _COUNSELLOR, erased("owner"), GRANT_WAYS),
    *(
        End("owner asks to be erased", caller, ASK_ERASURE, over)
        for caller, over in (
            (_COUNSELLOR, GRANT_WAYS),
            (_LINK, LINK_WAYS),
            ("endorser", frozenset({"asked"})),
            ("peer", frozenset({"story"})),
            ("manager", frozenset({"answer", "story"})),
        )
    ),
    End("reader erased", _COUNSELLOR, erased(_COUNSELLOR), SESSION),
    End("signed out", _COUNSELLOR, SIGNED_OUT, SESSION),
    End("story withdrawn", _COUNSELLOR, WITHDRAW_STORY, STORY),
    End("portrait withdrawn", _COUNSELLOR, WITHDRAW_PORTRAIT, PORTRAIT),
    End("portrait deleted", _COUNSELLOR, DELETE_PORTRAIT, PORTRAIT),
    End(
        "moment deleted", _COUNSELLOR, by("owner", "DELETE", "/v1/experiences/{experience}"), frozenset({"experience"})
    ),
    End("refused", "counsellor_without", by("owner", "PUT", f"{REQUEST}/refusal"), GRANT_WAYS),
    End("asks no longer", "counsellor_without", by("counsellor_without", "PUT", f"{REQUEST}/withdrawal"), GRANT_WAYS),
    End("taken back", _LINK, by("owner", "DELETE", "/v1/grants/{grant}"), LINK_WAYS),
    End("its time is over", _LINK, expired, LINK_WAYS),
    End("portrait withdrawn", _LINK, WITHDRAW_PORTRAIT, LINK_WAYS),
    End("portrait deleted", _LINK, DELETE_PORTRAIT, LINK_WAYS),
    End("owner erased", _LINK, erased("owner"), LINK_WAYS),
    End("pinned story withdrawn", _LINK, WITHDRAW_STORY, frozenset({"photo", "pinned"})),
    End("opened often enough", _LINK, spent, frozenset({"link"})),
    End("asks for a passcode", _LINK, PASSCODE, LINK_WAYS, neutral=True),
    End("not to be taken along", _LINK, NO_DOWNLOAD, frozenset({"file"})),
    *(End("leaves", caller, left, BELONGING) for caller in ("facilitator", "manager")),
    End("is sent away", "manager", removed, BELONGING),
    # In a room, they still read what it asks, and whose it is.
    *(End(name, "peer", step, BELONGING, known=ROOM) for name, step in (("leaves", left), ("is sent away", removed))),
    *(End("signed out", caller, SIGNED_OUT, SESSION) for caller in ("peer", "facilitator", "manager")),
    *(End("loses the role", caller, demoted, frozenset({"team", "answer"})) for caller in ("facilitator", "manager")),
    End(
        "asked no longer",
        "endorser",
        by("owner", "DELETE", "/v1/endorsements/{endorsement_request}"),
        ENDORSER_WAYS,
    ),
    End("its time is over", "endorser", after(days=61), ENDORSER_WAYS),
    End("talent deleted", "endorser", by("owner", "DELETE", "/v1/talents/{skill}"), ENDORSER_WAYS),
    End("owner erased", "endorser", erased("owner"), ENDORSER_WAYS),
    End("taken back", "invited", by("manager", "DELETE", INVITATION), INVITATION_WAYS),
    End("its time is over", "invited", overdue, INVITATION_WAYS),
    End("used up", "invited", used_up, INVITATION_WAYS),
    End("its time is over", "export_holder", after(hours=24), EXPORT_WAYS),
    End("deleted", "export_holder", by("owner", "DELETE", "/v1/exports/{export}"), EXPORT_WAYS),
    End("calendar taken back", "export_holder", by("owner", "DELETE", "/v1/me/mission-calendar"), CALENDAR_WAYS),
    *(
        End(name, "export_holder", step, EXPORT_WAYS | CALENDAR_WAYS)
        for name, step in (
            ("owner signs out", by("owner", "DELETE", "/v1/sessions/current")),
            ("owner sets a password", by("owner", "PUT", "/v1/me/password", {"password": "trois mots pour entrer"})),
            ("owner takes the second factor away", by("owner", "DELETE", "/v1/me/second-factor")),
            ("owner asks to be erased", ASK_ERASURE),
            ("owner erased", erased("owner")),
        )
    ),
    End("story hidden", "peer", hidden, frozenset({"story"})),
    End("story withdrawn", "peer", WITHDRAW_STORY, frozenset({"story"})),
    End("taken back", "peer", by("owner", "DELETE", "/v1/grants/{community_grant}"), frozenset({"story"})),
    End("owner leaves", "peer", LEFT_BY_OWNER, frozenset({"story"})),
    End("owner erased", "peer", erased("owner"), frozenset({"story"})),
    End(
        "answer taken back",
        "manager",
        ANSWER_TAKEN_BACK,
        frozenset({"answer"}),
        neutral=True,
        known=frozenset({"name"}),
    ),
    End("owner leaves", "manager", LEFT_BY_OWNER, frozenset({"answer"})),
    End("owner erased", "manager", erased("owner"), frozenset({"answer", "story"})),
)
