"""The results of a run, as a section of docs/measurements.md."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.faults.ledger import Ledger

TITLE, HEADING = "# Measurements\n", "## Faults\n"


def note(file: Path, found: dict[str, Ledger], seed: int, total: str) -> None:
    """In place of what stood under that heading before."""
    before = file.read_text() if file.exists() else TITLE
    section = HEADING + _section(found, seed, total)
    there = re.compile(rf"^{re.escape(HEADING)}.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    after = there.sub(lambda _: section, before) if there.search(before) else before.rstrip() + "\n\n" + section
    file.parent.mkdir(exist_ok=True)
    file.write_text(after.rstrip() + "\n")


def _section(found: dict[str, Ledger], seed: int, total: str) -> str:
    lines = [
        "",
        f'`make faults ARGS="--seed {seed} --write"`, {datetime.now(UTC):%d %B %Y}, {os.cpu_count()} cores. What each',
        "part does and promises stands in `benchmarks/faults/__main__.py`. « no answer » is a connection that broke,",
        "after which the phone asked again.",
        "",
        f"**{total}.**",
        "",
        "| Part | What | How often, how long |",
        "|---|---|---|",
    ]
    for part, ledger in found.items():
        rows = [(name, value) for name, value in ledger.rows() if name]
        lines += [f"| {part if n == 0 else ''} | {name} | {value} |" for n, (name, value) in enumerate(rows)]
    return "\n".join(lines) + "\n\n"
