"""Running what is written for Node."""

import asyncio
from pathlib import Path

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"


async def run(*command: str | Path, folder: Path = FOLDER, text: str = "") -> str:
    """What it prints when it is `told` that; what it complains of, when it fails."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate(text.encode())
    assert process.returncode == 0, output.decode()
    return output.decode()
