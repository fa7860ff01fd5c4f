"""When an access ends, it has ended on the next request, whatever the way: each end × each way."""

import pytest

from tests.access.endings import ASK_ERASURE, ENDS, End, does
from tests.access.lines import Cell
from tests.access.paths import NEVER_OPEN, PATHS, Path
from tests.access.settlement import Caller, Settlement, canaries
from tests.access.undoing import Answer, undone

OF_COMMUNITY = frozenset({"community", "mission", "team"})
OVER = frozenset({401, 403, 404, 410})


def ways_of(end: End) -> list[Path]:
    return [path for path in PATHS[end.caller] if path.of in end.over]


def test_each_end_is_asked_on_each_of_its_ways() -> None:
    assert len({(end.caller, end.name) for end in ENDS}) == len(ENDS) >= 54
    assert all(ways_of(end) for end in ENDS)
    assert sum(len(ways_of(end)) for end in ENDS) >= 560
    cases = {(end.caller, path.of, path.name) for end in ENDS for path in ways_of(end)}
    assert cases == {(caller, path.of, path.name) for caller, paths in PATHS.items() for path in paths}


def reader(settlement: Settlement, caller: str) -> Caller:
    """Who holds an address needs to be nobody."""
    return settlement.people.get(caller, settlement.people["anonymous"])


@pytest.mark.slow
@pytest.mark.parametrize("caller", [caller for caller in PATHS if caller not in NEVER_OPEN])
async def test_before_each_way_is_open(settlement: Settlement, caller: str) -> None:
    shut = {}
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        for path in PATHS[caller]:
            answer = await path.asked(Cell(settlement, reader(settlement, caller), runtime))
            shows = tells(answer, path) or not path.stays
            if not (200 <= answer.status < 300 and shows):
                shut[path.name] = f"{answer.status} {answer.text[:300]}"
    assert shut == {}


@pytest.mark.slow
@pytest.mark.parametrize("end", ENDS, ids=[f"{end.caller}: {end.name}" for end in ENDS])
async def test_after_its_end_an_access_opens_nothing(settlement: Settlement, end: End) -> None:
    still = {}
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, reader(settlement, end.caller), runtime)
        await end.step(cell)
        for path in ways_of(end):
            answer = await path.asked(cell)
            over = OVER | {422} if path.body else OVER  # what it is about is unknown
            says_nothing = answer.status == 200 and (path.stays or end.neutral)
            if tells(answer, path, end.known) or not (answer.status in over or says_nothing):
                still[path.name] = f"{answer.status} {answer.text[:300]}"
    assert still == {}


@pytest.mark.parametrize("caller", [caller for caller in PATHS if caller not in NEVER_OPEN | {"export_holder"}])
@pytest.mark.slow
async def test_a_request_for_erasure_that_is_taken_back_opens_each_way_again(
    settlement: Settlement, caller: str
) -> None:
    shut = {}
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, reader(settlement, caller), runtime)
        await ASK_ERASURE(cell)
        await does(cell, "owner", "DELETE", "/v1/me/erasure")
        for path in PATHS[caller]:
            answer = await path.asked(cell)
            if not (200 <= answer.status < 300 and (tells(answer, path) or not path.stays)):
                shut[path.name] = f"{answer.status} {answer.text[:300]}"
    assert shut == {}


def tells(answer: Answer, path: Path, nouns: frozenset[str] = frozenset()) -> bool:
    """Of her; and of the community, by what hangs on belonging to it."""
    text = path.said(answer)
    return bool(canaries(text) - nouns - path.wrote or (path.of in OF_COMMUNITY and canaries(text, "our") - nouns))
