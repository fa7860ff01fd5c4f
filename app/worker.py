import asyncio
import signal

from uvicorn.loops.auto import auto_loop_factory

from app.core.settings import Settings
from app.main import observed, open_runtime, working

LOOP = auto_loop_factory()  # the same as the server's


def run(settings: Settings) -> None:
    with asyncio.Runner(loop_factory=LOOP) as runner:
        runner.run(work(settings))


async def work(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT; running jobs finish."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_runtime(settings) as runtime, observed(runtime), working(runtime):
        await stop.wait()
