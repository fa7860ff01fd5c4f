"""People under 15, and the parents or guardians who answer for them."""

from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.guardians import GuardedAct
from app.policies.consent_texts import TEXTS
from tests.support.grants import FORM
from tests.support.mails import mails_to
from tests.support.people import NOW, Person, sign_in

YOUNG = NOW.year - 13
SHOWN = [(f"{kind}_version", text.version) for kind, text in TEXTS.items()]
AGREE = [("answer", "agree"), ("name", "Sofia Diallo"), ("declaration", "yes"), *SHOWN]
CONFIRM = [("answer", "confirm"), ("name", "Sofia Diallo"), ("declaration", "yes"), *SHOWN]  # and a birth_year
EVERYTHING = [*AGREE, *(("act", str(act)) for act in GuardedAct)]


async def child(app: FastAPI) -> Person:
    person = await sign_in(app, "zoe")
    await person.ask("PATCH", "/v1/me", 200, json={"birth_year": YOUNG, "display_name": "Zoé"})
    return person


async def state_year(person: Person, year: int | None, status: int = 200, *, confirmed: bool = False) -> Any:
    headers = {"Confirm-Birth-Year": str(year)} if confirmed else {}
    return await person.ask("PATCH", "/v1/me", status, json={"birth_year": year}, headers=headers)


async def ask_guardian(runtime: Runtime, person: Person, email: str = "") -> tuple[str, str]:
    """Ask a guardian, and return their address and the path of their page."""
    to = email or f"parent-of-{person.id}@example.org"
    guardian = await person.ask("PUT", "/v1/me/guardian", 200, json={"email": to})
    assert (guardian["state"], guardian["acts"], guardian["email"]) == ("asked", [], to)
    mail = (await mails_to(runtime, to))[-1]
    return to, "/g/" + mail["text"].partition("http://test/g/")[2].split()[0]


async def answer(visitor: httpx.AsyncClient, page: str, form: list[tuple[str, str]], status: int = 200) -> str:
    """Send the form of a guardian's page, and return the page that answers."""
    response = await visitor.post(page, content=urlencode(form), headers=FORM)
    assert response.status_code == status, response.text
    return response.text
