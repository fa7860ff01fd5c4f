"""The results of a run, for who watches, and as a section of docs/measurements.md."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.year.life import Outcome
from benchmarks.year.promises import table

HEADING = "## A year\n"
COLUMNS = (
    "Promise",
    "Where",
    "Times",
    "Late, as a rule",
    "At worst",
    "After a stop",
    "Replaced",
    "Early, or left out, by a clock ahead",
    "Broken",
)


def text(outcome: Outcome) -> str:
    rows = [COLUMNS, *table(outcome.promises)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows]
    left = [
        f"  {name}: {outcome.leftovers.rows[name]} rows, {many} after their term"
        for name, many in outcome.leftovers.most.items()
    ]
    broken = [f"BROKEN {item}" for item in outcome.broken]
    return "\n".join([*lines, "", "Left in tables, at worst:", *left, "", *broken, summary(outcome)])


def summary(outcome: Outcome) -> str:
    return (
        f"{len(outcome.promises):,} promises in {outcome.length.days} days, {len(outcome.broken)} broken; "
        f"{outcome.moments:,} moments, {outcome.jobs.total():,} jobs"
    )


def note(file: Path, outcome: Outcome, took: float, load: float) -> None:
    """In place of what stood under that heading before."""
    before = file.read_text()
    section = HEADING + _section(outcome, took, load)
    there = re.compile(rf"^{re.escape(HEADING)}.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    after = there.sub(lambda _: section, before) if there.search(before) else before.rstrip() + "\n\n" + section
    file.write_text(after.rstrip() + "\n")


def _section(outcome: Outcome, took: float, load: float) -> str:
    lines = [
        "",
        f"`make year`, {datetime.now(UTC):%d %B %Y}, {took:.0f} s, load before {load:.1f}, {os.cpu_count()} cores.",
        "What it lives through stands in `benchmarks/year/__main__.py`. « Late » is from the instant that was promised",
        "until the first look that found it; what comes by a job of each minute is found a second after the minute.",
        "",
        f"**{summary(outcome)}.**",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|" + "---|" * len(COLUMNS),
        *("| " + " | ".join(row) + " |" for row in table(outcome.promises)),
        "",
        f"Of {len(outcome.leftovers.most)} kinds of rows that have a term, looked for each week: "
        + (", ".join(f"{many} {name}" for name, many in outcome.leftovers.found.items()) or "nothing")
        + " left after it.",
        "",
    ]
    return "\n".join(lines)
