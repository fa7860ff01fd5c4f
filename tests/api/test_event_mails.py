"""What somebody who registered for an event is mailed: a file puts it in their calendar, right, or takes it out."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from fastapi import FastAPI

from app.core.uow import Runtime
from tests.api.test_events import ENDS, STARTS, form, invite, register
from tests.support.calendars import read_calendar
from tests.support.mails import text_of
from tests.support.notifications import mails_to
from tests.support.people import Person, sign_in, work_off

LATER = STARTS + timedelta(hours=1)


def files_of(mail: EmailMessage) -> list[tuple[str, str, dict[str, str]]]:
    """Return the method of each attachment, its name and its event."""
    files = []
    for part in mail.iter_attachments():
        assert part.get_content_type() == "text/calendar"
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        [event] = read_calendar(content)
        assert f"METHOD:{part.get_param('method')}\r\n".encode() in content
        assert b"X-WR-CALNAME" not in content  # a named calendar is opened as another one
        files.append((str(part.get_param("method")), str(part.get_filename()), event))
    return files


async def move(manager: Person, event: Any, status: int = 200, **fields: Any) -> None:
    body = form(starts_at=LATER.isoformat())["event"] | fields
    path = f"/v1/missions/{event['id']}"
    version = (await manager.ask("GET", path, 200))["version"]
    await manager.ask("PATCH", path, status, json={"event": body}, headers={"If-Match": f'"{version}"'})


async def mails_since(runtime: Runtime, person: Person, known: int) -> list[EmailMessage]:
    await work_off(runtime)
    return mails_to(runtime, person)[known:]


async def test_a_calendar_follows_what_one_registered_for(alice: Person, bob: Person, runtime: Runtime) -> None:
    _, event = await invite(runtime, alice, [bob])
    before = len(await mails_since(runtime, bob, 0))
    await register(bob, event)
    [mail] = await mails_since(runtime, bob, before)
    [(method, name, entry)] = files_of(mail)
    assert (method, name, entry["UID"], entry["STATUS"]) == ("PUBLISH", "rencontre.ics", event["id"], "CONFIRMED")
    assert entry["DTSTART"] == f"{STARTS:%Y%m%dT%H%M%SZ}"
    assert entry["ORGANIZER"].startswith("mailto:")
    assert "Le fichier joint met ce moment dans ton agenda." in text_of(mail)
    assert mail.get_content_type() == "multipart/mixed"
    await move(alice, event, 409, capacity=2)
    await move(alice, event, 409, certificate=True)
    await move(alice, event)
    [mail] = await mails_since(runtime, bob, before + 1)
    [(method, _, change)] = files_of(mail)
    assert (method, change["UID"]) == ("PUBLISH", entry["UID"])
    assert int(change["SEQUENCE"]) > int(entry["SEQUENCE"])
    assert change["DTSTART"] == f"{LATER:%Y%m%dT%H%M%SZ}"
    await alice.ask("PUT", f"/v1/missions/{event['id']}/cancellation", 200)
    [mail] = await mails_since(runtime, bob, before + 2)
    [(method, _, end)] = files_of(mail)
    assert (method, end["UID"], end["STATUS"]) == ("CANCEL", event["id"], "CANCELLED")
    assert int(end["SEQUENCE"]) > int(change["SEQUENCE"])


async def test_who_waits_has_a_file_once_there_is_a_seat(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime
) -> None:
    carla = await sign_in(app, "carla")
    seats = {"capacity": 1, "waiting_list": True}
    _, event = await invite(runtime, alice, [bob, carla], **seats)
    before = {person.id: len(await mails_since(runtime, person, 0)) for person in (bob, carla)}
    for person in (bob, carla):
        await register(person, event)
    assert await mails_since(runtime, carla, before[carla.id]) == []
    await move(alice, event, **seats)
    [mail] = await mails_since(runtime, carla, before[carla.id])
    assert files_of(mail) == []  # the new time, without a file
    await bob.ask("PUT", f"/v1/missions/{event['id']}/response/decline", 200, json={"reason": "Je suis en stage."})
    [mail] = await mails_since(runtime, carla, before[carla.id] + 1)
    [(method, _, entry)] = files_of(mail)
    assert (method, entry["DTEND"]) == ("PUBLISH", f"{ENDS:%Y%m%dT%H%M%SZ}")
    await alice.ask("PUT", f"/v1/missions/{event['id']}/cancellation", 200)
    await mails_since(runtime, carla, 0)
    assert len(await mails_since(runtime, bob, before[bob.id])) == 2  # who does not come hears no more of it


async def test_no_mail_is_kept_and_a_large_file_is_none(alice: Person, bob: Person, runtime: Runtime) -> None:
    _, event = await invite(runtime, alice, [bob])
    await register(bob, event)
    await work_off(runtime)
    rows = await runtime.database.reads.fetch("select letter from mails where letter ->> 'to' = $1", bob.email)
    assert rows == []
