"""What small groups show of themselves."""

from collections.abc import Iterator
from itertools import combinations_with_replacement, product

from app.policies.small_groups import exact_or_withheld

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
