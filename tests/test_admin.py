"""What operators do at the shell of the machine."""

import json
import os
import pwd
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update

from app import admin, admin_reports
from app.__main__ import parser
from app.adapters.database_checks import NeverMigrated
from app.admin import AdminRefused
from app.core.actor import SYSTEM, at_the_shell
from app.core.ids import uuid7
from app.core.security import digest
from app.core.settings import Settings
from app.core.uow import Runtime
from app.models.endorsements import Endorsement
from app.models.guardians import Guardianship, GuardianshipState
from app.models.mails import Mail
from app.models.reports import Report
from app.models.users import User
from app.services.accounts import guardian_pages
from app.services.departures import retention
from tests.support.databases import create_database
from tests.support.grants import open_to, read, share, token_of, told
from tests.support.mails import mails_to
from tests.support.people import NOW, Person, Watch, erase
from tests.support.rows import made
from tests.support.talents import skill

Say = Callable[..., Awaitable[str]]
DAY = f"{NOW:%Y-%m-%d}"
ME = pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture
def say(settings: Settings, runtime: Runtime, capsys: pytest.CaptureFixture[str]) -> Say:
    async def said(*words: str) -> str:
        await admin.run(settings, parser().parse_args(words))
        return capsys.readouterr().out

    return said


async def test_the_role_is_given_taken_and_written_down(say: Say, alice: Person) -> None:
    address = alice.email.upper()
    assert await say("admin", "grant", address) == (
        f"{alice.email} is an operator: a second factor opens /v1/admin to them.\n"
    )
    assert "already" in await say("admin", "grant", address)
    assert f"{alice.email}  since 20" in await say("admin", "operators")
    assert await say("admin", "revoke", address) == f"{alice.email} is no operator any more.\n"
    assert await say("admin", "revoke", address) == f"{alice.email} is no operator.\n"
    latest = (await say("admin", "acts")).splitlines()
    assert [line.split("  ")[1:3] for line in latest[:3]] == [
        [ME, "read_acts"],
        [ME, "revoke_role"],
        [ME, "revoke_role"],
    ]
    assert latest[1].endswith(f"revoke_role  {alice.id}")


async def test_figures_are_json(say: Say) -> None:
    for name, field in (
        ("health", "jobs_held"),
        ("flags", "decided_share"),
        ("communities", "waiting"),
        ("imports", "counts"),
        ("statistics", "people"),
    ):
        assert field in json.loads(await say("admin", name))


@pytest.fixture
async def story(alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch) -> str:
    """Alice's, which Bob has read before he left, and somebody by a link."""
    edition = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": edition["id"]})
    await bob.ask("GET", f"/v1/stories/{edition['id']}", 200)
    assert (await read(guest, await share(alice, edition))).status_code == 200
    await erase(runtime, watch, bob)
    return str(edition["id"])


@pytest.mark.slow
async def test_within_the_hour_one_knows_who_was_read_by_whom(say: Say, alice: Person, bob: Person, story: str) -> None:
    answer = json.loads(await say("admin", "reads", "--by", bob.email.upper(), "--since", DAY))
    [person] = answer["people"]
    assert (person["display_name"], person["email"]) == ("Alice", alice.email)
    assert "birth_year" in person  # how old people are decides whom one must tell
    [reading] = person["readings"]
    assert (reading["as"], reading["what"], reading["id"], reading["right"]) == ("Bob", "story", story, "view")
    assert "ce que la personne raconte" in answer["kinds_of_data"]["story"]
    assert json.loads(await say("admin", "reads", "--by", bob.email, "--since", "2026-03-04"))["people"] == []
    with pytest.raises(AdminRefused, match="No account has that address"):
        await say("admin", "reads", "--by", "nobody@example.org", "--since", DAY)
    acts = (await say("admin", "acts")).splitlines()
    assert sum(line.endswith(f"read_readings  {bob.id} since {DAY}") for line in acts) == 1


@pytest.mark.usefixtures("story")
async def test_within_the_hour_one_knows_what_a_breach_touched(say: Say, alice: Person) -> None:
    breach = json.loads(await say("admin", "breach", "--since", DAY, "--until", "2026-03-04"))
    assert breach["people_touched"] == len(breach["people"])
    [touches] = [person["touches"] for person in breach["people"] if person["id"] == str(alice.id)]
    ways = {(item["through"], item["by"], item["what"], item["how"]) for item in touches}
    assert {("reader", "Bob", "story", "view"), ("session", None, "account", "signed_in")} <= ways
    assert [item["times"] for item in touches if item["through"] == "link"] == [1]
    assert set(breach["kinds_of_data"]) >= {"story", "account"}
    assert any(f"read_breach  {DAY}" in line for line in (await say("admin", "acts")).splitlines())


