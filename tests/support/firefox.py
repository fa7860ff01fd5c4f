"""Debian's Firefox as Playwright speaks to it. A program: what Playwright starts, instead of Firefox itself."""

import asyncio
import re
import shlex
import shutil
import sys
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, web

FIREFOX = "firefox-esr"
ADDRESS = re.compile(r"ws://127\.0\.0\.1:\d+")
MEDIA_COMMAND = "emulation.setMediaFeaturesOverride"  # to Firefox 153; Playwright 1.65 sends it for each new phone
DOWNLOADS = "browsingContext.downloadWillBegin", "browsingContext.downloadEnd"


@contextmanager
def firefox() -> Iterator[Path | None]:
    """A program that starts Firefox, where there is a Firefox."""
    if shutil.which(FIREFOX) is None:
        yield None
        return
    with TemporaryDirectory() as folder:
        program = Path(folder) / "firefox"
        program.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, __file__])} "$@"\n')
        program.chmod(0o700)
        yield program


def _download_with_id(message: dict[str, Any]) -> dict[str, Any]:
    """A download of a blob has no navigation, after which Playwright calls it."""
    if message.get("method") in DOWNLOADS:
        message["params"]["download"] = message["params"]["url"]
    return message


async def _answer(server: ClientWebSocketResponse, client: web.WebSocketResponse) -> None:
    async for message in server:
        await client.send_json(_download_with_id(message.json()))
    await client.close()


async def _relay(request: web.Request) -> web.WebSocketResponse:
    client = web.WebSocketResponse(max_msg_size=0)
    await client.prepare(request)
    address = f"{request.app[FIREFOX_ADDRESS]}{request.path}"
    async with ClientSession() as session, session.ws_connect(address, max_msg_size=0) as server:
        answers = asyncio.create_task(_answer(server, client))
        async for message in client:
            command = message.json()
            if command["method"] == MEDIA_COMMAND:
                await client.send_json({"type": "success", "id": command["id"], "result": {}})
            else:
                await server.send_json(command)
        await server.close()
        await answers
    return client


FIREFOX_ADDRESS = web.AppKey("firefox_address", str)


async def main() -> None:
    process = await asyncio.create_subprocess_exec(FIREFOX, *sys.argv[1:], stderr=PIPE)
    assert process.stderr
    app = web.Application()
    app.router.add_get("/session", _relay)
    async for line in process.stderr:
        if match := ADDRESS.search(line.decode()):
            app[FIREFOX_ADDRESS] = match[0]
            break
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    [(host, port)] = runner.addresses
    sys.stderr.write(f"WebDriver BiDi listening on ws://{host}:{port}\n")
    sys.stderr.flush()
    async for _line in process.stderr:  # a pipe that nobody reads would stop it
        pass
    await process.wait()


if __name__ == "__main__":
    asyncio.run(main())
