import pytest

from app.core.errors import Forbidden
from app.models.users import User
from app.policies.age import AgeRequired, GuardianRequired, require_age
from tests.factories import NOW


@pytest.mark.parametrize(
    ("years", "refusal"), [(None, AgeRequired), (0, GuardianRequired), (15, GuardianRequired), (16, None), (99, None)]
)
def test_an_unknown_age_refuses_and_so_does_a_young_one(years: int | None, refusal: type[Forbidden] | None) -> None:
    person = User(birth_year=None if years is None else NOW.year - years)
    if refusal is None:
        require_age(person, NOW)
        return
    with pytest.raises(refusal) as refused:
        require_age(person, NOW)
    assert refused.value.detail == refusal.advice
