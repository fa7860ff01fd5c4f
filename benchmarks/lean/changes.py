"""What the application asks the server for: what changed, as its own address says it."""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from re import search
from uuid import UUID

from app.core.changes import Kind
from app.core.cursors import owner_of, seal
from benchmarks.lean import dataset
from benchmarks.lean.requests import ask, bearer, get
from benchmarks.world import PORT, World

HEAD, LARGE, MOMENTS = 100, 500, 20_000
STARTS, FIRST_SECONDS, WHOLE_SECONDS = 5, 0.05, 4.0
CLIENT = Path(__file__).parents[2] / "client" / "src" / "sync" / "pull.ts"
LIVED = """
with made as (
  insert into experiences (id, owner_id, title, text, lived_at, lived_precision, utc_offset, lived_on, captured_at,
    received_at, people, tags, skills, language, completeness, version, updated_at, born_as)
  select uuidv7(), owner_id, title, text, lived_at - n * interval '1 day', lived_precision, utc_offset, lived_on - n,
    captured_at, received_at, people, tags, skills, language, completeness, version, updated_at, born_as
  from experiences, generate_series(1, $2::int) n where owner_id = $1 returning id, owner_id)
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select owner_id, 'experience', id, 100 + row_number() over (), 1, false, now() from made
"""


def kinds() -> list[str]:
    """The kinds that the application names."""
    match = search(r"const TYPES =\s*((?:\"[^\"]*\"[\s+]*)+);", CLIENT.read_text())
    assert match is not None
    return "".join(match[1].split('"')[1::2]).split(",")


def changes_path(author: int, seen: int) -> str:
    """The address of what came after so many changes of that person."""
    types = kinds()
    cursor = seal(owner_of(UUID(dataset.uid(1, author)).bytes, "sync", *sorted(map(Kind, types))), (seen, HEAD))
    return f"/v1/sync?types={','.join(types)}&cursor={cursor}"


def since(author: int, many: int) -> str:
    """The instant after which that person has so many entries."""
    at = dataset.BASE - timedelta(minutes=author + dataset.AUTHORS * many)
    return at.isoformat().replace("+", "%2B")


def first_and_whole(here: World) -> Iterator[str]:
    """The first answers after starts, and a phone that begins with all moments of its person."""
    nothing = _after_starts(here, 0, changes_path(0, HEAD))
    twenty = _after_starts(here, 1, changes_path(1, HEAD - 20))
    worst = max(nothing, twenty)
    yield (
        f"first answer after a start: {nothing * 1000:.0f} ms of nothing, {twenty * 1000:.0f} ms of 20 changes "
        f"(median of {STARTS}); must {FIRST_SECONDS * 1000:.0f}: " + ("ok" if worst <= FIRST_SECONDS else "ABOVE")
    )
    person = UUID(dataset.uid(1, 2))
    here.sql(LIVED, person, MOMENTS // HEAD - 1)
    here.sql("update feeds set seq = $2 where user_id = $1", person, MOMENTS)
    here.sql("analyze experiences, changes")
    with here.serving(PORT):
        seconds = statistics.median(_whole(2) for _ in range(3))
    yield f"{MOMENTS} moments from the start: {seconds:.1f} s; must {WHOLE_SECONDS}: " + (
        "ok" if seconds <= WHOLE_SECONDS else "ABOVE"
    )


def _after_starts(here: World, author: int, path: str) -> float:
    seconds = []
    for _ in range(STARTS):
        with here.serving(PORT):
            request = get(path, bearer(author))
            began = time.perf_counter()
            ask(PORT, request)
            seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def _whole(author: int) -> float:
    seen, path, began = 0, f"/v1/sync?types={','.join(kinds())}", time.perf_counter()
    cursor, limit = "", ""
    while True:
        page = ask(PORT, get(f"{path}{limit}{cursor}", bearer(author)))
        seen += len(page["changes"])
        if not page["has_more"]:
            assert seen == MOMENTS, seen
            return time.perf_counter() - began
        cursor, limit = f"&cursor={page['next_cursor']}", f"&limit={LARGE}"
