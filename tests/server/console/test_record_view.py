"""What the review page shows of one record: its form's rows beside last time and older versions."""

from typing import Any

import pytest

from sync.server.console import record_view
from sync.server.console.record_view import Line, RecordView
from tests.server.browserless import Visitor
from tests.server.console.reading import text_of
from tests.server.people import change, resident, visit
from tests.server.township import ClinicDevice, RunningTownship

PAST: dict[str, Any] = {"visit_date": "2026-08-17", "next_visit_date": "2026-11-16", "heart_rate": 70}


@pytest.fixture(autouse=True)
def _staff(admin: Visitor) -> None:
    """Somebody whose verdict it is."""


def view(township: RunningTownship, change_id: str = "V-1.r1", **typed: dict[str, str]) -> RecordView:
    with township.store.read() as session:
        made = record_view.load(session, change_id, **typed)
    assert made is not None
    return made


def line(shown: RecordView, name: str) -> Line:
    (row,) = [row for row in shown.lines if row.name == name]
    return row


def test_a_record_nobody_sent_has_no_view(township: RunningTownship) -> None:
    with township.store.read() as session:
        assert record_view.load(session, "nobody") is None


def test_a_first_visit_is_shown_whole(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit())
    shown = view(township)
    assert not [run for run in shown.runs if run.folded]
    assert (shown.previous, shown.past, len(shown.versions), shown.resubmitted) == (None, (), 1, False)
    row = line(shown, "sbp")
    assert (row.caption, row.unit, row.new, row.last) == ("血压", "mmHg", "146/88", "—")


def test_what_is_as_last_time_is_folded_into_a_line_that_says_it(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(sbp=138))
    shown = view(township)
    folded = [run for run in shown.runs if run.folded]
    assert [row.name for run in shown.runs if not run.folded for row in run.lines] == [
        "visit_date", "sbp", "heart_rate", "next_visit_date",
    ]  # fmt: skip
    assert any("体重 58.0/55.0 kg" in run.summary for run in folded)
    assert [row.day.isoformat() for row in shown.past if row.day is not None] == ["2026-08-17"]
    assert (line(shown, "sbp").last, line(shown, "sbp").new) == ("146/88", "138/88")


def test_a_row_with_a_finding_is_not_folded(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(heart_rate=70))
    row = line(view(township), "sbp")
    assert not row.changed
    assert [note.level for note in row.notes] == ["warn"]
    assert not row.quiet


def test_a_newer_version_is_compared_with_the_one_before_not_with_last_time(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(sbp=138))
    clinic.round(visit(revision=2, sbp=136))
    row = line(view(township, "V-1.r2"), "sbp")
    assert (row.last, row.old, row.new) == ("146/88", "138/88", "136/88")
    assert [record.revision for record in view(township, "V-1.r2").versions] == [1, 2]
    older = view(township, "V-1.r1")
    assert [record.revision for record in older.versions] == [1], "an older version is shown as it was"


@pytest.mark.parametrize(
    ("mended", "level", "said"),
    [
        ({"sbp": 140}, "ok", "已改。退回意见：“请重新量。”"),
        ({"heart_rate": 80}, "warn", "没改。退回意见：“请重新量。”"),
    ],
)
def test_what_a_return_asked_for_is_said_to_be_done_or_not(
    township: RunningTownship, clinic: ClinicDevice, mended: dict[str, Any], level: str, said: str
) -> None:
    clinic.round(resident(), visit())
    township.decide("V-1.r1", general="整份看一遍", sbp="请重新量。")
    asked = view(township)
    assert ("info", "退回意见：“请重新量。”") in {(note.level, note.text) for note in line(asked, "sbp").notes}
    assert [note.text for note in asked.top] == ["退回：“整份看一遍”"]
    clinic.round(visit(revision=2, **mended))
    again = view(township, "V-1.r2")
    assert (level, said) in {(note.level, note.text) for note in line(again, "sbp").notes}
    assert [note.text for note in again.top] == ["上次退回：“整份看一遍”"]
    assert again.resubmitted


def test_a_remark_on_the_second_figure_of_a_row_stands_at_the_row(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit())
    township.decide("V-1.r1", dbp="舒张压请重新量。")
    assert "退回意见：“舒张压请重新量。”" in {note.text for note in line(view(township), "sbp").notes}


