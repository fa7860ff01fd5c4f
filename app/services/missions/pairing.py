"""What the same people answered to two surveys that keep names, before and after."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Numeric, Text, Uuid, bindparam, cast, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.core.compiled import Compiled
from app.core.uow import Reading
from app.models.responses import STANDING, MissionResponse
from app.schemas.surveys import PairedResultRead

_BEFORE, _AFTER = aliased(MissionResponse, name="earlier"), aliased(MissionResponse, name="later")
_ANSWER = func.jsonb_each(_AFTER.answers).table_valued(column("key", Text), column("value", JSONB)).alias("said")
_EARLIER = _BEFORE.answers[_ANSWER.c.key]
PAIRS = Compiled(
    select(
        _ANSWER.c.key.label("code"),
        func.count().label("people"),
        func.sum(cast(_EARLIER, Numeric)).label("before"),
        func.sum(cast(_ANSWER.c.value, Numeric)).label("after"),
    )
    .select_from(_AFTER)
    .join(_BEFORE, _BEFORE.user_id == _AFTER.user_id)
    .join(_ANSWER, literal_column("true"))
    .where(_AFTER.mission_id == bindparam("after", type_=Uuid()), _AFTER.state.in_(STANDING))
    .where(_BEFORE.mission_id == bindparam("before", type_=Uuid()), _BEFORE.state.in_(STANDING))
    .where(func.jsonb_typeof(_ANSWER.c.value) == "number", func.jsonb_typeof(_EARLIER) == "number")
    .group_by(_ANSWER.c.key)
)


class Pair(NamedTuple):
    """Exact sums of those who answered a question twice, which nobody but results sees."""

    people: int
    before: int
    after: int

    def published(self, people_before: int, people_after: int, k_min: int) -> PairedResultRead | None:
        """Tell the means of at least `k_min`, where nobody or as many answered one alone: theirs would follow."""
        alone = (people_before - self.people, people_after - self.people)
        if self.people < k_min or any(0 < people < k_min for people in alone):
            return None
        means = (round(total / self.people, 1) for total in (self.before, self.after))
        return PairedResultRead(people=self.people, before=next(means), after=next(means))


async def read(reading: Reading, after: UUID, before: UUID) -> dict[str, Pair]:
    """Return the pairs by question, for a caller who reads the results of both surveys."""
    values = PAIRS.values({"after": after, "before": before})
    rows = await reading.database.reads.fetch(PAIRS.query, *values)
    return {row["code"]: Pair(row["people"], int(row["before"]), int(row["after"])) for row in rows}
