from datetime import UTC, datetime, timedelta

import pytest

from app.models.reports import AppealClosed, Measure, Report


@pytest.mark.parametrize("day", [datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 8, 31, 23, 59, tzinfo=UTC)])
@pytest.mark.parametrize("subject", ["report", "measure"])
def test_a_decision_can_be_appealed_against_for_six_months_of_the_calendar(subject: str, day: datetime) -> None:
    decision = Report(decided_at=day) if subject == "report" else Measure(taken_at=day)
    end = day.replace(year=2027, month=2, day=28) if day.month == 8 else day.replace(month=9)
    assert decision.appeal_end == end
    with pytest.raises(AppealClosed):
        decision.appeal_against("Trop tard", end)
    assert decision.appeal_against("À temps", end - timedelta(seconds=1))
    assert not decision.may_appeal(end - timedelta(seconds=1))


def test_what_is_not_decided_cannot_be_appealed_against() -> None:
    report = Report()
    assert report.appeal_end is None
    assert not report.may_appeal(datetime(2026, 3, 1, tzinfo=UTC))
