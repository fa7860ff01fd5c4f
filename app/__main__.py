import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app import server, settings_page, worker
from app.adapters import postgres, seaweed
from app.adapters.processes import AlreadyRunning
from app.core.logs import configure
from app.core.settings import Settings
from app.main import create_app, open_runtime
from app.seed.visitor import Stopped
from app.services import frameworks


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
        asyncio.run(worker.work(ready))


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
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m app")
    parser.add_argument("command", choices=COMMANDS)
    command = parser.parse_args().command
    settings = Settings()
    configure(settings)
    try:
        COMMANDS[command](settings)
    except (AlreadyRunning, server.PortTaken, Stopped) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
