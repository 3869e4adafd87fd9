"""A row of the worklist puts together who somebody is, what they are followed up for, and how they stand."""

from datetime import date

import pytest

from vclinic.rules.schedule import Standing
from vclinic.services.returned import ReturnedRecord
from vclinic.services.work_row import NO_CARE, Care, WorkRow, by_household, row_of, to_mend
from vclinic.storage.resident_lists import Card
from vclinic.storage.worklist import Managed

DAY = date(2026, 11, 24)
CARD = Card("r1", "刘大山", "1", date(1960, 11, 24), "三组", "刘大山", "三组 8 号", "h1")
LATE = Standing("overdue", "danger", "逾期 7 天", "danger", "转诊后 2 周，还没问结果")


def managed(disease: str, visited: date | None, due: date | None, satisfied: bool | None, summary: str) -> Managed:
    return Managed("r1", disease, date(2020, 1, 1), "f1" if visited else None, visited, due, satisfied, None, summary)


def row(*followed: Managed, registers: tuple[str, ...] = ("htn", "t2dm")) -> WorkRow:
    return row_of(CARD, Care(registers, list(followed)), LATE, DAY, "f9")


def test_it_says_who_where_and_how_old_on_the_day() -> None:
    made = row()
    assert (made.resident_id, made.name, made.sex_code, made.age) == ("r1", "刘大山", "1", 66)
    assert (made.household_id, made.household_head, made.village_group) == ("h1", "刘大山", "三组")
    assert row_of(CARD, NO_CARE, LATE, date(2026, 11, 23), "").age == 65


def test_it_carries_the_judgement_and_the_visit_it_opens() -> None:
    made = row()
    assert (made.tile, made.danger, made.due_text, made.due_level) == ("overdue", "danger", "逾期 7 天", "danger")
    assert (made.why, made.follow_up_id, made.returned) == ("转诊后 2 周，还没问结果", "f9", ("", ""))


def test_two_diseases_are_told_one_after_the_other_with_the_last_visit_and_the_first_due_day() -> None:
    made = row(
        managed("htn", date(2026, 11, 7), date(2026, 11, 21), False, "178/104"),
        managed("t2dm", date(2026, 8, 2), date(2026, 11, 17), True, "空腹 6.1"),
    )
    assert made.last_text == "178/104，空腹 6.1"
    assert made.lasts == (("178/104", True), ("空腹 6.1", False))
    assert (made.last_on, made.due_on) == (date(2026, 11, 7), date(2026, 11, 17))


@pytest.mark.parametrize(("satisfied", "high"), [(False, True), (True, False), (None, False)])
def test_only_a_judgement_against_it_marks_a_figure(satisfied: bool | None, high: bool) -> None:
    made = row(managed("htn", date(2026, 11, 7), date(2026, 11, 21), satisfied, "148/92"))
    assert (made.last_high, made.lasts) == (high, (("148/92", high),))


def test_before_the_first_visit_there_is_nothing_to_tell() -> None:
    made = row(managed("htn", None, None, None, ""))
    assert (made.last_text, made.lasts, made.last_on, made.due_on, made.last_high) == ("", (), None, None, False)


def test_a_register_without_a_follow_up_is_named_all_the_same() -> None:
    assert row(registers=("htn", "copd")).diseases == ("htn", "copd")


def test_what_the_township_sent_back_is_named_by_kind_and_id() -> None:
    sent = ReturnedRecord(
        entity="follow_up",
        entity_id="f7",
        what="高血压随访",
        resident_id="r1",
        name="刘大山",
        sex_code="1",
        age=66,
        day=DAY,
        remarks=(),
        general="请核对",
        deadline=None,
        reviewer="林晓燕",
        overdue=False,
    )
    mended = to_mend(row(), sent)
    assert mended.returned == ("follow_up", "f7")
    assert mended.follow_up_id == "f9"


def test_a_home_of_one_has_no_companions_and_a_home_of_two_stays_together() -> None:
    def at(number: str, home: str, danger: str) -> WorkRow:
        card = Card(number, number, "1", CARD.birth_date, "", "", "", home)
        return row_of(card, NO_CARE, Standing("soon", danger, "", "none", ""), DAY, "")

    ordered = by_household([at("a", "h1", "none"), at("b", "h2", "warn"), at("c", "h1", "danger"), at("d", "", "info")])
    assert [(one.resident_id, one.companions) for one in ordered] == [("c", 2), ("a", 2), ("b", 1), ("d", 1)]
