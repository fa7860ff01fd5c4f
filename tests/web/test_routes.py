import gzip
import re
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from app.core.i18n import Locale
from app.core.legal import LegalSettings
from app.core.statuses import every_problem, status_of
from app.core.uow import Runtime
from app.web.assets import asset
from tests.support.grants import FORM, PREVIEW, amend, link_to, share, token_of, told
from tests.support.people import Person, visit
from tests.support.stories import begin, publish, rewrite, text
from tests.web.reading import meta, words_of

PAGES = [
    "/",
    "/privacy",
    "/qui-voit-quoi",
    "/mentions-legales",
    "/accessibilite",
    "/plan",
    "/problems",
    "/problems/not-found",
    "/sign-in/dtl_x",
    "/s/dts_x",
]


async def test_the_legal_notice_says_who_answers_or_that_nobody_said_so(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    assert words_of((await guest.get("/mentions-legales?lang=fr")).text).count("Non renseigné") == 5
    host = LegalSettings(host="Nuages d’ici", director="Rose", contact="ici@example.org", dpo="dpo@example.org")
    settings = runtime.settings.model_copy(update={"operator": "La Région", "legal": host})
    app.state.runtime = replace(runtime, settings=settings)
    notice = words_of((await guest.get("/mentions-legales?lang=fr")).text)
    assert "Non renseigné" not in notice
    for fact in ("La Région", "Nuages d’ici", "Rose", "ici@example.org", "dpo@example.org"):
        assert fact in notice
    assert "La Région s’engage" in words_of((await guest.get("/accessibilite?lang=fr")).text)


async def test_a_link_is_a_page_to_read(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice)
    answer = await guest.get(f"/s/{token_of(grant)}")
    assert answer.status_code == 200
    assert "Trois semaines d’atelier." in words_of(answer.text)
    assert meta(answer.text)["og:title"] == "Mon stage"
    assert meta(answer.text)["og:url"] == grant["url"]


async def test_the_page_of_a_link_is_a_secret(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    shown_response = await guest.get(f"/s/{token_of(await link_to(alice))}")
    asking = await guest.get(f"/s/{token_of(grant)}")
    opened_response = await guest.post(f"/s/{token_of(grant)}/unlock", content="passcode=atelier+12", headers=FORM)
    gone_response = await guest.get("/s/dts_x")
    for answer in (shown_response, asking, opened_response, gone_response):
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; img-src 'self' data:;")
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers


async def test_pages_speak_as_they_are_asked_or_as_the_story_does(alice: Person, guest: httpx.AsyncClient) -> None:
    path = f"/s/{token_of(await share(alice, await told(alice, language='en')))}"
    requests = [(path, "", "en"), (path, "de", "en"), (path, "fr-FR,en;q=0.5", "fr"), (f"{path}?lang=fr", "en", "fr")]
    requests += [("/", "", "fr"), ("/", "en-GB", "en"), ("/?lang=en", "fr", "en"), ("/s/dts_x?lang=xx", "en", "en")]
    for address, languages, language in requests:
        answer = await guest.get(address, headers={"Accept-Language": languages})
        assert f'<html lang="{language}">' in answer.text, (address, languages)


async def test_a_page_that_was_kept_is_not_shown_once_there_is_another(alice: Person, guest: httpx.AsyncClient) -> None:
    journal = await begin(alice, text())
    grant = await share(alice, await publish(alice, journal))
    path = f"/s/{token_of(grant)}"
    first, second = await guest.get(path), await guest.get(path)
    assert first.content == second.content
    await rewrite(alice, journal, title="Mieux dit")
    await publish(alice, journal)
    assert "Mieux dit" in (await guest.get(path)).text
    await amend(alice, grant, ends_at="2026-04-01T00:00:00.000Z")
    shown_text = words_of((await guest.get(path)).text).replace("\N{NO-BREAK SPACE}", " ")
    assert "until 1 April 2026" in shown_text  # in Paris


async def test_a_preview_of_a_link_with_a_passcode_is_a_neutral_card(alice: Person, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    answer = await guest.get(f"/s/{token_of(grant)}", headers=PREVIEW)
    assert answer.status_code == 200
    assert meta(answer.text)["og:title"] == "Day Tripper"
    assert "Mon stage" not in answer.text
    assert "Alice" not in answer.text


async def test_a_form_with_the_passcode_is_answered_with_the_story(alice: Person, guest: httpx.AsyncClient) -> None:
    path = f"/s/{token_of(await link_to(alice, passcode='été & hiver'))}/unlock"
    answer = await guest.post(path, content="passcode=%C3%A9t%C3%A9+%26+hiver", headers=FORM)
    assert answer.status_code == 200
    assert "Trois semaines d’atelier." in words_of(answer.text)
    for wrong in ("passcode=x", "passcode=", "", "other=1", "passcode=%FF", "passcode=%00"):
        response = await guest.post(path, content=wrong, headers=FORM)
        assert (response.status_code, 'aria-invalid="true"' in response.text) == (403, True), wrong


async def test_a_form_that_is_none_is_refused(alice: Person, guest: httpx.AsyncClient) -> None:
    path = f"/s/{token_of(await link_to(alice, passcode='atelier 12'))}/unlock"
    assert (await guest.post(path, json={"passcode": "atelier 12"})).status_code == 415
    large = await guest.post(path, content="passcode=" + "x" * 20_000, headers=FORM)
    assert (large.status_code, large.headers["content-type"]) == (413, "text/html; charset=utf-8")


async def test_the_address_of_a_form_leads_to_its_page(alice: Person, guest: httpx.AsyncClient) -> None:
    path = f"/s/{token_of(await link_to(alice, passcode='atelier 12'))}"
    answer = await guest.get(f"{path}/unlock")
    assert (answer.status_code, answer.headers["location"]) == (303, path)


async def test_a_browser_finds_a_page_where_there_is_nothing(guest: httpx.AsyncClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    missing = await guest.get("/nope", headers=browser)
    assert (missing.status_code, missing.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert (await guest.get("/nope")).headers["content-type"] == "application/problem+json"
    assert (await guest.get("/v1/nope", headers=browser)).headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/privacy/", "//evil.example/", "/docs//"])
async def test_a_slash_too_many_leads_on(guest: httpx.AsyncClient, path: str) -> None:
    answer = await guest.get(f"http://test{path}", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (308, "http://test" + path.rstrip("/"))


async def test_pages_are_packed_for_who_can_unpack_them(alice: Person, app: FastAPI) -> None:
    path = f"/s/{token_of(await link_to(alice))}"
    async with visit(app, {"Accept-Encoding": "identity"}) as plain, visit(app) as client:
        for address in (path, "/", asset("site.css")):
            bare, response = await plain.get(address), await client.get(address)
            assert response.headers["content-encoding"] == "gzip"
            assert "content-encoding" not in bare.headers
            assert bare.content == response.content
            assert int(response.headers["content-length"]) == len(gzip.compress(bare.content, 6, mtime=0))
            assert "Accept-Encoding" in response.headers["vary"]


@pytest.mark.slow
async def test_every_way_to_fail_has_a_page_in_both_languages(guest: httpx.AsyncClient) -> None:
    kinds = {kind.slug(): kind for kind in every_problem()}
    assert len(kinds) > 30
    assert len(kinds) == len(list(every_problem())), "two problems of one name have one page"
    index = (await guest.get("/problems")).text
    for slug, kind in kinds.items():
        for locale in Locale:
            answer = await guest.get(f"/problems/{slug}", params={"lang": locale})
            shown_text = words_of(answer.text)
            assert kind.title.in_(locale) in shown_text.replace("\N{NO-BREAK SPACE}", " ") or "`" in kind.title.en, slug
            assert str(status_of(kind)) in shown_text
        assert f'href="/problems/{slug}"' in index


async def test_an_answer_of_the_api_leads_to_its_page(guest: httpx.AsyncClient) -> None:
    requests = [("GET", "/v1/nowhere"), ("DELETE", "/healthz"), ("GET", "/v1/grants"), ("POST", "/v1/sessions")]
    for method, path in requests:
        problem = (await guest.request(method, path)).json()
        assert (await guest.get(problem["type"])).status_code == 200, problem


async def test_pages_load_nothing_but_our_own(guest: httpx.AsyncClient) -> None:
    for path in PAGES:
        page = (await guest.get(path)).text
        for address in set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)):
            answer = await guest.get(address)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert not re.findall(r'<(?:script|iframe|object|embed)[ >](?!type="application/ld)', page)
        assert not re.findall(r'(?:src|href)="https?://(?!test/)', page)


async def test_small_files_are_where_browsers_and_robots_look(guest: httpx.AsyncClient) -> None:
    icon = await guest.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/png")
    rules = await guest.get("/robots.txt")
    assert rules.headers["content-type"].startswith("text/plain")
    assert rules.text.startswith("User-agent: *\nDisallow: /s/\n")
    assert (await guest.get("/static/site.css")).status_code == 404
    assert (await guest.get("/static/..%2Fpages.py")).status_code == 404


async def test_a_mails_link_uses_nothing_up_where_there_is_no_app(guest: httpx.AsyncClient, runtime: Runtime) -> None:
    await guest.post("/v1/sessions/codes", json={"email": "scanned@example.org"})
    answer = await guest.get("/sign-in/dtl_x")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert "phone" in words_of(answer.text)
    rows = await runtime.database.reads.fetch("select from sign_in_codes where email = 'scanned@example.org'")
    assert len(rows) == 1


async def test_a_page_that_is_not_there_is_said_in_words(guest: httpx.AsyncClient) -> None:
    answer = await guest.get("/problems/no-such-thing")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Page not found" in words_of(answer.text)


async def test_pages_fail_as_pages(app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    class Broken:
        def __init__(self, error: Exception) -> None:
            self.settings, self.clock, self._error = runtime.settings, runtime.clock, error

        def of_operation(self, _name: str) -> "Broken":
            return self

        @property
        def database(self) -> object:
            raise self._error

    for error, status in ((ConnectionRefusedError(), 503), (ZeroDivisionError(), 500)):
        app.state.runtime = Broken(error)
        answer = await guest.get("/s/dts_x")
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert ("retry-after" in answer.headers) == (status == 503)
        assert (answer.headers["x-request-id"] in answer.text) == (status == 500)


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/openapi.json", "/docs"])
async def test_what_watchers_look_at_is_there_without_its_body(guest: httpx.AsyncClient, path: str) -> None:
    assert (await guest.head(path)).status_code == 200


@pytest.mark.slow
def test_signing_in_again_mends_each_401() -> None:
    """Clients answer 401 by renewing their token, then by signing in."""
    unauthenticated = {kind.slug() for kind in every_problem() if status_of(kind) == 401}
    assert unauthenticated == {
        "unauthenticated",
        "session-ended",
        "sign-in-refused",
        "passkey-refused",
        "provider-sign-in-refused",
    }
