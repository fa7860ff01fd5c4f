"""`backup` and `restore`: what an installation keeps, in a file, and back again."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from app.adapters import restores
from app.adapters.backups import Summary, back_up
from app.adapters.database_checks import expect_migrated, expect_reachable
from app.adapters.objects import S3Objects
from app.adapters.restores import Mending, SafekeepingRefused
from app.core.actor import at_the_shell
from app.core.settings import Settings
from app.core.uow import Runtime
from app.main import open_runtime
from app.models.operators import AdminVerb
from app.services import backups, operators

PIPE = Path("-")
SHOWN_MISSING = 20


def expect_room(target: Path) -> None:
    """Raises SafekeepingRefused when nothing can be written there."""
    if target == PIPE:
        return
    folder = target if target.is_dir() else target.parent
    if not os.access(folder, os.W_OK | os.X_OK) or not folder.is_dir():
        raise SafekeepingRefused(f"{folder} is no folder that can be written to: nothing was saved.")
    if target != folder and target.exists():
        raise SafekeepingRefused(f"{target} exists: nothing was written over it.")


def expect_files(*sources: Path | None) -> None:
    """Raises SafekeepingRefused when one is not there. They may be pipes: nothing is read yet."""
    for source in sources:
        if source not in {None, PIPE} and (source.is_dir() or not os.access(source, os.R_OK)):
            raise SafekeepingRefused(f"{source} is no file that can be read. Nothing was changed.")


async def backup(settings: Settings, target: Path) -> None:
    """`target`: a file, a folder for one that is named by the time, or - for a pipe. `settings` name servers.

    Raises SafekeepingRefused, DatabaseUnreachable, NeverMigrated.
    """
    expect_room(target)
    await expect_migrated(settings.direct_url)
    async with open_runtime(settings) as runtime:
        where, now = (settings.direct_url, runtime.objects), runtime.clock()
        with _written(target, now) as out:
            await _write_down(runtime, AdminVerb.BACK_UP)
            summary = await back_up(*where, out, shown=backups.OBJECT_KEYS, secret_mark=_secret_mark(runtime), now=now)
    _tell(f"Saved {_counted(summary)}", summary)


async def restore(settings: Settings, source: Path, erased: Path | None, *, new_secret: bool) -> None:
    """Raises DamagedBackup, SafekeepingRefused, DatabaseUnreachable."""
    expect_files(source, erased)
    await expect_reachable(settings.direct_url)
    async with open_runtime(settings) as runtime:
        gone = [*(_read(erased) if erased else []), *await backups.erased(runtime)]
        now = runtime.clock()

        def mend(summary: Summary) -> list[Mending]:
            return [Mending(*one) for one in backups.mending(gone, summary.missing, now)]

        mark = None if new_secret else _secret_mark(runtime)
        where, kept = (settings.direct_url, runtime.objects), (backups.ERASED,)
        with _opened(source) as file:
            summary = await restores.restore(*where, file, secret_mark=mark, kept=kept, mend=mend)
        again = await backups.erase_again(runtime, gone)
        await _write_down(runtime, AdminVerb.RESTORE)
    _tell(f"Restored {_counted(summary)}. {again} people who were erased since are erased again", summary)


async def _write_down(runtime: Runtime, verb: AdminVerb) -> None:
    async with runtime.work(at_the_shell()) as uow:
        await operators.act(uow, verb)


async def list_erased(settings: Settings) -> None:
    """Whom no backup may bring back: one id a line, to be kept beside the backups. Storage is enough to tell."""
    if settings.s3 is None:
        raise ValueError("Start the embedded servers first: app/__main__.py does")
    objects = S3Objects(settings.s3)
    try:
        async for key in objects.keys(backups.ERASED):
            sys.stdout.write(key.removeprefix(backups.ERASED) + "\n")
    finally:
        objects.close()


def _secret_mark(runtime: Runtime) -> str:
    return runtime.keys.mac("backup").hex()


@contextmanager
def _written(target: Path, now: datetime) -> Iterator[IO[bytes]]:
    """All of it or nothing, on the disk, and for its owner's eyes only."""
    if target == PIPE:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    final = target / f"daytripper-{now:%Y%m%dT%H%M%SZ}.tar" if target.is_dir() else target
    half = final.with_name(final.name + ".part")
    half.unlink(missing_ok=True)
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        half.replace(final)
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def _opened(source: Path) -> Iterator[IO[bytes]]:
    if source == PIPE:
        yield sys.stdin.buffer
    else:
        with source.open("rb") as file:
            yield file


def _read(ledger: Path) -> list[UUID]:
    """Raises SafekeepingRefused."""
    try:
        return [UUID(line) for line in ledger.read_text().split()]
    except ValueError as error:
        raise SafekeepingRefused(f"{ledger} is no list of erased accounts: {error}. Nothing was changed.") from error


def _counted(summary: Summary) -> str:
    return f"{sum(summary.rows.values())} rows of {len(summary.rows)} tables and {summary.objects} objects"


def _tell(what: str, summary: Summary) -> None:
    lines = [f"{what}."]
    if summary.missing:
        lines.append(f"{len(summary.missing)} objects had gone from storage when it came to them, as these:")
        lines += [f"  {key}" for key in summary.missing[:SHOWN_MISSING]]
    sys.stderr.write("\n".join(lines) + "\n")
