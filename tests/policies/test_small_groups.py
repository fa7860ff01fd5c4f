"""What small groups show of themselves."""

from collections.abc import Iterator
from itertools import combinations_with_replacement, pairwise, product
from typing import Any

from sqlalchemy import func, select, true

from app.core.uow import Runtime
from app.policies.small_groups import (
    Group,
    counts_beside_mean,
    exact_or_withheld,
    merged,
    names_one,
    round_down,
    rounded,
)

K_MIN = 5


def readings(total: int, publication: list[int | None]) -> Iterator[tuple[int, ...]]:
    """Yield all counts that could stand behind what was publication, for whoever also knows the total."""
    gaps = publication.count(None)
    for missing in product(range(1, total + 1), repeat=gaps):
        values = iter(missing)
        counts = tuple(next(values) if count is None else count for count in publication)
        if sum(counts) == total:
            yield counts


def test_no_number_of_few_is_found_by_subtraction() -> None:
    looked_at = 0
    for counts in combinations_with_replacement(range(9), 3):
        total = sum(counts)
        if total < K_MIN:
            continue  # nothing of it is publication
        publication = exact_or_withheld(counts, K_MIN)
        assert all(count is None or count == 0 or count >= K_MIN for count in publication)
        for place, count in enumerate(counts):
            if 0 < count < K_MIN and sum(1 for number in counts if number) > 1 and publication.count(None) > 1:
                looked_at += 1
                assert len({reading[place] for reading in readings(total, publication)}) > 1, counts
    assert looked_at > 100


def tables(k_min: int, counts: tuple[int, ...]) -> list[Group]:
    """A table of three rows and two columns, which leave nobody out."""
    rows = [Group((name,), counts[n : n + 2]) for name, n in (("a", 0), ("b", 2), ("c", 4))]
    return merged(rows, k_min)


def test_a_table_counts_nobody_or_many_in_each_cell() -> None:
    rows_told = 0
    for counts in product((0, 1, 2, 4, 5, 6), repeat=6):
        table = tables(K_MIN, counts)
        assert all(count == 0 or count >= K_MIN for row in table for count in row.counts), counts
        columns = [sum(counts[n::2]) for n in range(2)]
        assert table == [] or [sum(row.counts[n] for row in table) for n in range(2)] == columns
        rows_told += len(table) > 1
    assert rows_told > 1_000


def test_a_moved_k_and_two_reads_tell_no_more_than_one() -> None:
    """Rows for a larger k are unions of rows for a smaller one: no difference of two tables is a row of few."""
    for counts in product((0, 1, 3, 4, 7), repeat=6):
        readings = [tables(k_min, counts) for k_min in range(3, 9)]
        for finer, coarser in pairwise(readings):
            for row in coarser:
                parts = [part for part in finer if set(part.names) <= set(row.names)]
                assert sorted(name for part in parts for name in part.names) == sorted(row.names), counts


async def test_what_goes_on_is_counted_in_steps_in_sql_as_in_python(runtime: Runtime) -> None:
    """Below five people the first step is `k_min`, and the next ten; else all are multiples of five."""
    people_series = func.generate_series(0, 40).table_valued("count").render_derived(name="people")
    k_series = func.generate_series(1, 12).table_valued("k").render_derived(name="ks")
    count, k_min = people_series.c["count"], k_series.c.k
    statement = select(count, k_min, rounded(count, k_min)).join_from(people_series, k_series, true())
    async with runtime.database.sessions() as session:
        in_sql = {(people, k): number for people, k, number in await session.execute(statement)}
    assert len(in_sql) == 41 * 12
    for (people, k), number in in_sql.items():
        steps = [0, k, *range(10, 41, 5)] if k < 5 else [0, *(step for step in range(5, 41, 5) if step >= k)]
        assert number == round_down(people, k) == max(step for step in steps if step <= people), (people, k)


def test_beside_its_mean_a_scale_gives_no_withheld_count_away() -> None:
    """Every scale that up to nine people can answer: from all that is told, no count below `k` follows."""
    k, steps = 5, 5
    scales_by_text: dict[tuple[Any, ...], list[tuple[int, ...]]] = {}
    for people in range(k, 10):
        for counts in product(range(people + 1), repeat=steps):
            if sum(counts) == people:
                total = sum(step * count for step, count in enumerate(counts, 1))
                mean = None if names_one(people, total, steps) else round(total / people, 1)
                beside = tuple(counts_beside_mean(exact_or_withheld(counts, k)))
                scales_by_text.setdefault((people, mean, beside), []).append(counts)
    assert len(scales_by_text) > 100
    for (_, _, beside), scales in scales_by_text.items():
        values = [set(column) for column in zip(*scales, strict=True)]
        solved = [value for value in values if len(value) == 1 and 0 < min(value) < k]
        assert solved == [], (beside, scales)
