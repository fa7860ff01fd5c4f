"""Running what is written for Node."""

import asyncio
from pathlib import Path

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"


async def run(*command: str | Path, folder: Path = HERE, told: str = "") -> str:
    """What it prints when it is `told` that; what it complains of, when it fails."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.STDOUT
    )
    printed, _ = await process.communicate(told.encode())
    assert process.returncode == 0, printed.decode()
    return printed.decode()
