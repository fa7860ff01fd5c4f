"""The page of a room, in each of its states."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from app.core.i18n import Locale, Words
from app.schemas.guests import RoomStateRead
from app.web import room_texts
from app.web.room_pages import EntryPage, NowPage, entry_page, now_page
from tests.web.samples import site

ID = UUID("01890000-0000-7000-8000-000000000000")
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
        question | {"required": n == 0} | ({} if locale is Locale.FR else {"text": ENGLISH[question["code"]]})  # type: ignore[index]
        for n, question in enumerate(QUESTIONS)
    ]
    return {
        "id": ID,
        "kind": "survey",
        "title": "Ton orientation" if locale is Locale.FR else "Your guidance",
        "brief": None,
        "state": "open",
        "proposal": None,
        "ideas": 0,
        "survey": {"questions": questions, "sheets": "unlinked", "results": "team"},
        "response": {"id": ID, "state": state, "submitted_at": None, "version": 1},
    }


def now(
    locale: Locale, phase: str = "ask", state: str | None = "assigned", fault: Words | None = None, form: Any = None
) -> str:
    scene = {"mission_id": ID, "phase": phase, "ends_at": None, "shown": {"theme": None, "only": []}, "message": None}
    room = {"id": ID, "code": "K7QM2X", "community": {"id": ID, "name": "Lycée Jean-Moulin"}, "state": "open"}
    asked = None if state is None else mission(locale, state) | (form or {})
    content = RoomStateRead.model_validate(room | {"scene": scene, "mission": asked, "people": 25})
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M1 1h6v6H1z"/></svg>'
    page = NowPage(
        site(locale), content, "dtv_x", "k7qm2-xwd34", "https://example.org/app/claim/k7qm2-xwd34", picture, fault
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


def entry(locale: Locale, proof: str = "dte_x", fault: Words | None = None, *, is_open: bool = True) -> str:
    return entry_page(EntryPage(site(locale), "K7QM2X", proof, fault, {}, is_open=is_open))


PAGES: Mapping[str, Callable[[Locale], str]] = {
    "room": entry,
    "room by a ticket": partial(entry, proof="", fault=room_texts.SCAN),
    "room that asks": now,
    "room that asks again": partial(now, fault=room_texts.FAULT),
    "room that asks for an idea": idea,
    "room that was answered": partial(now, state="submitted"),
    "room that begins": partial(now, phase="welcome", state=None),
    "room that is over": partial(now, phase="thanks", state=None),
}
