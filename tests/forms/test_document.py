"""Records travel as JSON and come back the same; people read them in words, with nothing they wrote changed."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import pytest
from hypothesis import given, strategies as st

from tests.rules.people import DAY, VISIT, judged, order, visit
from vclinic.diseases.hypertension.form import HYPERTENSION_FOLLOW_UP
from vclinic.diseases.hypertension.record import HypertensionFollowUp
from vclinic.domain.fields import Meaning
from vclinic.domain.follow_up import DrugUse, Overrule, Reason
from vclinic.domain.prescription import DietItem, ExerciseAdvice, ThreePrescriptions
from vclinic.forms import document
from vclinic.forms.document import EMPTY, display, from_json, item_text, last_text, line_texts, plain, to_json

FULL = visit(bp_readings=((138, 86), (134, 82)), drugs=(DrugUse("氨氯地平", 1.0, "5 mg"),), aux_exam="血钾 4.1")
EXERCISE = ExerciseAdvice(
    allowed=True, blocked_because="", types=("平地快走",), times_per_week=5, minutes=30, intensity="能说话，不能唱歌", hr_low=97, hr_high=113,
    hr_explain="", resistance="", progression="", stop_rules=("胸痛马上停",),
)  # fmt: skip
THREE = ThreePrescriptions(
    resident_id="r", reasons=(("follow_up", "f"),), diseases=("htn",), issued_on=DAY, review_on=DAY, medication=(order("苯磺酸氨氯地平片", 5, "mg"),),
    diet=(DietItem("salt", "食盐", "<", 5, None, "克/天", "少于 5 克"),), exercise=EXERCISE, goals=(("salt_g", "<5"),),
)  # fmt: skip


def text(field: str, **values: Any) -> str:
    item = HYPERTENSION_FOLLOW_UP.item_of(field)
    assert item is not None
    return item_text(HYPERTENSION_FOLLOW_UP, item, values)


@pytest.mark.parametrize("record", [VISIT, FULL, THREE, replace(THREE, exercise=replace(EXERCISE, hr_low=None)), judged("REFER"), Overrule("a", "1", "2", "b"), Reason("a", "b", "c")])  # fmt: skip
def test_a_record_comes_back_from_its_document(record: Any) -> None:
    assert from_json(type(record), to_json(record)) == record


def test_a_document_is_plain_json() -> None:
    document = to_json(FULL)
    assert (document["visit_date"], document["bp_readings"]) == ("2026-11-24", [[138, 86], [134, 82]])
    assert document["drugs"] == [{"name": "氨氯地平", "times_per_day": 1.0, "dose_text": "5 mg"}]
    assert "extra" not in document
    assert plain(datetime(2026, 11, 24, 9)) == "2026-11-24T09:00:00"


NAMES = st.text(max_size=8).filter(lambda name: name not in HYPERTENSION_FOLLOW_UP.meanings)
FOREIGN = st.dictionaries(NAMES, st.none() | st.integers() | st.text() | st.lists(st.integers()), max_size=4)


@given(FOREIGN)
def test_what_a_newer_program_wrote_survives_the_older_one(newer: dict[str, Any]) -> None:
    document = to_json(VISIT) | newer
    kept = from_json(HypertensionFollowUp, document)
    assert to_json(kept) == document
    assert replace(kept, extra=()) == VISIT


def test_a_foreign_name_never_overwrites_one_of_ours() -> None:
    assert to_json(visit(extra=(("sbp", 999),)))["sbp"] == 136


def test_a_record_without_room_leaves_foreign_names_out() -> None:
    assert from_json(Reason, {"code": "a", "text": "b", "clause": "c", "mood": "d"}) == Reason("a", "b", "c")


@pytest.mark.parametrize(
    ("kind", "change", "fault"),
    [
        (HypertensionFollowUp, {"sbp": "136"}, TypeError), (HypertensionFollowUp, {"sbp": True}, TypeError), (HypertensionFollowUp, {"doctor": 7}, TypeError),
        (HypertensionFollowUp, {"pregnant": 1}, TypeError), (HypertensionFollowUp, {"visit_date": "昨天"}, ValueError),
        (HypertensionFollowUp, {"bp_readings": [[1, 2, 3]]}, ValueError), (HypertensionFollowUp, {"weight_kg": "重"}, ValueError),
    ],
)  # fmt: skip
def test_a_document_that_is_none_of_ours_is_loud(kind: Any, change: dict[str, Any], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        from_json(kind, to_json(VISIT) | change)


def test_only_the_words_of_a_closed_list_are_taken() -> None:
    @dataclass(frozen=True)
    class Seen:
        at: datetime
        how: Literal["paper", "screen"]

    assert from_json(Seen, {"at": "2026-11-24T09:00:00+08:00", "how": "paper"}).at.hour == 9
    with pytest.raises(ValueError, match="smoke"):
        from_json(Seen, {"at": "2026-11-24T09:00:00", "how": "smoke"})


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("visit_way", "1", "1 门诊"), ("visit_way", "8", "8 8"), ("symptom_codes", ("2", "9"), "2 头痛头晕、9 下肢水肿"),
        ("visit_date", DAY, "2026-11-24"), ("visit_date", "2026-11-24", "2026-11-24"), ("sbp", 136, "136"), ("weight_kg", 64, "64.0"),
        ("drink_now", 0.0, "0"), ("drink_now", 1.5, "1.5"), ("pregnant", True, "是"), ("pregnant", False, "否"),
        ("bp_readings", ((138, 86), (134, 82)), "138/86；134/82"), ("other_signs", "—", "—"), ("sbp", None, EMPTY), ("other_signs", "", EMPTY),
        ("drugs", (), EMPTY), ("drugs", [], EMPTY),
    ],
)  # fmt: skip
def test_values_in_words(field: str, value: Any, text: str) -> None:
    assert display(HYPERTENSION_FOLLOW_UP.meanings[field], value) == text


def test_figures_without_places_and_lists_without_labels() -> None:
    assert display(Meaning("剂量", "decimal"), 2.6) == "3"
    assert display(Meaning("代码", "code"), "A7") == "A7"
    assert display(Meaning("代码", "codes"), ("A", "B")) == "A、B"


def test_an_item_stands_as_on_the_paper() -> None:
    assert text("sbp", sbp=136, dbp=84) == "136/84 mmHg"
    assert text("weight_kg", weight_kg=64.5) == "64.5/— kg"
    assert text("smoke_now", smoke_now=5, smoke_target=0) == "5/0 支"
    assert text("adr", adr="1") == "1 无"
    assert text("adr", adr="2", adr_text="氨氯地平，脚踝肿") == "2 有 氨氯地平，脚踝肿"
    assert text("symptom_codes", symptom_other="乏力") == "— 乏力"
    assert text("doctor") == EMPTY


@pytest.mark.parametrize("sentence", ["双肺清 —无啰音", "— —", "血压 — 正常", "{sbp}", "a {} b"])
def test_what_the_doctor_wrote_stays_as_written(sentence: str) -> None:
    assert text("other_signs", other_signs=sentence) == sentence
    assert text("adr", adr="2", adr_text=sentence) == f"2 有 {sentence}"


def test_drugs_as_record_or_as_document_read_the_same() -> None:
    assert text("drugs", drugs=FULL.drugs) == text("drugs", drugs=to_json(FULL)["drugs"]) == "氨氯地平 1 次 5 mg"
    assert text("drugs", drugs=[{"name": "氨氯地平", "times_per_day": 1, "dose_text": ""}]) == "氨氯地平 1 次"


def test_a_pressure_told_by_telephone_says_who_measured_it() -> None:
    assert text("sbp", sbp=136, dbp=84, visit_way="3") == "136/84 mmHg（自测）"
    assert text("sbp", sbp=136, dbp=84, visit_way="1") == "136/84 mmHg"


def last(field: str, **values: Any) -> str:
    item = HYPERTENSION_FOLLOW_UP.item_of(field)
    assert item is not None
    return last_text(HYPERTENSION_FOLLOW_UP, item, values)


@pytest.mark.parametrize(
    ("field", "values", "text"),
    [
        ("sbp", {"sbp": 152, "dbp": 94, "visit_way": "3"}, "152/94"),  # how it was measured stands in its own cell
        ("visit_date", {"visit_date": DAY}, f"{DAY:%m-%d}"),
        ("visit_date", {}, EMPTY),
        ("weight_kg", {"weight_kg": 65.0}, "65.0/—"),
        ("ex_times", {"ex_times": 3, "ex_minutes": 20, "ex_times_target": 5, "ex_minutes_target": 30}, "3×20"),
        ("salt_now", {"salt_now": "2", "salt_target": "1"}, "中/轻"),
        ("salt_now", {"salt_now": "2"}, "中/—"),
        ("visit_class", {"visit_class": "2"}, "2 不满意"),
        ("drink_now", {"drink_now": 1.0, "drink_target": 0.5}, "1/0.5"),
    ],
)
def test_last_time_fits_a_narrow_column(field: str, values: dict[str, Any], text: str) -> None:
    assert last(field, **values) == text


def test_a_decimal_keeps_one_place_and_more_where_they_say_something() -> None:
    fine = Meaning("血糖", "decimal", "mmol/L", decimals=2)
    assert [display(fine, value) for value in (7.0, 7.2, 7.25)] == ["7.0", "7.2", "7.25"]
    assert display(Meaning("酒", "decimal", "两", decimals=1, trims=True), 2.0) == "2"


def test_a_line_has_a_name_and_a_use() -> None:
    item = HYPERTENSION_FOLLOW_UP.item_of("drugs")
    assert item is not None
    assert item.lines is not None
    meaning = HYPERTENSION_FOLLOW_UP.meanings["drugs"]
    assert line_texts(meaning, item.lines, DrugUse("氨氯地平", 1.0, "5 mg")) == ("氨氯地平", "每日 1 次 每次 5 mg")
    assert line_texts(meaning, item.lines, {"name": "氨氯地平"}) == ("氨氯地平", "每日 次 每次")


def test_types_are_looked_up_once_and_read_the_same_every_time() -> None:
    for looked_up in ("_reader", "_readers"):
        getattr(document, looked_up).cache_clear()  # what ran before may have looked them up
    text = to_json(VISIT)
    assert from_json(HypertensionFollowUp, text) == VISIT == from_json(HypertensionFollowUp, text)
