"""`backup` and `restore`: an installation's data to a file, and back."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from io import BufferedReader
from pathlib import Path
from typing import IO, cast
from uuid import UUID

from app.adapters import encryption, restores
from app.adapters.backups import Summary, back_up
from app.adapters.database_checks import expect_migrated, expect_reachable
from app.adapters.encryption import Identity
from app.adapters.objects import S3Objects
from app.adapters.restores import Mending, SafekeepingRefused
from app.core.actor import at_the_shell
from app.core.legal import is_public
from app.core.settings import Settings
from app.core.uow import Runtime
from app.main import open_runtime
from app.models.operators import AdminVerb
from app.services.operators import operators
from app.services.portability import backups

PIPE = Path("-")
STAMP = "%Y%m%dT%H%M%SZ"
OWN_NAME = re.compile(r"daytripper-(\d{8}T\d{6}Z)\.tar(\.age)?(\.part)?")
SHOWN_MISSING = 20
LIST_REFUSAL = (
    "Nothing says who was erased since this backup was made: give --erased FILE, what `python -m app erased` said "
    "last, or an empty file where nobody was. Nothing was changed."
)


def expect_room(target: Path) -> None:
    """Raises SafekeepingRefused when the target cannot be written."""
    if target == PIPE:
        return
    folder = target if target.is_dir() else target.parent
    if not os.access(folder, os.W_OK | os.X_OK) or not folder.is_dir():
        raise SafekeepingRefused(f"{folder} is no folder that can be written to: nothing was saved.")
    if target != folder and target.exists():
        raise SafekeepingRefused(f"{target} exists: nothing was written over it.")


def expect_files(*sources: Path | None) -> None:
    """Raises SafekeepingRefused when a file is missing. They may be pipes: nothing is read yet."""
    for source in sources:
        if source not in {None, PIPE} and (source.is_dir() or not os.access(source, os.R_OK)):
            raise SafekeepingRefused(f"{source} is no file that can be read. Nothing was changed.")


def expect_recipients(settings: Settings) -> None:
    """Raises SafekeepingRefused for a public installation whose backups would not be encrypted; KeyRefused."""
    encryption.parse_recipients(settings.backup.recipients or "")
    if settings.backup.recipients is None and is_public(settings.public_base_url):
        raise SafekeepingRefused(
            f"{settings.public_base_url} is public, and its backup could be read by whoever finds it: nothing was "
            "saved. Set DAYTRIPPER_BACKUP_RECIPIENTS: `python -m app backup-key FILE` makes a key."
        )


async def backup(settings: Settings, target: Path) -> None:
    """`target`: a file, a folder (the name is then the time), or - for a pipe. `settings` name servers.

    Raises SafekeepingRefused, KeyRefused, DatabaseUnreachable, NeverMigrated.
    """
    expect_recipients(settings)
    expect_room(target)
    await expect_migrated(settings.direct_url)
    async with open_runtime(settings) as runtime:
        source, now = (settings.direct_url, runtime.objects), runtime.clock()
        with _written(target, now, settings.backup.recipients) as out:
            await _write_down(runtime, AdminVerb.BACK_UP)
            summary = await back_up(
                *source, out, keys_statement=backups.OBJECT_KEYS, secret_mark=_secret_mark(runtime), now=now
            )
    _tell(f"Saved {_counted(summary)}", summary)
    if settings.backup.recipients is None:
        sys.stderr.write("It is not encrypted: DAYTRIPPER_BACKUP_RECIPIENTS is not set.\n")
    delete_ended(target, now, settings.backup.days)


def delete_ended(folder: Path, now: datetime, days: int) -> None:
    """Delete backups in `folder` that are at least `days` old by their name, and leftovers of failed ones."""
    if not folder.is_dir():
        sys.stderr.write(f"It ends after {days} days: see to it that it is deleted then.\n")
        return
    for file in sorted(folder.iterdir()):
        name = OWN_NAME.fullmatch(file.name)
        if name and datetime.strptime(name[1], STAMP).replace(tzinfo=UTC) <= now - timedelta(days=days):
            file.unlink()
            sys.stderr.write(f"Deleted {file.name}: backups end after {days} days.\n")


def make_key(file: Path) -> None:
    """Write a new private key to `file`, for its owner alone, and print the setting that encrypts backups for it.

    Raises SafekeepingRefused.
    """
    expect_room(file)
    identity, recipient = encryption.generate_identity()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(f"# public key: {recipient}\n{identity}\n")
    sys.stdout.write(f"DAYTRIPPER_BACKUP_RECIPIENTS={recipient}\n")


async def restore(
    settings: Settings, source: Path, erased: Path | None, *, new_secret: bool, identity: Path | None = None
) -> None:
    """Raises DamagedBackup, SafekeepingRefused, KeyRefused, DatabaseUnreachable."""
    expect_files(source, erased, identity)
    identities = encryption.read_identities(identity) if identity else None
    listed_ids = _read(erased) if erased else []
    await expect_reachable(settings.direct_url)
    async with open_runtime(settings) as runtime:
        ids = [*listed_ids, *await backups.list_erased(runtime)]
        if erased is None and not ids:
            raise SafekeepingRefused(LIST_REFUSAL)
        now = runtime.clock()

        def mend(summary: Summary) -> list[Mending]:
            return [Mending(*item) for item in backups.repair_statements(ids, summary.missing, now)]

        mark = None if new_secret else _secret_mark(runtime)
        target, since = (settings.direct_url, runtime.objects), now - timedelta(days=settings.backup.days)
        with _opened(source, identities) as file:
            summary = await restores.restore(
                *target, file, secret_mark=mark, made_since=since, prefixes=(backups.ERASURE_MARKS,), mend=mend
            )
        count = await backups.erase_again(runtime, ids)
        notified_count = await backups.notify_restoration(runtime, now)
        await _write_down(runtime, AdminVerb.RESTORE)
    _tell(f"Restored {_counted(summary)}", summary)
    sys.stderr.write(f"Erased since, by the list: {len(set(ids))}. Of them the backup held {count}, erased again.\n")
    sys.stderr.write(
        f"Every access and link has ended, and guardians are asked anew: {notified_count} people are told. "
        "Withdraw again what was withdrawn since.\n"
    )


async def _write_down(runtime: Runtime, verb: AdminVerb) -> None:
    async with runtime.work(at_the_shell()) as uow:
        await operators.act(uow, verb)


async def list_erased(settings: Settings) -> None:
    """List the ids of erased accounts, one a line, to be kept beside the backups. Only storage is needed."""
    if settings.s3 is None:
        raise ValueError("Start the embedded servers first: app/__main__.py does")
    objects = S3Objects(settings.s3)
    try:
        async for key in objects.keys(backups.ERASURE_MARKS):
            sys.stdout.write(key.removeprefix(backups.ERASURE_MARKS) + "\n")
    finally:
        objects.close()


def _secret_mark(runtime: Runtime) -> str:
    return runtime.keys.mac("backup").hex()


@contextmanager
def _written(target: Path, now: datetime, recipients: str | None) -> Iterator[IO[bytes]]:
    """Write the whole file or nothing, synced, readable by its owner only."""
    if target == PIPE:
        with _sealed(sys.stdout.buffer, recipients) as out:
            yield out
        sys.stdout.buffer.flush()
        return
    name = f"daytripper-{now:{STAMP}}.tar{'.age' if recipients else ''}"
    final = target / name if target.is_dir() else target
    half = final.with_name(final.name + ".part")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with _sealed(file, recipients) as out:
                yield out
            file.flush()
            os.fsync(file.fileno())
        half.replace(final)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def _sealed(file: IO[bytes], recipients: str | None) -> Iterator[IO[bytes]]:
    if recipients is None:
        yield file
        return
    with encryption.encrypted(file, encryption.parse_recipients(recipients)) as out:
        yield out


@contextmanager
def _opened(source: Path, identities: Sequence[Identity] | None) -> Iterator[IO[bytes]]:
    """Open a backup. Raises KeyRefused for an encrypted one without its key."""
    with ExitStack() as stack:
        file = sys.stdin.buffer if source == PIPE else stack.enter_context(source.open("rb"))
        if encryption.is_encrypted(cast("BufferedReader", file)):
            if identities is None:
                raise encryption.KeyRefused("This backup is encrypted: give --identity FILE. Nothing was changed.")
            yield stack.enter_context(encryption.decrypted(file, identities))
        else:
            yield file


def _read(ledger: Path) -> list[UUID]:
    """Read a list of ids. Raises SafekeepingRefused."""
    try:
        return [UUID(line) for line in ledger.read_text().split()]
    except ValueError as error:
        raise SafekeepingRefused(f"{ledger} is no list of erased accounts: {error}. Nothing was changed.") from error


def _counted(summary: Summary) -> str:
    return f"{sum(summary.rows.values())} rows of {len(summary.rows)} tables and {summary.objects} objects"


def _tell(title: str, summary: Summary) -> None:
    lines = [f"{title}."]
    if summary.missing:
        lines.append(f"{len(summary.missing)} objects had gone from storage when it came to them, as these:")
        lines += [f"  {key}" for key in summary.missing[:SHOWN_MISSING]]
    sys.stderr.write("\n".join(lines) + "\n")