async def test_jobs_are_in_words_by_both_names(say: Say) -> None:
    output = await say("admin", "jobs")
    assert "What comes by itself (UTC)" in output
    assert "Held; to try again" in await say("jobs")
    assert await say("jobs", "requeue", "987654321") == "987654321: is not held\n"


async def test_a_database_that_was_never_migrated_is_said_to_be_one(settings: Settings) -> None:
    url = await create_database(str(settings.database_url), f"empty_{uuid7().hex}")
    with pytest.raises(NeverMigrated, match="python -m app migrate"):
        await admin.run(settings.model_copy(update={"database_url": url}), parser().parse_args(["admin", "acts"]))


async def test_what_cannot_be_is_refused_in_plain_words(say: Say) -> None:
    for words, message in (
        (("verify", str(uuid7())), "No such community"),
        (("doubt", str(uuid7())), "No such community"),
        (("dismiss", str(uuid7()), "Nothing"), "No such flag"),
        (("birth-year", str(uuid7()), "2009"), "No year of birth waits"),
        (("grant", "nobody@example.org"), "No account has that address"),
    ):
        with pytest.raises(AdminRefused, match=message):
            await say("admin", *words)
    with pytest.raises(SystemExit):
        parser().parse_args(["admin", "grant", "no address"])


def test_somebody_without_a_name_is_known_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 987_654)
    assert at_the_shell().account == "uid 987654"


@pytest.mark.slow
async def test_whatever_is_done_to_somebody_is_written_down_and_told_to_them(
    say: Say, alice: Person, guest: httpx.AsyncClient, runtime: Runtime, tmp_path: Path
) -> None:
    story = await told(alice)
    link, second_link = await share(alice, story), await share(alice, story)
    witness = f"temoin-{uuid7()}@example.org"
    form = {"reason": "named", "email": witness}
    page = (await guest.post(f"/s/{token_of(link)}/report", data=form)).headers["location"]
    waiting = json.loads(await say("admin", "reports"))["reports"]
    reference = next(item["reference"] for item in waiting if item["access"] == link["id"])
    commands: dict[str, tuple[str, list[str], str]] = {  # what, with what, and who is told
        "leave": ("leave_reported", [reference], witness),
        "end": ("end_grant", [second_link["id"], "--about", "named"], alice.email),
        "withdraw": ("withdraw", [story["id"], "--about", "named", "pictured"], alice.email),
        "restrict": ("restrict", [alice.email], alice.email),
        "lift": ("lift_measure", [], alice.email),
        "answer": ("answer_appeal", [reference], witness),
        "rectify": ("rectify_account", [alice.email, "--name", "Alix"], alice.email),
        "export": ("export_account", [alice.email, "--to", str(tmp_path / "copy.zip")], alice.email),
        "erase": ("erase_account", [alice.email], alice.email),
        "sign-out": ("sign_out", [alice.email], alice.email),
    }
    assert set(commands) == set(admin_reports.COMMANDS) - admin_reports.SILENT
    for name, (verb, arguments, to) in commands.items():
        before, reason = len(await mails_to(runtime, to)), f"Pourquoi {name}"
        if name == "answer":
            await guest.post(f"{page}/appeal", data={"appeal": "Relisez"})
        output = await say("admin", name, *arguments, "--reason", reason)
        if name == "restrict":
            commands["lift"][1].append(output.partition(":")[0])
        mails = (await mails_to(runtime, to))[before:]
        assert mails, name
        assert to == witness or any(reason in item["text"] and reason in item["html"] for item in mails), name
        [line, *_] = [line for line in (await say("admin", "acts")).splitlines() if line.endswith(reason)]
        assert line.split("  ")[1:3] == [ME, verb], line
    answer = await guest.get(page)
    assert "Pourquoi leave" in answer.text
    assert "Pourquoi answer" in answer.text
    assert (await alice.client.get("/v1/me")).status_code == 401


async def named(runtime: Runtime, owner: Person, address: str) -> UUID:
    """The guardianship of an address that confirms a talent, too, and reported something, and is written to."""
    guardianship_id = uuid7()
    token = digest(guardian_pages.token_of(runtime, guardianship_id))
    answer = {"state": GuardianshipState.ACTIVE, "name": "Sylvie", "acts": ["share"], "asked_at": NOW}
    asked = {"asked_name": "Sylvie", "message": "Bonjour Sylvie, te souviens-tu ?"}
    content = {"to": address, "subject": "x", "text": "Attend", "html": "", "headers": []}
    to = {"person_id": owner.id, "email": address, "token_digest": token, "answered_at": NOW}
    async with runtime.database.sessions.begin() as session:
        (await session.get_one(User, owner.id)).birth_year = NOW.year - 12
        session.add_all(
            [
                made(Guardianship, id=guardianship_id, **to, **answer),
                made(Endorsement, user_id=owner.id, skill_id=UUID(skill("COM.4")), email=address, **asked),
                made(Report, email=address, text="C’est moi", owner_id=owner.id),
                made(Mail, content=content),
            ]
        )
    return guardianship_id