def test_what_the_doctor_overruled_is_seen_with_what_the_machine_said(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    overrules = [{"field": "visit_class", "computed": "2", "chosen": "1", "reason": "家里量的都正常"}]
    clinic.round(resident(), visit(sbp=152, overrules=overrules))
    row = line(view(township), "visit_class")
    assert (row.was, row.new[:1], row.quiet) == ("2", "1", False)


def test_what_was_carried_over_is_marked_when_the_whole_row_was(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit(carried=["salt_now", "salt_target", "smoke_now"]))
    shown = view(township)
    assert line(shown, "salt_now").carried
    assert not line(shown, "smoke_now").carried, "its target was typed"


def test_what_was_typed_in_vain_stands_again_where_it_was_typed(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit())
    shown = view(township, remarks={"weight_kg": "请核对"}, problems={"remark.weight_kg": "意见太长"})
    row = line(shown, "weight_kg")
    assert (row.remark, row.problem, row.quiet) == ("请核对", "意见太长", False)


def test_an_answer_beside_the_paper_is_shown_when_there_is_one(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-0", **PAST), visit(pregnant=True))
    names = {row.name for row in view(township).lines}
    assert "pregnant" in names
    assert "new_complication" not in names
    assert "pregnant" not in {row.name for row in view(township, "V-0.r1").lines}


def test_a_void_visit_is_no_last_time(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit("V-0", **PAST, status="void"), visit())
    assert view(township).previous is None


def test_a_finding_without_a_row_stands_at_the_top(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), visit(status="void"))
    assert [note.text for note in view(township).top] == ["村医把这次随访作废了。"]


def test_a_residents_own_form_has_its_rows(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident())
    clinic.round(resident(revision=2, phone="13900000002"))
    shown = view(township, "R-1.r2")
    row = line(shown, "phone")
    assert (row.old, row.new) == ("13900000001", "13900000002")
    assert [row.name for run in shown.runs if not run.folded for row in run.lines] == ["phone"]
    assert "name（新栏目）" not in {row.caption for row in shown.lines}


def test_a_field_of_tomorrow_is_shown_as_it_came(township: RunningTownship, clinic: ClinicDevice) -> None:
    sent = visit()
    record = sent.data["record"] | {"waist_cm": 84}
    clinic.round(resident(), change("follow_up", "V-1", sent.data | {"record": record}))
    row = line(view(township), "waist_cm")
    assert (row.caption, row.new) == ("waist_cm（新栏目）", "84")


def test_what_this_program_cannot_name_is_still_shown(
    township: RunningTownship, admin: Visitor, clinic: ClinicDevice
) -> None:
    sent = visit()
    record = sent.data["record"] | {"waist_cm_of_tomorrow": "84 <cm>"}
    clinic.round(resident(), sent.model_copy(update={"data": sent.data | {"record": record}}))
    shown = text_of(admin.get("/review/V-1.r1").text)
    assert "waist_cm_of_tomorrow（新栏目）" in shown
    assert "84 <cm>" in shown


def test_why_the_clinic_corrected_a_record_is_read_with_every_later_version(
    township: RunningTownship, clinic: ClinicDevice
) -> None:
    clinic.round(
        resident(),
        visit(),
        visit(revision=2, heart_rate=75, correction_reason="抄错"),
        visit(revision=3, heart_rate=75, weight_kg=59.0),
    )
    assert "更正的理由" not in str(view(township).top)
    for change_id in ("V-1.r2", "V-1.r3"):
        told = [note.text for note in view(township, change_id).top if "更正的理由" in note.text]
        assert told == ["第 2 版更正的理由：“抄错”"]


def test_what_the_clinic_answered_about_a_correction_stands_beside_its_reason(
    township: RunningTownship, clinic: ClinicDevice, admin: Visitor
) -> None:
    answers = [
        {
            "asked": "next_day",
            "answer": "untold",
            "text": "下次随访由 2027-02-24 变成 2026-12-08，新日期：还没告诉本人",
        },
        {"asked": "letter", "answer": "none", "text": "原来的转诊单如果打印过：没有打印过"},
    ]
    clinic.round(
        resident(), visit(), visit(revision=2, heart_rate=75, correction_reason="抄错", correction_answers=answers)
    )
    told = [note.text for note in view(township, "V-1.r2").top if "更正" in note.text]
    assert told == [
        "第 2 版更正的理由：“抄错”",
        f"第 2 版更正时答：{answers[0]['text']}；{answers[1]['text']}",
    ]
    assert "新日期：还没告诉本人" in text_of(admin.get("/review/V-1.r2").text)


def test_why_a_name_was_changed_is_told_of_the_person_too(township: RunningTownship, clinic: ClinicDevice) -> None:
    clinic.round(resident(), resident(name="杨素芳", revision=2, correction_reason="改名"))
    assert "第 2 版更正的理由：“改名”" in [note.text for note in view(township, "R-1.r2").top]
