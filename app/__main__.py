import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from app import register_page, server, settings_page, worker
from app.adapters import postgres, queue_desk, seaweed
from app.adapters.processes import AlreadyRunning
from app.core.actor import SYSTEM
from app.core.logs import configure
from app.core.settings import Settings
from app.main import create_app, open_runtime
from app.seed.visitor import Stopped
from app.services import framework_files, framework_imports, frameworks
from app.services.framework_imports import Edition, Outcome
from app.services.framework_tables import UnreadableFramework
from app.tasks import SCHEDULE


@contextmanager
def world(settings: Settings) -> Iterator[Settings]:
    """Settings that name a database and a storage: the given ones, or embedded ones that live as long as this."""
    with ExitStack() as stack:
        found: dict[str, object] = {}
        if settings.database_url is None:
            found["database_url"] = stack.enter_context(postgres.embedded(settings.data_dir / "postgres"))
        if settings.s3 is None:
            found["s3"] = stack.enter_context(seaweed.embedded(settings.data_dir / "seaweed"))
        yield settings.model_copy(update=found)


def serve(settings: Settings) -> None:
    server.claim(settings)
    with world(settings) as ready:
        migrate(ready)
        server.run(ready)


def work(settings: Settings) -> None:
    with world(settings) as ready:
        worker.run(ready)


def migrate(settings: Settings) -> None:
    with world(settings) as ready:
        postgres.migrate(str(ready.database_url))
        asyncio.run(prepare(ready))


async def prepare(settings: Settings) -> None:
    async with open_runtime(settings) as runtime:
        await frameworks.prepare(runtime)


def export_openapi(settings: Settings) -> None:
    document = json.dumps(create_app(settings).openapi(), indent=2, ensure_ascii=False)
    Path("openapi/openapi.json").write_text(document + "\n")


def export_settings(_settings: Settings) -> None:
    Path("docs/settings.md").write_text(settings_page.page())


def export_register(_settings: Settings) -> None:
    Path("docs/register.md").write_text(register_page.page())


def seed(settings: Settings) -> None:
    from app.seed import demo  # noqa: PLC0415  it draws pictures: what draws stays out of a server's memory

    demo.run(settings)


COMMANDS = {
    "serve": serve,
    "worker": work,
    "migrate": migrate,
    "seed": seed,
    "export-openapi": export_openapi,
    "export-settings": export_settings,
    "export-register": export_register,
}


def import_framework(settings: Settings, path: Path, kind: str | None) -> None:
    edition = framework_files.read(path, kind)
    with world(settings) as ready:
        postgres.migrate(str(ready.database_url))
        outcome = asyncio.run(_load(ready, edition))
    sys.stderr.write(
        f"{edition.code}: {outcome.nodes} skills and groups, {outcome.changed} new or changed, "
        f"{outcome.dropped} obsolete from now on\n"
    )


async def _load(settings: Settings, edition: Edition) -> Outcome:
    def tell(nodes: int) -> None:
        sys.stderr.write(f"{edition.code}: {nodes} of {len(edition.nodes)}\n")

    async with open_runtime(settings) as runtime, runtime.work(SYSTEM) as uow:
        return await framework_imports.load(uow, edition, tell)


def jobs(settings: Settings, ids: list[int]) -> None:
    """Beside a server that runs, or without one."""
    folder = settings.data_dir / "postgres"
    url = settings.database_url or postgres.kept_running(folder)
    with nullcontext(url) if url else postgres.embedded(folder) as reached:
        if ids:
            found = asyncio.run(queue_desk.requeue(reached, ids))
            sys.stdout.write("".join(f"{one}: {'queued again' if one in found else 'is not held'}\n" for one in ids))
        else:
            sys.stdout.write(asyncio.run(queue_desk.survey(reached, SCHEDULE)) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m app")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar=f"{{{','.join(COMMANDS)},import-framework,jobs}}"
    )
    for name, command in COMMANDS.items():
        commands.add_parser(name).set_defaults(run=command)
    files = commands.add_parser("import-framework", help="take in a framework of skills, or its next edition")
    files.add_argument("path", type=Path, help="a file of ours, or a folder of ESCO's or ROME's tables")
    files.add_argument("--kind", choices=framework_files.READERS, help="what it is, where that cannot be seen")
    queue = commands.add_parser("jobs", help="what comes by itself, what waits, and what is held")
    again = queue.add_subparsers().add_parser("requeue", help="try held jobs again")
    again.add_argument("ids", type=int, nargs="+")
    queue.set_defaults(ids=[])
    asked = parser.parse_args()
    settings = Settings()
    configure(settings)
    try:
        if asked.command == "import-framework":
            import_framework(settings, asked.path, asked.kind)
        elif asked.command == "jobs":
            jobs(settings, asked.ids)
        else:
            asked.run(settings)
    except (AlreadyRunning, server.PortTaken, Stopped, UnreadableFramework) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
