"""Who is due: days around the deadline, and what the worklist says of each."""

from datetime import date, timedelta

import pytest

from tests.rules.people import DAY, RULES
from vclinic.rules.schedule import Standing, dated_ahead, standing

VISITED = date(2026, 8, 24)


def of(late: int, satisfied: bool = True, action: str = "ROUTINE") -> Standing | None:
    return standing((VISITED, VISITED, DAY - timedelta(days=late), satisfied, action), DAY, RULES)


def test_nobody_is_called_more_than_ten_days_early() -> None:
    assert of(-11) is None
    assert of(-10) == Standing("soon", "none", "还有 10 天", "none", "常规")


def test_a_new_patient_without_a_visit_comes_first() -> None:
    stand = standing((DAY - timedelta(days=30), None, None, None, None), DAY, RULES)
    assert stand == Standing("never", "warn", "从未随访", "warn", "建专档 30 天，没有首次随访")


@pytest.mark.parametrize(
    ("late", "tile", "text", "level"),
    [(-1, "soon", "还有 1 天", "none"), (0, "soon", "今天到期", "none"), (1, "overdue", "逾期 1 天", "warn")],
)
def test_the_day_itself_is_still_in_time(late: int, tile: str, text: str, level: str) -> None:
    answer = of(late)
    assert answer is not None
    assert (answer.tile, answer.due_text, answer.due_level, answer.danger) == (tile, text, level, "none")


@pytest.mark.parametrize("action", ["REFER", "EMERGENCY_REFER"])
def test_a_referral_not_followed_up_in_time_is_a_danger(action: str) -> None:
    late, in_time = of(1, False, action), of(0, False, action)
    assert late is not None
    assert in_time is not None
    assert (late.danger, late.due_level, late.why) == ("danger", "danger", "转诊后 2 周，还没问结果")
    assert (in_time.danger, in_time.why) == ("warn", "已建议转诊，要问结果")


@pytest.mark.parametrize(("late", "ending"), [(0, "复查"), (3, "复查已过")])
def test_early_revisits_say_why(late: int, ending: str) -> None:
    high, reaction = of(late, False, "ADJUST"), of(late, True, "ADJUST")
    assert high is not None
    assert reaction is not None
    assert (high.danger, high.why) == ("warn", f"上次不满意，2 周{ending}")
    assert (reaction.danger, reaction.why) == ("warn", f"上次有不良反应，2 周{ending}")


def test_a_routine_visit_long_overdue_is_a_warning() -> None:
    ten, eleven = of(10), of(11)
    assert ten is not None
    assert eleven is not None
    assert (ten.danger, eleven.danger) == ("none", "warn")
    assert eleven.why == "常规随访，超过 10 天没有来"


class TestSoonerThanUsual:
    """diabetes.md §5.1: the doctor asks again within three days of a low glucose."""

    @staticmethod
    def asked(days: int, since: int) -> Standing:
        seen = DAY - timedelta(days=since)
        judged = standing((VISITED, seen, seen + timedelta(days=days), True, "EMERGENCY_REFER"), DAY, RULES)
        assert judged is not None
        return judged

    @pytest.mark.parametrize(
        ("since", "tile", "due", "danger", "why"),
        [
            (0, "soon", "还有 3 天", "warn", "已建议转诊，3 天内要问结果"),
            (3, "soon", "今天到期", "warn", "已建议转诊，3 天内要问结果"),
            (4, "overdue", "逾期 1 天", "danger", "转诊后 3 天，还没问结果"),
        ],
    )
    def test_today_has_a_line_from_the_first_day(self, since: int, tile: str, due: str, danger: str, why: str) -> None:
        line = self.asked(3, since)
        assert (line.tile, line.due_text, line.danger, line.why) == (tile, due, danger, why)

    def test_the_usual_two_weeks_are_said_as_weeks(self) -> None:
        assert self.asked(14, 20).why == "转诊后 2 周，还没问结果"
        assert self.asked(13, 20).why == "转诊后 13 天，还没问结果"


def test_a_visit_dated_ahead_is_no_visit_until_it_is_put_right() -> None:
    line = dated_ahead(date(2027, 11, 24))
    assert (line.tile, line.due_text, line.danger) == ("overdue", "日期不对", "warn")
    assert "2027-11-24 在今天之后" in line.why
