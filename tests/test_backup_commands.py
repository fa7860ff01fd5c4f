"""A backup brings back what was there, and nobody who has left since."""

import hashlib
import io
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from app import backup_commands
from app.adapters import encryption, restores
from app.adapters.backup_files import BackupWriter, DamagedBackup, entries
from app.adapters.database_checks import NeverMigrated
from app.adapters.encryption import KeyRefused
from app.adapters.objects import S3Objects
from app.adapters.restores import SafekeepingRefused
from app.adapters.s3 import connect
from app.core.actor import SYSTEM
from app.core.clock import utc_now
from app.core.ids import uuid7
from app.core.settings import BackupSettings, Settings
from app.core.uow import Runtime
from app.main import create_app
from app.models.erasures import Erasure
from app.services.departures import erasures
from tests.support.databases import create_database
from tests.support.grants import photo_of, share, token_of
from tests.support.guardians import EVERYTHING, answer, ask_guardian, child
from tests.support.mails import mails_to
from tests.support.people import ADULT, NOW, Person, Watch, sign_in, visit
from tests.support.stories import begin, medium, publish, showing
from tests.support.world import furnished

pytestmark = pytest.mark.slow

# Nobody stays signed in; phones begin to sync anew; every access ends, which its owner is told.
CHANGES = {
    "changes",
    *("sessions", "feeds", "admin_acts", "grants", "consents", "notifications", "inboxes", "mails", "guardianships"),
}
BYTES = b"what a photo shows" * 1000


@asynccontextmanager
async def running(settings: Settings, watch: Watch) -> AsyncIterator[FastAPI]:
    app = create_app(settings, clock=watch)
    async with app.router.lifespan_context(app):
        yield app


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def with_bucket(settings: Settings) -> Settings:
    assert settings.s3
    s3 = settings.s3.model_copy(update={"bucket": f"b{uuid7().hex}"})
    connect(s3).create_bucket(Bucket=s3.bucket)
    return settings.model_copy(update={"s3": s3})


async def empty(settings: Settings) -> Settings:
    url = await create_database(str(settings.database_url), f"empty_{uuid7().hex}")
    return (await with_bucket(settings)).model_copy(update={"database_url": url})


async def digests(settings: Settings) -> dict[str, tuple[int, str]]:
    """Of each table: how many rows, and a digest of all of them."""
    connection = await asyncpg.connect(settings.database_url)
    names = await connection.fetch(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    rows = {}
    for (name,) in names:
        statement = "select count(*), coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
        rows[name] = tuple(await connection.fetchrow(f'{statement} from "{name}" as t'))
    await connection.close()
    return rows


async def objects_of(settings: Settings) -> dict[str, str]:
    assert settings.s3
    store = S3Objects(settings.s3)
    digests_by_key = {key: hashlib.sha256(await store.get(key)).hexdigest() async for key in store.keys("")}
    store.close()
    return digests_by_key


@dataclass
class Home:
    """An installation in which two people live, one of whom is about to leave, and a child; and a backup of it."""

    settings: Settings
    backup: Path
    key: Path
    empty_list: Path  # a list of erased accounts that is empty
    alice: str
    leaver: Person
    parent: str  # address of a guardian who has agreed to everything
    link: dict[str, Any]
    rows: dict[str, tuple[int, str]]
    objects: dict[str, str]


async def with_photo(runtime: Runtime, person: Person) -> dict[str, Any]:
    """A link to a story of theirs that shows one."""
    key = uuid7().hex
    for name in (key, f"{key}-small"):
        await runtime.objects.put(name, BYTES, "image/webp")
    small = {"name": "small", "content_type": "image/webp", "width": 9, "height": 9, "size": len(BYTES)}
    photo = await medium(runtime, person, object_key=key, variants=[small | {"object_key": f"{key}-small"}])
    await person.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT, "display_name": "Alice"})
    story = await publish(person, await begin(person, showing(photo)))
    grant = {"target": {"type": "story", "id": story["id"]}, "audience": {"type": "link"}, "purpose": "personal"}
    link: dict[str, Any] = await person.ask("POST", "/v1/grants", 201, json=grant)
    return link