@pytest.mark.slow
async def test_who_has_no_account_gets_by_letter_what_names_them_and_has_it_erased(
    say: Say, alice: Person, runtime: Runtime, tmp_path: Path
) -> None:
    """A guardian, who was asked to confirm a talent, and who reported something: here one and the same address."""
    address = f"sylvie-{uuid7()}@example.org"
    guardianship_id, copy = await named(runtime, alice, address), tmp_path / "copy.json"
    await say("admin", "export", address, "--to", str(copy), "--reason", "Sa lettre")
    handed_over = json.loads(copy.read_text())
    assert {"guardianships", "endorsements", "reports", "mails"} <= handed_over.keys()
    assert (handed_over["reports"][0]["text"], handed_over["guardianships"][0]["name"]) == ("C’est moi", "Sylvie")
    assert str(alice.id) not in copy.read_text()
    output = await say("admin", "erase", address, "--reason", "Sa lettre")
    assert "has no account" in output
    assert "1 agreements that they signed, which have ended: 12 months, as proof" in output
    assert "that mail: until it is sent, 3 days at most" in output
    async with runtime.database.sessions() as session:
        kept = await session.get_one(Guardianship, guardianship_id)
        assert (kept.state, kept.ended_by) == (GuardianshipState.ENDED, "guardian")
        for table in (Endorsement, Report):
            assert (await session.scalars(select(table).where(table.email == address))).all() == []
        assert (await session.scalars(select(Report.text).where(Report.owner_id == alice.id))).all() == [None]
        asked = select(Endorsement.asked_name, Endorsement.message).where(Endorsement.user_id == alice.id)
        assert [tuple(row) for row in await session.execute(asked)] == [("", None)]
    with pytest.raises(AdminRefused, match="No account has that address"):
        await say("admin", "erase", f"nobody-{uuid7()}@example.org", "--reason", "Une lettre")


async def test_an_address_that_is_erased_gets_one_last_mail_that_goes_as_well(
    say: Say, alice: Person, runtime: Runtime
) -> None:
    address = f"sylvie-{uuid7()}@example.org"
    await named(runtime, alice, address)
    await say("admin", "erase", address, "--reason", "Sa lettre")
    [mail] = await mails_to(runtime, address)  # what waited is gone
    assert mail["subject"] == "Ce que Day Tripper gardait de cette adresse est effacé"
    assert all(word in mail["text"] for word in ("Sa lettre", "tuteur a pris fin", "dernier message"))
    async with runtime.database.sessions.begin() as session:
        to_it = Mail.content["to"].astext == address
        await session.execute(update(Mail).where(to_it).values(until=NOW - timedelta(seconds=1)))
    async with runtime.work(SYSTEM) as uow:  # where no server took it
        await retention.forget_expired(uow)
    assert await mails_to(runtime, address) == []


@pytest.mark.slow
async def test_whatever_is_done_to_somebody_takes_a_reason_that_is_kept(say: Say, alice: Person) -> None:
    commands = {
        "leave": ["AAAA-BBBB"],
        "answer": ["AAAA-BBBB"],
        "restrict": [alice.email],
        "sign-out": [alice.email],
        "export": [alice.email, "--to", "copy.zip"],
        "erase": [alice.email],
        "rectify": [alice.email, "--name", "Alix"],
        "withdraw": [str(uuid7()), "--about", "named"],
        "end": [str(uuid7()), "--about", "named"],
        "lift": [str(uuid7())],
    }
    assert set(commands) == set(admin_reports.COMMANDS) - admin_reports.SILENT
    for name, arguments in commands.items():
        for reason in ([], ["--reason", "  "], ["--reason", "x" * 1_001]):
            with pytest.raises(SystemExit):
                parser().parse_args(["admin", name, *arguments, *reason])
    for name, message in {
        "leave": "No such report",
        "withdraw": "Nothing has that id",
        "lift": "No such decision",
    }.items():
        with pytest.raises(AdminRefused, match=message):
            await say("admin", name, *commands[name], "--reason", "Rien")
    measure_id = (await say("admin", "restrict", alice.email, "--reason", "Signalements")).partition(":")[0]
    assert f"restrict  {alice.id}  Signalements" in await say("admin", "acts")
    assert await say("admin", "lift", measure_id, "--reason", "Réglé") == f"{measure_id} is lifted.\n"
    assert json.loads(await say("admin", "reports")).keys() == {"reports", "objections"}
    with pytest.raises(SystemExit):
        parser().parse_args(["admin", "rectify", alice.email, "--reason", "Courrier", "--name", "x" * 201])
    assert json.loads(await say("admin", "transparency", "--year", "2019"))["reports"]["reported"] == 0
