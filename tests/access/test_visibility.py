"""What others can see of her is in her list: when all that it names is taken back, nothing of hers is left to see."""

import json

from tests.access.endings import does
from tests.access.lines import Cell
from tests.access.paths import NEVER_OPEN, PATHS
from tests.access.settlement import Settlement, canaries
from tests.access.test_endings import reader
from tests.access.undoing import ask, undone

# Each is asked, or fetched, by an address of its own: `GET /v1/endorsements`, `/v1/exports`, invitations.
ELSEWHERE = frozenset({"endorser", "export_holder", "invited"})
# What a community is, and her name where a mission was sent to her, is no longer hers once she left.
MEMBER_WAYS = frozenset({"session", "community", "team"})
LEFT = frozenset({"name"})
BACK = {
    "grant": "/v1/grants/{}",
    "membership": "/v1/communities/{}/membership",
    "agreement": "/v1/me/guardian",
    "calendar": "/v1/me/mission-calendar",
    "response": "/v1/missions/{{mission}}/response",
}


async def test_all_that_the_list_names_taken_back_others_see_nothing(settlement: Settlement) -> None:
    still, count = {}, 0
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, settlement.people["owner"], runtime)
        answer = await ask(settlement.app, "GET", "/v1/me/visibility?limit=100", settlement.people["owner"].headers)
        rows = json.loads(answer.body)["items"]
        assert {row["kind"] for row in rows} >= {"grant", "response", "membership"}
        for item in sorted(rows, key=lambda row: row["kind"] == "membership"):  # answers before their community
            await does(cell, "owner", "DELETE", BACK[item["kind"]].format(item["id"]))
        for caller in PATHS.keys() - NEVER_OPEN - ELSEWHERE:
            for path in (path for path in PATHS[caller] if path.of not in MEMBER_WAYS):
                count += 1
                answer = await path.asked(Cell(settlement, reader(settlement, caller), runtime))
                nouns = canaries(path.said(answer)) - LEFT - path.wrote
                if nouns:
                    still[caller, path.name] = sorted(nouns)
    assert still == {}
    assert count > 50
