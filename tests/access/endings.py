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

How = Callable[[Cell], Awaitable[None]]
GRANTED = frozenset(["story", "portrait", "photo", "pinned", "file", "talents", "experiences", "experience", "person"])
LINKED = frozenset(["link", "portrait", "photo", "pinned", "file"])
BELONGING = frozenset(["story", "community", "mission", "team", "answer"])
SESSION = GRANTED | BELONGING | {"session"}
STORY, PORTRAIT = frozenset({"story", "photo", "pinned"}), frozenset({"portrait", "pinned", "file"})
IN = "/v1/communities/{community}"


@dataclass(frozen=True)
class End:
    name: str
    who: str  # loses it
    how: How
    over: frozenset[str]
    neutral: bool = False  # it may still answer
    known: frozenset[str] = frozenset()  # and tell this


async def does(cell: Cell, who: str, method: str, path: str, body: object = None) -> None:
    """As its API does it; knowing the version, if it takes one to change the noun that the path ends in."""
    here = cell.here
    address, noun = path.format(**here.ids), path.rpartition("{")[2].removesuffix("}")
    headers, content = here.people[who].headers, b"" if body is None else json.dumps(body).encode()
    headers |= {"content-type": "application/json"} if body is not None else {}
    headers |= {"if-match": f'"{here.versions[noun]}"'} if noun in here.versions and path.endswith("}") else {}
    answer = await ask(cell.app, method, address, headers, content)
    assert answer.status < 300, f"{who}: {method} {address}: {answer.status} {answer.text}"


def by(who: str, method: str, path: str, body: object = None) -> How:
    return lambda cell: does(cell, who, method, path, body)


async def revoked(cell: Cell) -> None:
    for right in ("story", "portrait", "talents", "experiences"):
        await does(cell, "owner", "DELETE", f"/v1/grants/{{counsellor_with {right}}}")


async def expired(cell: Cell) -> None:
    """A minute passes."""
    soon = cell.here.watch.now + timedelta(minutes=1)
    await cell.run("update grants set ends_at = $2 where owner_id = $1", cell.here.people["owner"].id, soon)
    cell.here.watch.advance(minutes=1)


def erased(who: str) -> How:
    async def how(cell: Cell) -> None:
        user_id, now = cell.here.people[who].id, cell.here.watch.now
        async with cell.runtime.work(SYSTEM) as uow:
            uow.session.add(Erasure(user_id=user_id, asked_at=now, due_at=now))
            await uow.session.flush()
            await erasures.erase(uow, user_id)
        await cell.runtime.objects.delete([erasures.MARK.format(user_id=user_id)])  # that one is not taken back

    return how


async def without_factor(cell: Cell) -> None:
    """What was asked for with it ends with it."""
    asked = "update grants set request_id = $2 where audience_id = $1"
    await cell.run(asked, cell.who.id, UUID(cell.here.ids["grant_request"]))
    await does(cell, cell.who.name, "DELETE", "/v1/me/second-factor")


async def proved_long_ago(cell: Cell) -> None:
    """Nothing else changes: the session lives."""
    long_ago = "update sessions set second_factor_at = $2 where user_id = $1"
    await cell.run(long_ago, cell.who.id, cell.here.watch.now - VERIFIED)


async def spent(cell: Cell) -> None:
    most = "update grants set max_views = 1, views = 1 where id = $1"
    await cell.run(most, UUID(cell.here.ids["grant"]))


async def _becomes(cell: Cell, by_whom: str, name: str, **change: str) -> None:
    await does(cell, by_whom, "PATCH", f"{IN}/memberships/{cell.here.people[name].id}", change)


async def demoted(cell: Cell) -> None:
    """By another manager, whom there has to be."""
    await _becomes(cell, "manager", "peer", role="manager")
    await _becomes(cell, "peer", cell.who.name, role="member")


async def removed(cell: Cell) -> None:
    await _becomes(cell, "manager", "facilitator", role="manager")
    await _becomes(cell, "facilitator", cell.who.name, state="removed")


async def left(cell: Cell) -> None:
    await _becomes(cell, "manager", "peer" if cell.who.name != "peer" else "facilitator", role="manager")
    await does(cell, cell.who.name, "DELETE", f"{IN}/membership")


def after(**span: float) -> How:
    async def how(cell: Cell) -> None:
        cell.here.watch.advance(**span)

    return how


async def overdue(cell: Cell) -> None:
    soon = cell.here.watch.now + timedelta(minutes=1)
    await cell.run("update invitations set expires_at = $2 where id = $1", UUID(cell.here.ids["invitation"]), soon)
    cell.here.watch.advance(minutes=1)


async def used_up(cell: Cell) -> None:
    await cell.run("update invitations set uses = max_uses where id = $1", UUID(cell.here.ids["invitation"]))


async def hidden(cell: Cell) -> None:
    target = {"type": "story", "id": cell.here.ids["story"]}
    flag = await cell.does("peer", "POST", "/v1/flags", {"target": target, "reason": "other"})
    await cell.does("facilitator", "PUT", f"/v1/flags/{flag['id']}/decision", {"decision": "hide", "reason": "Non."})


