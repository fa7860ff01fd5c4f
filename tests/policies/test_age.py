from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import literal, select, update

from app.core.errors import Forbidden, Unprocessable
from app.core.uow import Runtime
from app.models.guardians import GuardedAct, Guardianship, GuardianshipState
from app.models.users import MINIMUM_AGE, User
from app.policies.age import (
    SINCE_AGE,
    AgeRequired,
    BelowMinimumAge,
    GuardianRequired,
    age_bracket,
    check_year,
    decides_alone,
    guardian_allows,
    require_age,
)
from tests.support.people import NOW, Person
from tests.support.rows import add, made


@pytest.mark.parametrize(
    ("years", "refusal"), [(None, AgeRequired), (0, GuardianRequired), (15, GuardianRequired), (16, None), (99, None)]
)
def test_an_unknown_age_refuses_and_so_does_a_young_one(years: int | None, refusal: type[Forbidden] | None) -> None:
    person = User(birth_year=None if years is None else NOW.year - years)
    if refusal is None:
        require_age(person, NOW)
        return
    with pytest.raises(refusal):
        require_age(person, NOW)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Europe/Paris", -1), ("America/Martinique", 4), ("Pacific/Noumea", -11), ("Indian/Reunion", -4)],
)
async def test_the_year_in_which_a_person_decides_alone_begins_where_they_live(
    alice: Person, runtime: Runtime, zone: str, hours: int
) -> None:
    midnight = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    fields = {"birth_year": 2011, "timezone": zone}
    for moment, alone in ((midnight - timedelta(seconds=1), False), (midnight, True)):
        assert User(**fields).may_decide_alone(moment) is alone
        async with runtime.database.sessions() as session:
            await session.execute(update(User).where(User.id == alice.id).values(fields))
            statement = select(decides_alone(literal(moment)), age_bracket(literal(moment))).where(User.id == alice.id)
            row = (await session.execute(statement)).one()
        assert tuple(row) == (alone, "minor" if alone else "under_15")


async def test_the_database_counts_as_we_do_and_knows_what_a_guardian_agreed_to(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    brackets = {None: "unknown", 0: "under_15", 15: "under_15", 16: "minor", 18: "minor", 19: "adult"}
    guardianships: list[tuple[dict[str, object], bool]] = [
        ({"person_id": alice.id, "acts": ["publish", "share"], "state": GuardianshipState.ACTIVE}, True),
        ({"person_id": alice.id, "acts": ["join"], "state": GuardianshipState.ACTIVE}, False),
        ({"person_id": alice.id, "acts": ["publish"], "state": GuardianshipState.ENDED}, False),
        ({"person_id": bob.id, "acts": ["publish"], "state": GuardianshipState.ACTIVE}, False),
    ]
    async with runtime.database.sessions() as session:
        for years, bracket in brackets.items():
            born = None if years is None else NOW.year - years
            await session.execute(update(User).where(User.id == alice.id).values(birth_year=born))
            statement = select(age_bracket(literal(NOW))).where(User.id == alice.id)
            assert await session.scalar(statement) == bracket, years
            alone = await session.scalar(select(decides_alone(literal(NOW))).where(User.id == alice.id))
            assert alone is User(birth_year=born).may_decide_alone(NOW) is (bracket in {"minor", "adult"}), years
        for fields, allows in guardianships:
            async with session.begin_nested() as savepoint:
                await add(session, made(Guardianship, **fields))
                question = select(guardian_allows(GuardedAct.PUBLISH)).where(User.id == alice.id)
                assert await session.scalar(question) is allows, fields
                await savepoint.rollback()


def test_a_guardian_who_agrees_stands_in_for_age_but_not_for_an_unknown_one() -> None:
    require_age(User(birth_year=NOW.year), NOW, is_exempt=True)
    with pytest.raises(AgeRequired):
        require_age(User(birth_year=None), NOW, is_exempt=True)


def test_a_year_of_birth_is_of_somebody_who_lives_now() -> None:
    for years in (None, MINIMUM_AGE, 120):
        check_year(None if years is None else NOW.year - years, NOW)
    for years in (0, MINIMUM_AGE - 1):
        with pytest.raises(BelowMinimumAge) as young:
            check_year(NOW.year - years, NOW)
        assert young.value.title == SINCE_AGE
    for years in (-1, 121):
        with pytest.raises(Unprocessable) as refusal:
            check_year(NOW.year - years, NOW)
        [fault] = cast("list[Any]", refusal.value.extensions["errors"])
        assert (fault["pointer"], fault["code"]) == ("/birth_year", "no_year_of_birth")
        assert fault["message"].en == f"must be from {NOW.year - 120} to {NOW.year}"
