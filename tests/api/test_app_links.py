"""How phones learn that an application opens our addresses, and that mails lead into it."""

import re
from dataclasses import replace
from fnmatch import fnmatch
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.app_paths import AppPath
from app.core.settings import InvalidSettings, LinkSettings, Settings, from_environment
from app.core.uow import Runtime
from tests.support.communities import begin, decide, gather, grown_up, join
from tests.support.mails import text_of
from tests.support.missions import send
from tests.support.notifications import mails_to
from tests.support.people import Person, work_off

APPLE, ANDROID = "/.well-known/apple-app-site-association", "/.well-known/assetlinks.json"
PRINT = ":".join(["0A", "FF"] * 16)
OURS = LinkSettings(
    apple_team="A1B2C3D4E5",
    apple_bundle="fr.exemple.day-tripper",
    android_package="fr.exemple.daytripper",
    android_certificates=f"{PRINT} {PRINT}",
)


def with_settings(app: FastAPI, **changes: Any) -> Runtime:
    runtime: Runtime = app.state.runtime
    app.state.runtime = replace(runtime, settings=runtime.settings.model_copy(update=changes))
    settings: Runtime = app.state.runtime
    return settings


async def test_phones_read_which_application_opens_what(app: FastAPI, guest: httpx.AsyncClient) -> None:
    for path in (APPLE, ANDROID):
        answer = await guest.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/application-not-found")
        assert answer.headers["content-type"] == "application/problem+json"
    with_settings(app, links=OURS, app_url="https://app.test/jeunes/")
    apple, android = [await guest.get(path) for path in (APPLE, ANDROID)]
    for answer in (apple, android):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.headers["cache-control"] == "public, max-age=3600"
    [details] = apple.json()["applinks"]["details"]
    assert details["appIDs"] == ["A1B2C3D4E5.fr.exemple.day-tripper"]
    patterns = [component["/"] for component in details["components"]]
    for path in AppPath:
        assert any(fnmatch(f"/jeunes{path}", pattern) for pattern in patterns)
    assert {"/sign-in/*", "/i/*", "/c/*"} <= set(patterns)
    assert not [pattern for pattern in patterns if fnmatch("/privacy", pattern) or fnmatch("/g/dtg_1", pattern)]
    [link] = android.json()
    assert link["relation"] == [f"delegate_permission/common.{name}" for name in ("handle_all_urls", "get_login_creds")]
    assert apple.json()["webcredentials"] == {"apps": ["A1B2C3D4E5.fr.exemple.day-tripper"]}
    assert link["target"]["package_name"] == "fr.exemple.daytripper"
    assert link["target"]["sha256_cert_fingerprints"] == [PRINT, PRINT]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINKS_APPLE_TEAM", "a1b2c3d4e5"),
        ("LINKS_APPLE_BUNDLE", "fr"),
        ("LINKS_ANDROID_PACKAGE", "fr.1exemple"),
        ("LINKS_ANDROID_CERTIFICATES", PRINT[:-3]),
        ("LINKS_ANDROID_CERTIFICATES", PRINT.lower()),
        ("APP_URL", "app.test"),
        ("APP_URL", "https://app.test/?jeunes"),
        ("LINKS_ANDROID_CERTIFICATES", PRINT),  # without a package
        ("LINKS_APPLE_TEAM", "A1B2C3D4E5"),  # without a bundle
    ],
)
def test_a_malformed_setting_stops_the_start(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"DAYTRIPPER_{name}", value)
    with pytest.raises(InvalidSettings, match=f"DAYTRIPPER_{name.partition('_')[0]}"):
        from_environment()


def test_the_application_is_that_of_this_server_unless_settings_name_another_or_none() -> None:
    for app_url, address in (
        (None, "https://dt.test/app/grants"),
        ("https://app.test/", "https://app.test/grants"),
        ("none", None),
    ):
        assert Settings(base_url="https://dt.test/", app_url=app_url).app_address(AppPath.GRANTS) == address


@pytest.mark.slow
async def test_a_mail_opens_its_mission_in_the_application(app: FastAPI, alice: Person, bob: Person) -> None:
    runtime = with_settings(app, app_url="https://app.test/")
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    [mail] = mails_to(runtime, bob)
    [item] = (await bob.ask("GET", "/v1/notifications", 200))["items"]
    assert item["target"]["path"] == f"/missions/{mission['id']}"
    for form in ("plain", "html"):
        assert set(re.findall(r"https://app\.test[^\s\"]*", text_of(mail, form))) == {
            f"https://app.test/missions/{mission['id']}"
        }


@pytest.mark.parametrize("visibility", ["public", "listed"])
async def test_without_an_application_a_mail_leads_to_a_page_of_the_server_or_nowhere(
    app: FastAPI, alice: Person, visibility: str
) -> None:
    bob = await grown_up(app, "bob")
    community = await begin(alice, visibility=visibility, join_policy="request")
    await join(bob, community)
    await decide(alice, community, bob, state="active")
    await work_off(app.state.runtime)
    mail = mails_to(app.state.runtime, bob)[-1]
    pages = re.findall(r'href="(http://test/[^n"][^"]*)"', text_of(mail, "html"))
    expected = [f"http://test/c/{community['id']}"] if visibility == "public" else []
    assert pages == [*expected, "http://test/privacy"]
