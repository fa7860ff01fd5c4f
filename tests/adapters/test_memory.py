import platform
import subprocess
import sys

import pytest

PART = 8 * 1024 * 1024
PROGRAM = f"""
import psutil
from app.adapters.memory import give_back_large_blocks

{{choice}}
bytearray({PART})  # one that was freed before
before = psutil.Process().memory_info().rss
parts, pins = [], []
for _ in range(8):
    parts.append(b"x" * {PART})
    pins.append([b"x" * 100_000 for _ in range(4)])  # small ones of others, made between
parts.clear()
print(psutil.Process().memory_info().rss - before)
"""


def kept(choice: str) -> int:
    """Bytes that a process still holds after it let go of eight parts."""
    process = subprocess.run([sys.executable, "-c", PROGRAM.format(choice=choice)], check=True, capture_output=True)
    return int(process.stdout)


def test_a_part_that_went_out_leaves_nothing_in_memory() -> None:
    assert kept("give_back_large_blocks()") < PART


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="it is glibc that keeps them")
def test_without_it_parts_would_stay() -> None:
    assert kept("") > 4 * PART