async def restore_of(home: Home, target: Settings, source: Path | None = None, ledger: Path | None = None) -> None:
    await backup_commands.restore(
        target, source or home.backup, ledger or home.empty_list, new_secret=False, identity=home.key
    )


@pytest.fixture(scope="module")
async def home(settings: Settings, watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> Home:
    watch.now = NOW
    folder = tmp_path_factory.mktemp("backups")
    key, empty_list = folder / "key", folder / "nobody"
    backup_commands.make_key(key)
    empty_list.touch()
    recipient = key.read_text().split()[3]
    home_settings = (await with_bucket(await furnished(settings))).model_copy(
        update={"backup": BackupSettings(recipients=recipient)}
    )
    async with running(home_settings, watch) as app:
        runtime: Runtime = app.state.runtime
        alice, leaver = await sign_in(app, "alice"), await sign_in(app, "gone")
        link = await with_photo(runtime, alice)
        await with_photo(runtime, leaver)
        await medium(runtime, alice, object_key="lost", variants=[])
        zoe = await child(app)
        parent, page = await ask_guardian(runtime, zoe)
        async with visit(app) as guest:
            await answer(guest, page, EVERYTHING)
        rows, objects = await digests(home_settings), await objects_of(home_settings)
        await backup_commands.backup(home_settings, folder)
        async with runtime.work(SYSTEM) as uow:
            uow.session.add(Erasure(user_id=leaver.id, asked_at=NOW, due_at=NOW))
        async with runtime.work(SYSTEM) as uow:
            await erasures.erase(uow, leaver.id)
    [backup] = folder.glob("daytripper-*.tar.age")
    return Home(home_settings, backup, key, empty_list, alice.email, leaver, parent, link, rows, objects)


async def test_all_comes_back_as_it_was(home: Home, watch: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    target = await empty(home.settings)
    cut_off = home.backup.with_name("cut off")
    cut_off.write_bytes(home.backup.read_bytes()[:-20_000])
    with pytest.raises(DamagedBackup, match="cut off"):
        await restore_of(home, target, cut_off)
    await restore_of(home, target)
    assert "1 objects had gone from storage when it came to them, as these:\n  lost\n" in capsys.readouterr().err
    rows = await digests(target)
    counts, before = ({name: count for name, (count, _) in of.items()} for of in (rows, home.rows))
    assert counts == before | {
        "admin_acts": 2,  # the backup itself, and the restore
        "notifications": before["notifications"] + 3,  # to whoever gave an access, or has a guardian
        "changes": before["changes"] + 3,  # of these notifications, for phones
        "inboxes": 3,
        "mails": before["mails"] + 4,  # and to the guardian
    }
    assert {name for name, digest in rows.items() if digest != home.rows[name]} == CHANGES
    assert await objects_of(target) == home.objects
    assert rows["users"][0] == 3
    assert len(home.objects) == 4
    with pytest.raises(SafekeepingRefused, match="People live in this database"):
        await restore_of(home, target)


async def expect_asked_anew(app: FastAPI, visitor: httpx.AsyncClient, guardian: str) -> None:
    mail = (await mails_to(app.state.runtime, guardian))[-1]
    page = "/g/" + mail["text"].partition("http://test/g/")[2].split()[0]
    assert 'name="answer" value="agree"' in (await visitor.get(page)).text


async def test_who_left_since_stays_away_and_the_others_go_on(
    home: Home, watch: Watch, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await backup_commands.list_erased(home.settings)
    ledger = tmp_path / "erased"
    ledger.write_text(capsys.readouterr().out)
    assert ledger.read_text() == f"{home.leaver.id}\n"
    target = await empty(home.settings)
    with home.backup.open("rb") as pipe:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=pipe))
        await restore_of(home, target, Path("-"), ledger)
    assert "Erased since, by the list: 1. Of them the backup held 1, erased again.\n" in capsys.readouterr().err
    async with running(target, watch) as app, visit(app) as guest:
        alice = await sign_in(app, email=home.alice)
        assert (await alice.ask("GET", "/v1/me", 200))["display_name"] == "Alice"
        assert (await guest.get(f"/s/{token_of(home.link)}")).status_code == 404  # it may have been revoked since
        assert any("backup" in str(item) for item in (await alice.ask("GET", "/v1/notifications", 200))["items"])
        anew = await share(alice, home.link["target"])
        assert (await guest.get(await photo_of(guest, anew))).content == BYTES
        rows = await app.state.runtime.database.reads.fetch("select email from users where birth_year < 2000")
        assert [row["email"] for row in rows] == [home.alice]
        await expect_asked_anew(app, guest, home.parent)
        guest.headers["Authorization"] = home.leaver.client.headers["Authorization"]
        assert (await guest.get("/v1/me")).status_code == 401
        query = "select letter->>'to', letter->>'subject' from mails where letter->>'to' = any($1) and keeps_quiet"
        mails = await app.state.runtime.database.reads.fetch(query, [home.alice, home.leaver.email])
        assert [tuple(row) for row in mails] == [(home.alice, "Day Tripper revient d’une sauvegarde")]
    assert f"erased/{home.leaver.id}" in await objects_of(target)


async def test_a_backup_is_nothing_without_its_key(home: Home, tmp_path: Path) -> None:
    target = await empty(home.settings)
    other_key, empty_key = tmp_path / "other", tmp_path / "none"
    backup_commands.make_key(other_key)
    empty_key.write_text("# no key\n")
    for identity, message in (
        (None, "This backup is encrypted: give --identity FILE"),
        (other_key, "encrypted for other keys than those of --identity"),
        (empty_key, "none holds no private key of age"),
        (home.backup, "holds what is no private key of age"),
    ):
        with pytest.raises(KeyRefused, match=message):
            await backup_commands.restore(target, home.backup, home.empty_list, new_secret=False, identity=identity)
    assert await digests(target) == {}
    content = home.backup.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    for trace in (home.alice.encode(), b"backup.json", b"ustar", BYTES[:40]):
        assert trace not in content
    assert {file.stat().st_mode & 0o777 for file in (home.backup, home.key)} == {0o600}


async def test_nobody_is_restored_before_it_is_said_who_was_erased(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    target = await empty(home.settings)
    with pytest.raises(SafekeepingRefused, match="who was erased since this backup was made: give --erased"):
        await backup_commands.restore(target, home.backup, None, new_secret=False, identity=home.key)
    assert await digests(target) == {}
    assert target.s3
    store = S3Objects(target.s3)
    await store.put(f"erased/{home.leaver.id}", b"", "text/plain")  # storage knows: no list is needed
    store.close()
    await backup_commands.restore(target, home.backup, None, new_secret=False, identity=home.key)
    assert "Erased since, by the list: 1. Of them the backup held 1, erased again.\n" in capsys.readouterr().err
    assert (await digests(target))["users"][0] == 2


async def test_backups_end_after_their_term_by_themselves(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = utc_now()
    old_names = [f"daytripper-{now - timedelta(days=days):%Y%m%dT%H%M%SZ}.tar" for days in (30, 31, 400)]
    old_names = [old_names[0] + ".age", old_names[1], old_names[2] + ".age.part"]
    young_names = [
        "secret",
        "daytripper.tar",
        f"daytripper-{now - timedelta(days=29, hours=23):%Y%m%dT%H%M%SZ}.tar.age",
    ]
    for name in (*old_names, *young_names):
        (tmp_path / name).touch()
    await backup_commands.backup(home.settings, tmp_path)
    names = names_in(tmp_path)
    assert names > set(young_names)
    assert len(names) == len(young_names) + 1
    output = capsys.readouterr().err
    assert all(f"Deleted {name}: backups end after 30 days.\n" in output for name in old_names)


async def test_a_public_installation_makes_no_backup_that_anybody_can_read(home: Home, tmp_path: Path) -> None:
    def public(recipients: str | None) -> Settings:
        return home.settings.model_copy(
            update={"base_url": "https://carnet.example.org", "backup": BackupSettings(recipients=recipients)}
        )

    with pytest.raises(SafekeepingRefused, match=r"is public.*Set DAYTRIPPER_BACKUP_RECIPIENTS"):
        await backup_commands.backup(public(None), tmp_path)
    with pytest.raises(KeyRefused, match="what is no public key of age"):
        await backup_commands.backup(public("age1" + "q" * 58), tmp_path)
    assert names_in(tmp_path) == set()


def written(**changes: object) -> io.BytesIO:
    """A backup of nothing."""
    out = io.BytesIO()
    writer = BackupWriter(out)
    head: dict[str, object] = {
        "format": 1,
        "revision": "20261127_1110",
        "made_at": NOW.isoformat(),
        "secret_mark": "",
        "tables": [],
    }
    writer.add("backup.json", json.dumps(head | changes).encode())
    writer.add("anything", b"")
    writer.close()
    out.seek(0)
    return out


async def restore(target: Settings, file: io.BytesIO, secret_mark: str | None = None) -> None:
    assert target.s3
    objects = S3Objects(target.s3)
    try:
        await restores.restore(
            str(target.database_url),
            objects,
            file,
            secret_mark=secret_mark,
            made_since=NOW,
            prefixes=["erased/"],
            mend=lambda _: [],
        )
    finally:
        objects.close()


async def test_what_cannot_be_restored_is_refused_before_anything_changes(settings: Settings) -> None:
    target = await empty(settings)
    for file, mark, message in (
        (written(), "of another", "another DAYTRIPPER_SECRET"),
        (written(format=2), None, "a newer release"),
        (written(revision="20991231_0000"), None, "a newer release"),
        (written(made_at=(NOW - timedelta(seconds=1)).isoformat()), None, "has ended: it is older than DAYTRIPPER"),
    ):
        with pytest.raises(SafekeepingRefused, match=message):
            await restore(target, file, mark)
    assert await digests(target) == {}
    assert target.s3
    store = S3Objects(target.s3)
    await store.put("a photo", b"", "image/webp")
    store.close()
    with pytest.raises(SafekeepingRefused, match="This storage holds objects"):
        await restore(target, written(revision="another"))


async def test_nothing_is_written_over_and_lists_are_lists(home: Home, tmp_path: Path) -> None:
    before = await digests(home.settings)
    with pytest.raises(SafekeepingRefused, match="exists: nothing was written over it"):
        await backup_commands.backup(home.settings, home.backup)
    assert not list(home.backup.parent.glob("*.part"))
    with pytest.raises(SafekeepingRefused, match="is no folder that can be written to"):
        await backup_commands.backup(home.settings, tmp_path / "none" / "today.tar")
    assert await digests(home.settings) == before  # no act that was none is written down
    (tmp_path / "erased").write_text("nobody\n")
    with pytest.raises(SafekeepingRefused, match="is no list of erased accounts"):
        await backup_commands.restore(home.settings, home.backup, tmp_path / "erased", new_secret=False)


async def test_a_database_that_was_never_migrated_has_nothing_to_save(settings: Settings) -> None:
    with pytest.raises(NeverMigrated, match="python -m app migrate"):
        await backup_commands.backup(await empty(settings), Path("-"))


async def test_a_backup_goes_through_a_pipe(home: Home, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    await backup_commands.backup(home.settings, Path("-"))
    with encryption.decrypted(io.BytesIO(capsysbinary.readouterr().out), encryption.read_identities(home.key)) as tar:
        names = [entry.name for entry in entries(tar) if entry.read() is not None]
    assert names[0] == "backup.json"
    assert names[-1] == "summary.json"
