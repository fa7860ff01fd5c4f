"""The page of a room, in each of its states."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.core.i18n import Locale, Words
from app.schemas.ballots import BallotResultRead
from app.schemas.guests import RoomStateRead
from app.web import room_texts
from app.web.room_pages import EntryPage, NowPage, door_page, entry_page, now_page
from app.web.room_votes import Vote
from tests.web.samples import site

ID = UUID("01890000-0000-7000-8000-000000000000")
NOW = datetime(2026, 3, 3, 13, 0, tzinfo=UTC)
QUESTIONS = [
    {"code": "clarte", "text": "Je sais à qui parler de mon orientation", "type": "scale", "options": []},
    {"code": "frein", "text": "Ce qui te freine", "type": "several", "options": ["argent", "transports"]},
    {"code": "statut", "text": "Tu es", "type": "one", "options": ["au lycée", "au travail"]},
    {"code": "reseau", "text": "Combien de professionnels connais-tu ?", "type": "number", "options": []},
    {"code": "mot", "text": "Un mot", "type": "short", "options": []},
    {"code": "vecu", "text": "Raconte un choix", "type": "long", "options": []},
]
ENGLISH = {
    "clarte": "I know whom to ask about my future",
    "frein": "What holds you back",
    "statut": "You are",
    "reseau": "How many professionals do you know?",
    "mot": "A word",
    "vecu": "Tell about a choice",
}


def mission(locale: Locale, state: str) -> dict[str, Any]:
    questions = [
        question
        | {"required": n == 0, "skills": [], "translations": {}}
        | ({} if locale is Locale.FR else {"text": ENGLISH[question["code"]]})  # type: ignore[index]
        for n, question in enumerate(QUESTIONS)
    ]
    return {
        "id": ID,
        "kind": "survey",
        "title": "Ton orientation" if locale is Locale.FR else "Your guidance",
        "brief": None,
        "state": "open",
        "closes_at": None,
        "proposal": None,
        "ballot": None,
        "open_ballot": None,
        "ideas": 0,
        "survey": {"questions": questions, "sheets": "unlinked", "results": "team", "before": None},
        "response": {"id": ID, "state": state, "submitted_at": None, "choices": None, "version": 1},
    }


def now(  # noqa: PLR0913, PLR0917  each a part of one page
    locale: Locale,
    phase: str = "ask",
    state: str | None = "assigned",
    fault: Words | None = None,
    form: Any = None,
    results: BallotResultRead | None = None,
) -> str:
    scene = {"mission_id": ID, "phase": phase, "ends_at": None, "shown": {"theme": None, "only": []}, "message": None}
    room = {
        "id": ID,
        "code": "K7QM2X",
        "community": {"id": ID, "name": "Lycée Jean-Moulin", "timezone": "Europe/Paris"},
        "state": "open",
    }
    asked = None if state is None else mission(locale, state) | (form or {})
    content = RoomStateRead.model_validate(room | {"scene": scene, "mission": asked, "people": 25})
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1h6v6H1z"/></svg>'
    page = NowPage(
        site(locale),
        content,
        "dtv_x",
        "k7qm2-xwd34",
        "https://example.org/app/claim/k7qm2-xwd34",
        picture,
        fault,
        vote=Vote.of(content, NOW, []),
        results=results,
    )
    return now_page(page)


IDEA = {
    "themes": ["se connaître", "l’entreprise"],
    "max_per_person": 2,
    "length": 300,
    "approval": "before_wall",
    "cites": "none",
    "hidden_until_reveal": True,
}


def idea(locale: Locale, fault: Words | None = None) -> str:
    return now(
        locale,
        fault=fault,
        form={"survey": None, "proposal": IDEA, "ideas": 1, "title": "Une idée", "kind": "proposal"},
    )


IDEAS = {
    Locale.FR: (("Un stage court", "Une semaine, dès la seconde."), ("Un café des métiers", None), ("Visiter", None)),
    Locale.EN: (("A short placement", "A week, from year 10."), ("A jobs café", None), ("Visits", None)),
}
OPTION_IDS = [UUID(int=ID.int + n) for n in range(1, 4)]


def ballot(  # noqa: PLR0913, PLR0917  each a part of one page
    locale: Locale,
    method: str = "approval",
    state: str | None = "assigned",
    fault: Words | None = None,
    choices: Any = None,
    results: BallotResultRead | None = None,
    closes_at: datetime | None = NOW + timedelta(seconds=45),
    *,
    is_open: bool = True,
) -> str:
    form: dict[str, Any] = {"of": [ID], "method": method, "limit": 5 if method == "points" else 2, "secret": True}
    form |= {"results": "at_close", "winners": 2, "quorum": None, "paper": False, "seconds": 60}
    options: list[dict[str, Any]] = [
        {"proposal_id": option_id, "title": title, "text": text, "themes": []}
        for option_id, (title, text) in zip(OPTION_IDS, IDEAS[locale], strict=True)
    ]
    mission_fields: dict[str, Any] = {
        "kind": "ballot",
        "title": "Quelles idées garder ?" if locale is Locale.FR else "Which ideas do we keep?",
        "survey": None,
        "ballot": form,
        "open_ballot": {"version": 1, "electorate": 25, "options": options} | IN_ROOM,
        "closes_at": closes_at,
        "state": "open" if is_open else "closed",
        "response": state and {"id": ID, "state": state, "submitted_at": None, "choices": choices, "version": 1},
    }
    return now(locale, "vote", fault=fault, form=mission_fields, results=results)


def counts(method: str, *, order_only: bool = False) -> BallotResultRead:
    numbers = [{"points": number, "people": number, "total": number} for number in (14, 9, 0)]
    empty = {"points": None, "people": None, "total": None}
    options: list[dict[str, Any]] = [
        {"proposal_id": option_id, "title": title, "place": n + 1, "chosen": n < 2, "paper_points": None}
        | (empty if order_only else numbers[n])
        for n, (option_id, (title, _)) in enumerate(zip(OPTION_IDS, IDEAS[Locale.FR], strict=True))
    ]
    head = {"method": method, "secret": True, "electorate": 25, "order_only": order_only, "quorum_reached": None}
    head |= {"in_room": 25, "heads": 25, "voters": None if order_only else 23}
    return BallotResultRead.model_validate(head | {"paper_people": 0, "options": options})


IN_ROOM = {"in_room": 25, "members": 0, "heads": 25}


POINTS = [{"proposal_id": OPTION_IDS[0], "points": 3, "rank": None}]
RANKS = [{"proposal_id": OPTION_IDS[1], "points": 2, "rank": 1}]


def entry(locale: Locale, proof: str = "dte_x", fault: Words | None = None, *, is_open: bool = True) -> str:
    return entry_page(EntryPage(site(locale), "K7QM2X", proof, "k" * 22, fault, {}, is_open=is_open))


def door(locale: Locale, code: str = "") -> str:
    return door_page(site(locale), code)


PAGES: Mapping[str, Callable[[Locale], str]] = {
    "door of a room": door,
    "door of no room": partial(door, code="N3QQ"),
    "room": entry,
    "room by a ticket": partial(entry, proof="", fault=room_texts.SCAN),
    "room that asks": now,
    "room that asks again": partial(now, fault=room_texts.FAULT),
    "room that asks for an idea": idea,
    "room that votes": ballot,
    "room that votes by points": partial(ballot, method="points", fault=room_texts.VOTE_FAULT),
    "room that voted by points": partial(ballot, method="points", state="submitted", choices=POINTS),
    "room that voted by rank": partial(ballot, method="rank", state="submitted", choices=RANKS, closes_at=None),
    "room that votes without me": partial(ballot, state=None, closes_at=NOW + timedelta(days=1)),
    "room that counts votes": partial(ballot, state="submitted", is_open=False),
    "room that has voted": partial(ballot, state="submitted", results=counts("approval"), is_open=False),
    "room of few that has voted": partial(ballot, state=None, results=counts("rank", order_only=True), is_open=False),
    "room that was answered": partial(now, state="submitted"),
    "room that begins": partial(now, phase="welcome", state=None),
    "room that is over": partial(now, phase="thanks", state=None),
}
