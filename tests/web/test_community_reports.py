"""A community is reported from what strangers see of it; operators withdraw or end it, and its managers object."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.reports import Measure, Report, ReportReason, ReportTarget
from app.services.departures.membership_endings import EndCommunity
from app.services.moderation import reports
from app.tasks import HANDLERS
from tests.support.communities import begin, change, gather, invite
from tests.support.grants import share, told
from tests.support.mails import mails_to
from tests.support.people import Person
from tests.support.reports import FRENCH, decision_page, shell
from tests.web.reading import words_of


async def report_community(runtime: Runtime, visitor: httpx.AsyncClient, page: str, **fields: str) -> tuple[str, str]:
    """The page where it is followed, and its reference."""
    sent = await visitor.post(f"{page}/report", data={"reason": "named"} | fields)
    assert sent.status_code == 303, sent.text
    async with runtime.database.sessions() as session:
        statement = select(Report.reference).where(Report.target_type == ReportTarget.COMMUNITY)
        return sent.headers["location"], str(await session.scalar(statement.order_by(Report.id.desc()).limit(1)))


async def test_a_community_is_reported_from_its_page_and_from_an_invitation(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    known = await begin(alice, visibility="public", name="Les Maçons", charter="Signé Paul Moreau")
    invitation = await invite(alice, known, role="member")
    pages = (f"/c/{known['id']}", str(invitation["url"]).removeprefix("http://test"))
    for page in pages:
        for language, words in (("fr", "Signaler cette communauté"), ("en", "Report this community")):
            html = (await guest.get(page, headers={"Accept-Language": language})).text
            assert f'<a href="{page}/report">{words}</a>' in html
            form = await guest.get(f"{page}/report", headers={"Accept-Language": language})
            assert (form.status_code, f'action="{page}/report"' in form.text) == (200, True)
            assert words in words_of(form.text)
            assert "Maçons" not in form.text
        assert (await guest.post(f"{page}/report", data={"reason": "hate"})).status_code == 422
        followed, reference = await report_community(
            runtime, guest, page, email=(address := f"temoin-{uuid7()}@example.org")
        )
        assert "au plus tard le" in words_of((await guest.get(followed, headers=FRENCH)).text)
        assert reference in (await mails_to(runtime, address))[-1]["subject"]
        async with shell(runtime) as uow:
            shown = await reports.show(uow, reference)
            assert (shown["target"]["type"], shown["target"]["id"]) == ("community", known["id"])
            assert "Paul Moreau" in shown["content"]
    secret = await begin(alice)
    for never in (f"/c/{secret['id']}/report", f"/c/{uuid7()}/report", "/c/x/report", "/i/x/report"):
        assert (await guest.get(never)).status_code == (await guest.post(never, data={"reason": "named"})).status_code
        assert (await guest.get(never)).status_code == 404


async def test_a_community_is_withdrawn_and_its_managers_object(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    known = await begin(alice, visibility="public")
    invitation = await invite(alice, known, role="member")
    followed, _ = await report_community(runtime, guest, page := f"/c/{known['id']}")
    async with shell(runtime) as uow:
        measure = await reports.withdraw(uow, UUID(known["id"]), "Un nom dans la charte", {ReportReason.NAMED})
    assert (await guest.get(page)).status_code == 404
    assert (await guest.get(str(invitation["url"]).removeprefix("http://test"))).status_code == 404
    assert "Un nom dans la charte" in words_of((await guest.get(followed)).text)
    mail = (await mails_to(runtime, alice.email))[-1]
    assert mail["subject"] == "Day Tripper a pris une décision sur une communauté"
    own = await alice.ask("GET", f"/v1/communities/{known['id']}", 200)
    assert own["visibility"] == "secret"
    for refused in (
        await change(alice, own, 403, visibility="public"),
        await invite(alice, known, 403, role="member"),
    ):
        assert refused["type"] == "/problems/withdrawn-by-operators"
    own = await change(alice, own, charter="Sans nom")  # what it is for its members is theirs
    objection = await decision_page(runtime, alice)
    assert "Un nom dans la charte" in (await guest.get(objection)).text
    await guest.post(f"{objection}/appeal", data={"appeal": "Le nom n’y est plus"})
    async with shell(runtime) as uow:
        await reports.answer(uow, measure.id, "Merci", lifts=True)
    assert (await mails_to(runtime, alice.email))[-1]["subject"] == "La décision est levée"
    assert (await change(alice, own, visibility="public"))["visibility"] == "public"


@pytest.mark.slow
async def test_a_community_is_ended_and_each_member_hears_why(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    known = await gather(runtime, alice, bob, visibility="public")
    story = await told(bob)
    grant = await share(bob, story, audience={"type": "community", "id": str(known)}, purpose="publication")
    await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    upheld, _ = await report_community(runtime, guest, f"/c/{known}", reason="hate", text="La charte")
    other, _ = await report_community(runtime, guest, f"/c/{known}")
    async with shell(runtime) as uow:
        await reports.withdraw(uow, known, "La charte appelle à la haine", {ReportReason.HATE})
        await reports.end(uow, known, "La charte appelle à la haine", {ReportReason.HATE})
    async with runtime.work(SYSTEM) as uow:
        await HANDLERS[EndCommunity](uow, EndCommunity(community_id=known))
    for person in (alice, bob):
        await person.ask("GET", f"/v1/communities/{known}", 404)
        mails = await mails_to(runtime, person.email)
        [ended] = [mail for mail in mails if "Promo 2026" in mail["subject"]]
        assert "appelle à la haine" in ended["text"]
    await alice.ask("GET", f"/v1/stories/{story['id']}", 404)
    assert (await bob.ask("GET", f"/v1/grants/{grant['id']}", 200))["state"] == "revoked"
    said = [words_of((await guest.get(page, headers=FRENCH)).text) for page in (upheld, other)]
    assert ["appelle à la haine" in page for page in said] == [True, False]
    with pytest.raises(reports.NothingThere):
        async with shell(runtime) as uow:
            await reports.end(uow, known, "Encore")
    async with runtime.database.sessions() as session:
        standing = select(Measure.kind).where(Measure.target_id == known, Measure.lifted_at.is_(None))
        assert list(await session.scalars(standing)) == ["end_community"]
