"""What operators take from somebody, carry out for them, and count: each with a reason that is told."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.reports import Measure, MeasureKind
from app.models.users import User
from app.services.communities.place_admissions import admit
from app.services.departures.ended import ForgetEnded
from app.services.moderation import postal_requests, reports, transparency
from app.tasks import HANDLERS
from tests.support import portraits
from tests.support.communities import begin_school
from tests.support.grants import link_to, share, token_of, told
from tests.support.mails import mails_to
from tests.support.people import FULL, Person, capture, sign_in
from tests.support.reports import decision_page, new_address, reported, shell
from tests.support.stories import begin, medium, publish, showing


async def test_a_portrait_is_withdrawn_and_an_access_ended(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    await portraits.talent(runtime, alice, "LEARN.1", await capture(alice, FULL))
    path = await portraits.draw(alice, name="Pour un stage")
    portrait = await portraits.publish(alice, path)
    grant = await portraits.share(alice, path)
    answer = await guest.get(f"/s/{token_of(grant)}")
    assert f"/s/{token_of(grant)}/report" in answer.text
    _, reference = await reported(runtime, guest, grant, reason="named")
    async with shell(runtime) as uow:
        await reports.end(uow, UUID(grant["id"]), "Partagé trop largement")
        assert (await reports.show(uow, reference))["state"] == "upheld"
    assert (await guest.get(f"/s/{token_of(grant)}")).status_code == 404
    assert (await mails_to(runtime, alice.email))[-1]["subject"] == "Day Tripper a pris une décision sur un accès"
    await portraits.share(alice, path)
    async with shell(runtime) as uow:
        measure = await reports.withdraw(uow, UUID(path.rpartition("/")[2]), "Un nom")
    assert measure.kind is MeasureKind.WITHDRAW_PORTRAIT
    assert portrait["edition"] >= 1
    await portraits.publish(alice, path, 403)
    async with shell(runtime) as uow:
        await reports.lift(uow, measure.id, "Erreur de notre part")
    await portraits.publish(alice, path)


async def test_a_restricted_account_shows_and_gives_nothing_new_and_keeps_its_journal(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    story = await told(alice)
    grant = await share(alice, story)
    async with shell(runtime) as uow:
        measure = await reports.restrict(uow, alice.email, "Signalements répétés")
    refusal = await share(alice, story, 403)
    assert refusal["type"] == "/problems/account-restricted"
    journal = f"/v1/journals/{story['journal_id']}"
    assert (await publish(alice, journal, 403))["type"] == "/problems/account-restricted"
    await capture(alice)
    await alice.ask("POST", "/v1/exports", 202)
    assert (await guest.get(f"/s/{token_of(grant)}")).status_code == 200
    own = await decision_page(runtime, alice)
    assert "Signalements répétés" in (await guest.get(own)).text
    async with shell(runtime) as uow:
        await reports.lift(uow, measure.id, "C’est réglé")
    await share(alice, story)


async def test_a_restricted_person_is_let_in_nowhere_and_whoever_agrees_for_them_sees_no_error(
    alice: Person, runtime: Runtime
) -> None:
    school = await begin_school(alice, runtime)
    async with shell(runtime) as uow:
        await reports.restrict(uow, alice.email, "Signalements répétés")
        assert await admit(uow, await uow.session.get_one(User, alice.id)) == ()
    mission = {"community_id": school["id"], "title": "Une photo", "brief": "De ton poste"}
    for method, path, body in (
        ("PUT", f"/v1/missions/{uuid7()}", mission),  # all of a known school may see those of their age
        ("PATCH", f"/v1/communities/{school['id']}", {"name": "Autre"}),
        ("POST", f"/v1/communities/{school['id']}/invitations", {"role": "member"}),
    ):
        headers = {"If-Match": f'"{school["version"]}"'}
        answer = await alice.ask(method, path, 403, json=body, headers=headers)
        assert answer["type"] == "/problems/account-restricted", path


async def test_an_account_that_somebody_else_has_open_is_shut_at_once(
    app: FastAPI, alice: Person, runtime: Runtime
) -> None:
    await alice.ask("PUT", "/v1/me/password", 204, json={"password": "quatre mots sans rapport"})
    second_session = await sign_in(app, email=alice.email)
    async with shell(runtime) as uow:
        await reports.sign_out(uow, alice.email, "Quelqu’un d’autre y était")
    for item in (alice, second_session):
        await item.ask("GET", "/v1/me", 401)
    credentials = {"email": alice.email, "password": "quatre mots sans rapport"}
    await alice.ask("POST", "/v1/sessions", 401, json=credentials)
    mail = (await mails_to(runtime, alice.email))[-1]
    assert mail["subject"] == "Ton compte a été déconnecté partout"
    assert "Quelqu’un d’autre y était" in mail["text"]


async def test_operators_see_what_was_reported_where_its_link_opens_no_more(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, tmp_path: Path
) -> None:
    variants = [{"name": "small", "content_type": "image/webp", "object_key": f"k-{uuid7()}", "size": 5}]
    await runtime.objects.put(str(variants[0]["object_key"]), b"photo", "image/webp")
    photo = await medium(runtime, alice, variants=[variants[0] | {"width": 4, "height": 3}])
    story = await publish(alice, await begin(alice, showing(photo)))
    grant = await share(alice, story, passcode="atelier 12")
    _, reference = await reported(runtime, guest, grant)
    await alice.ask("DELETE", f"/v1/journals/{story['journal_id']}/publication", 204)
    async with shell(runtime) as uow:
        assert (await reports.show(uow, reference, tmp_path / "reported"))["link"] is None
    [file] = (tmp_path / "reported").iterdir()
    assert (file.suffix, file.read_bytes()) == (".webp", b"photo")


async def test_a_decision_is_forgotten_a_year_after_it_is_over(alice: Person, runtime: Runtime) -> None:
    grant = await link_to(alice)
    async with shell(runtime) as uow:
        over = await reports.end(uow, UUID(grant["id"]), "Partagé trop largement")
        stands = await reports.restrict(uow, alice.email, "Signalements répétés")
    async with runtime.work(SYSTEM) as uow:
        uow.now += timedelta(days=366)
        await HANDLERS[ForgetEnded](uow, ForgetEnded())
    async with runtime.database.sessions() as session:
        rows = await session.scalars(select(Measure.id).where(Measure.id.in_([over.id, stands.id])))
        assert rows.all() == [stands.id]


async def test_letters_are_carried_out_and_told(alice: Person, runtime: Runtime, tmp_path: Path) -> None:
    async with shell(runtime) as uow:
        await postal_requests.rectify(uow, alice.email, "Alix", "Demande par courrier")
    assert (await alice.ask("GET", "/v1/me", 200))["display_name"] == "Alix"
    file = tmp_path / "copy.zip"
    async with shell(runtime) as uow:
        size = await postal_requests.export(uow, alice.email, file, "Demande par courrier")
    assert (file.stat().st_size, file.read_bytes()[:2]) == (size, b"PK")
    with pytest.raises(FileExistsError):
        async with shell(runtime) as uow:
            await postal_requests.export(uow, alice.email, file, "Demande par courrier")
    async with shell(runtime) as uow:
        await postal_requests.erase(uow, alice.email, "Demande par courrier")
    await alice.ask("GET", "/v1/me/erasure", 200)
    await alice.ask("DELETE", "/v1/me/erasure", 204)  # a letter may be forged
    subjects = [item["subject"] for item in await mails_to(runtime, alice.email)]
    for subject in ("Ton nom a été corrigé", "Une copie de tes données a été remise", "L’effacement de ton compte"):
        assert any(subject in item for item in subjects), subject


async def test_the_figures_of_a_year_name_nobody(alice: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    grant = await link_to(alice)
    address = new_address()
    _, reference = await reported(runtime, guest, grant, reason="other", text="Un secret", email=address)
    async with shell(runtime) as uow:
        uow.now += timedelta(hours=5)
        await reports.leave(uow, reference, "Rien")
        await reports.end(uow, UUID(grant["id"]), "Partagé trop largement")
        figures = await transparency.count(uow, uow.now.year)
        empty_year = await transparency.count(uow, 2019)
    row = next(item for item in figures["reports_by_reason"] if item["reason"] == "other")
    assert row["left"] >= 1
    assert row["median_hours"] is not None
    assert next(act["done"] for act in figures["acts"] if act["verb"] == "end_grant") >= 1
    assert figures["reports"]["reported"] >= row["reported"]
    assert (empty_year["reports"]["reported"], empty_year["acts"], empty_year["objections"]) == (0, [], [])
    for private in (reference, address, "Un secret", str(alice.id), alice.email):
        assert private not in str(figures)