STORY_WITHDRAWN = by("owner", "DELETE", "/v1/journals/{published}/publication")
PORTRAIT_WITHDRAWN = by("owner", "DELETE", "/v1/portraits/{portrait}/publication")
PORTRAIT_DELETED = by("owner", "DELETE", "/v1/portraits/{portrait}")
SIGNED_OUT: How = lambda cell: does(cell, cell.who.name, "DELETE", "/v1/sessions/current")  # noqa: E731  one of a table
ANSWER_TAKEN_BACK = by("owner", "DELETE", "/v1/missions/{mission}/response")
LEFT_BY_OWNER = by("owner", "DELETE", f"{IN}/membership")
PASSCODE = by("owner", "PATCH", "/v1/grants/{grant}", {"passcode": "sesame-4712"})
ERASURE_ASKED = by("owner", "POST", "/v1/me/erasure")
NO_DOWNLOAD = by("owner", "PATCH", "/v1/grants/{grant}", {"rights": ["view"]})
REQUEST, INVITATION = "/v1/grant-requests/{grant_request}", f"{IN}/invitations/{{invitation}}"
NAME = frozenset({"name"})  # of whoever a mission was sent to
ASKED, INVITED, EXPORTED = (frozenset({item}) for item in ("asked", "invitation", "export"))
_COUNSELLOR, _LINK = "counsellor_with", "link_holder"
ENDS = (
    End("taken back", _COUNSELLOR, revoked, GRANTED),
    End("its time is over", _COUNSELLOR, expired, GRANTED),
    End("given back", _COUNSELLOR, by(_COUNSELLOR, "DELETE", "/v1/beneficiaries/{owner}"), GRANTED),
    End("second factor taken away", _COUNSELLOR, without_factor, GRANTED),
    End("proof of a second factor twelve hours old", _COUNSELLOR, proved_long_ago, GRANTED),
    End("owner erased", _COUNSELLOR, erased("owner"), GRANTED),
    *(
        End("owner asks to be erased", who, ERASURE_ASKED, over)
        for who, over in (
            (_COUNSELLOR, GRANTED),
            (_LINK, LINKED),
            ("endorser", frozenset({"asked"})),
            ("peer", frozenset({"story"})),
            ("manager", frozenset({"answer", "story"})),
        )
    ),
    End("reader erased", _COUNSELLOR, erased(_COUNSELLOR), SESSION),
    End("signed out", _COUNSELLOR, SIGNED_OUT, SESSION),
    End("story withdrawn", _COUNSELLOR, STORY_WITHDRAWN, STORY),
    End("portrait withdrawn", _COUNSELLOR, PORTRAIT_WITHDRAWN, PORTRAIT),
    End("portrait deleted", _COUNSELLOR, PORTRAIT_DELETED, PORTRAIT),
    End(
        "moment deleted", _COUNSELLOR, by("owner", "DELETE", "/v1/experiences/{experience}"), frozenset({"experience"})
    ),
    End("refused", "counsellor_without", by("owner", "PUT", f"{REQUEST}/refusal"), GRANTED),
    End("asks no longer", "counsellor_without", by("counsellor_without", "PUT", f"{REQUEST}/withdrawal"), GRANTED),
    End("taken back", _LINK, by("owner", "DELETE", "/v1/grants/{grant}"), LINKED),
    End("its time is over", _LINK, expired, LINKED),
    End("portrait withdrawn", _LINK, PORTRAIT_WITHDRAWN, LINKED),
    End("portrait deleted", _LINK, PORTRAIT_DELETED, LINKED),
    End("owner erased", _LINK, erased("owner"), LINKED),
    End("pinned story withdrawn", _LINK, STORY_WITHDRAWN, frozenset({"photo", "pinned"})),
    End("opened often enough", _LINK, spent, frozenset({"link"})),
    End("asks for a passcode", _LINK, PASSCODE, LINKED, neutral=True),
    End("not to be taken along", _LINK, NO_DOWNLOAD, frozenset({"file"})),
    *(End("leaves", who, left, BELONGING) for who in ("peer", "facilitator", "manager")),
    *(End("is sent away", who, removed, BELONGING) for who in ("peer", "manager")),
    *(End("signed out", who, SIGNED_OUT, SESSION) for who in ("peer", "facilitator", "manager")),
    *(End("loses the role", who, demoted, frozenset({"team", "answer"})) for who in ("facilitator", "manager")),
    End("asked no longer", "endorser", by("owner", "DELETE", "/v1/endorsement-requests/{endorsement_request}"), ASKED),
    End("its time is over", "endorser", after(days=61), ASKED),
    End("talent deleted", "endorser", by("owner", "DELETE", "/v1/talents/{skill}"), ASKED),
    End("owner erased", "endorser", erased("owner"), ASKED),
    End("taken back", "invited", by("manager", "DELETE", INVITATION), INVITED),
    End("its time is over", "invited", overdue, INVITED),
    End("used up", "invited", used_up, INVITED),
    End("its time is over", "export_holder", after(hours=24), EXPORTED),
    *(
        End(name, "export_holder", how, EXPORTED)
        for name, how in (
            ("owner signs out", by("owner", "DELETE", "/v1/sessions/current")),
            ("owner sets a password", by("owner", "PUT", "/v1/me/password", {"password": "trois mots pour entrer"})),
            ("owner takes the second factor away", by("owner", "DELETE", "/v1/me/second-factor")),
            ("owner asks to be erased", ERASURE_ASKED),
            ("deleted", by("owner", "DELETE", "/v1/exports/{export}")),
        )
    ),
    End("owner erased", "export_holder", erased("owner"), EXPORTED),
    End("story hidden", "peer", hidden, frozenset({"story"})),
    End("story withdrawn", "peer", STORY_WITHDRAWN, frozenset({"story"})),
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
