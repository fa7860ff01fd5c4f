"""A language is a file of app/locale."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core import i18n
from app.core.catalogues import FILE, FOLDER, Catalogues
from app.core.i18n import Language
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.shared.moment_texts import MOMENTS
from tests.support.every_mail import every_mail
from tests.support.grants import link_to, token_of
from tests.support.mails import mails_to, received, text_of
from tests.support.people import BARE, Person, visit, work_off
from tests.web.samples import PAGES

SPANISH = Path(__file__).parent / "support" / "spanish.po"


@pytest.fixture
def spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "locale"
    shutil.copytree(FOLDER, folder)
    (folder / "es" / FILE).parent.mkdir(parents=True)
    shutil.copy(SPANISH, folder / "es" / FILE)
    with monkeypatch.context() as patch:
        patch.setattr(i18n, "CATALOGUES", Catalogues(folder))
        yield
    assert i18n.negotiate("es") is None


@pytest.mark.usefixtures("spanish")
async def test_a_language_is_a_file(app: FastAPI, runtime: Runtime, alice: Person, guest: httpx.AsyncClient) -> None:
    guest.headers["Accept-Language"] = "es-MX, fr;q=0.5"
    email = f"nueva-{alice.id}@example.org"
    await guest.post("/v1/sessions/codes", json={"email": email})
    await work_off(runtime)
    [mail] = received(runtime, email)
    text = text_of(mail)
    code = text.partition("Aquí está tu código")[2].split()[0]
    assert mail["Subject"].replace("\u00a0", " ") == f"{code} es tu código de Day Tripper"
    assert '<html lang="es">' in text_of(mail, "html")
    assert "Escríbelo donde te lo piden." in text
    assert "sirven una sola vez, durante 10 minutos" in text

    session = (await guest.post("/v1/sessions", json={"email": email, "code": code})).json()
    assert session["user"]["locale"] == "es"
    async with visit(app, {"Authorization": f"Bearer {session['access_token']}"}) as client:
        moment = await client.put(f"/v1/experiences/{uuid7()}", json=BARE)
        assert moment.json()["language"] == "es"

    page = (await guest.get(f"/s/{token_of(await link_to(alice))}")).text
    assert '<html lang="es">' in page
    for sentence in ("publicada el 3 de marzo de 2026", "Ir al contenido", "Denunciar este contenido"):
        assert sentence in page
    assert "Plan du site" in page  # no Spanish, or fuzzy

    assert (await alice.ask("PATCH", "/v1/me", 200, json={"locale": "es"}))["locale"] == "es"
    await alice.ask("PUT", "/v1/me/password", 204, json={"password": "tres palabras y un gato"})
    [change] = await mails_to(runtime, alice.email)
    assert '<html lang="es">' in change["html"]


def test_each_page_and_each_mail_can_be_said_in_a_language_without_words() -> None:
    language: Any = Language("es")
    for name, page in PAGES.items():
        assert re.search(r'<html lang="(es|fr|en)">', page(language)), name
    assert len([*every_mail(language)]) > 50


async def test_a_language_without_a_file_is_none(alice: Person) -> None:
    answer = await alice.ask("PATCH", "/v1/me", 422, json={"locale": "es"})
    assert answer["errors"][0]["pointer"] == "/locale"


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("fr", 0, "0 moment"),
        ("fr@simple", 1, "1 moment"),
        ("fr", 2, "2 moments"),
        ("en", 0, "0 moments"),
        ("en", 1, "1 moment"),
    ],
)
def test_each_language_counts_in_its_way(language: str, count: int, sentence: str) -> None:
    assert MOMENTS.in_(Language(language), count=count) == sentence
