"""Who may never be advised what: the rows of the table at their limits, and what they do to diet and exercise."""

from dataclasses import replace
from typing import Any

import pytest

from tests.rules.people import CATALOG, DAY, person
from vclinic.domain.prescription import DietItem, ExerciseAdvice
from vclinic.rules.labs import Lab, Labs
from vclinic.rules.veto_table import veto_table
from vclinic.rules.vetoes import DaySigns, bind_effort, day_signs, diet_after, exercise_after, must_go, said, vetoes

ADVICE = ExerciseAdvice(True, "", ("平地快走",), 5, 30, "能说话", 96, 112, "", "举水瓶", "", ("头晕马上停",))


def codes(who: dict[str, Any] | None = None, **signs: Any) -> list[str]:
    """Rows that apply to the ordinary person so changed, on a day with these signs."""
    return [veto.row.code for veto in vetoes(person(**(who or {})), DaySigns(**signs), CATALOG)]


def ill(*diseases: str, **more: Any) -> dict[str, Any]:
    return {"diseases": frozenset(diseases)} | more


def potassium(value: float) -> dict[str, Any]:
    return {"labs": Labs(potassium_mmol_l=Lab(value, DAY))}


def test_nothing_applies_to_somebody_ordinary() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("who", "signs", "row"),
    [
        ({"pregnant": True}, {}, "V1"), (ill("pregnancy"), {}, "V1"), (ill("lactation"), {}, "V2"),
        ({}, {"danger": "有危急情况"}, "V3"), ({}, {"temperature": 37.3}, "V3"), ({}, {"conditions": frozenset({"fever"})}, "V3"),
        ({}, {"spo2": 89}, "V3"), (ill("acute"), {}, "V3"), (ill("heart_failure"), {"swollen": True}, "V3"),
        ({}, {"sbp": 181, "dbp": 90}, "V4"), ({}, {"sbp": 150, "dbp": 111}, "V4"),
        ({}, {"heart_rate": 101}, "V5"), ({}, {"heart_rate": 99, "pulse_most": 98}, "V5"), ({}, {"heart_rate": 54}, "V6"),
        ({"drugs": ("倍他乐克",)}, {}, "V7"), ({"drugs": ("合心爽",)}, {}, "V7"), ({"drugs": ("伊伐布雷定片",)}, {}, "V7"),
        (ill("heart_failure"), {}, "V8"), (ill("recent_cardiac"), {}, "V9"), (ill("unstable_angina"), {}, "V9"),
        (ill("acute_stroke"), {}, "V9"), (ill("dm_retinopathy"), {}, "V10"), ({"egfr": 29.9}, {}, "V11"), (ill("dialysis"), {}, "V11"),
        (ill("gout"), {}, "V12"), (ill("hyperuricaemia"), {}, "V12"), (ill("ckd"), {}, "V13"), ({"egfr": 59.9}, {}, "V13C"),
        ({"drugs": ("科素亚",)}, {}, "V13"), ({"drugs": ("螺内酯片",)}, {}, "V13"), (potassium(5.1), {}, "V13K"),
        (ill("hyperkalaemia"), {}, "V13K"), (ill("t2dm"), {}, "V14"), (ill("gdm"), {}, "V14"), ({"drugs": ("亚莫利",)}, {}, "V15"), ({"drugs": ("门冬胰岛素30",)}, {}, "V15"),
        (ill("copd"), {"bmi": 20.9}, "V16"), (ill("copd", age=80), {"bmi": 21.9}, "V16"), (ill("copd"), {}, "V17"),
        ({}, {"low_often": True}, "V18"), ({}, {"fasting": 3.99, "glucoses": (3.99,)}, "V18"), ({}, {"glucoses": (3.9,)}, "V18"),
        ({}, {"glucoses": (16.8,)}, "V19"), (ill("osteoporosis"), {}, "V20"), (ill("falls"), {}, "V20"), (ill("alone", age=75), {}, "V20"),
        (ill("dysphagia"), {}, "V21"), (ill("cirrhosis"), {}, "V22"), (ill("hepatitis"), {}, "V22"), (ill("stoma"), {}, "V23"),
        (ill("recent_surgery"), {}, "V23"), ({}, {"bmi": 18.4}, "V24"), (ill("eating_disorder"), {}, "V24E"),
        (ill("alcohol_dependence"), {}, "V25"), (ill("chd"), {}, "CHD"), (ill("stroke"), {}, "STROKE"), ({}, {"smokes": True}, "SMOKE"),
    ],
)  # fmt: skip
def test_a_row_applies(who: dict[str, Any], signs: dict[str, Any], row: str) -> None:
    assert row in codes(who, **signs)


@pytest.mark.parametrize(
    ("who", "signs", "row"),
    [
        ({}, {"temperature": 37.2}, "V3"), ({}, {"spo2": 90}, "V3"), ({}, {"sbp": 180, "dbp": 110}, "V4"),
        ({}, {"heart_rate": 100}, "V5"), ({}, {"heart_rate": 98, "pulse_most": 98}, "V5"), ({}, {"heart_rate": 55}, "V6"),
        ({"egfr": 30.0}, {}, "V11"), ({"egfr": 60.0}, {}, "V13"), (potassium(5.0), {}, "V13"), ({"drugs": ("苯磺酸氨氯地平片",)}, {}, "V13"),
        (ill("copd"), {"bmi": 21.0}, "V16"), (ill("copd", age=80), {"bmi": 22.0}, "V16"), ({}, {"bmi": 19.0}, "V16"),
        ({}, {"fasting": 4.0, "glucoses": (4.0,)}, "V18"), ({}, {"glucoses": (16.7,)}, "V19"), (ill("alone", age=74), {}, "V20"),
        ({}, {"bmi": 18.5}, "V24"), (ill(), {"swollen": True}, "V3"),
    ],
)  # fmt: skip
def test_a_row_does_not_apply(who: dict[str, Any], signs: dict[str, Any], row: str) -> None:
    assert row not in codes(who, **signs)


def test_each_row_of_the_table_can_apply_and_says_what_not_to_do() -> None:
    for row in veto_table().rows:
        assert row.not_advised
        assert all(sentence.startswith("不要") for sentence in row.not_advised)


class TestSigns:
    def test_a_visit_is_read_by_the_names_of_its_form(self) -> None:
        signs = day_signs(
            {"sbp": 150, "dbp": 90, "fbg": 6.1, "pbg": 9.0, "hypoglycemia": "3", "smoke_now": 5, "heart_rate": 70}
        )
        assert (signs.sbp, signs.glucoses, signs.fasting, signs.low_often, signs.smokes) == (
            150,
            (6.1, 9.0),
            6.1,
            True,
            True,
        )

    def test_weight_over_height_wherever_the_height_is_known(self) -> None:
        assert day_signs({"weight_kg": 64.0, "height_cm": 160.0}).bmi == 25.0
        assert day_signs({"weight_kg": 64.0}, 160.0).bmi == 25.0
        assert day_signs({"bmi": 22.1}).bmi == 22.1

    def test_what_was_written_by_hand_counts(self) -> None:
        signs = day_signs({"other_signs": "血氧 86%，体温38.2", "symptom_other": "双腿肿", "visit_date": DAY})
        assert (signs.spo2, signs.temperature, signs.swollen) == (86, 38.2, True)

    @pytest.mark.parametrize(
        ("values", "swollen"),
        [
            ({"symptom_codes": ("9",)}, True), ({"symptom_codes": ("8",)}, False),
            ({"symptom_codes": ("8",), "fbg": 6.0}, True), ({"symptom_codes": ("9",), "fbg": 6.0}, False),
            ({"symptom_codes": ("9",), "fbg": 6.0, "salt_now": "1"}, True),
        ],
    )  # fmt: skip
    def test_swollen_legs_have_another_number_on_each_form(self, values: dict[str, Any], *, swollen: bool) -> None:
        assert day_signs(values).swollen is swollen

    def test_danger_is_what_the_doctor_confirmed_or_a_new_complication(self) -> None:
        assert day_signs({"emergency_signs": ("headache",)}).danger == "有危急情况"
        assert day_signs({"new_complication": True}).danger == "有新的并发症或加重"
        assert day_signs({"new_complication": True}, danger="先转诊").danger == "先转诊"


def line(code: str, origin: str = "auto") -> DietItem:
    return DietItem(code, code, op="text", value=None, high=None, unit="", text=f"原来的 {code}", origin=origin)


class TestDiet:
    def test_a_line_goes_and_another_stands_in_its_place(self) -> None:
        vetoed = vetoes(person(egfr=25.0), DaySigns(), CATALOG)
        left = {item.item_code: item for item in diet_after((line("salt"), line("veg"), line("fruit")), vetoed)}
        assert list(left) == ["salt", "low_na_salt", "protein", "water", "veg_fruit"]
        assert left["water"].explain == "肾小球滤过率 25，低于 30"

    @pytest.mark.parametrize("origin", ["doctor", "carried", "conflict"])
    def test_the_doctors_own_line_and_one_to_be_decided_stay(self, origin: str) -> None:
        vetoed = vetoes(person(egfr=25.0), DaySigns(), CATALOG)
        left = diet_after((line("veg", origin), line("protein", origin)), vetoed)
        assert [item.text for item in left][:2] == ["原来的 veg", "原来的 protein"]

    def test_what_one_row_takes_away_no_other_brings_back(self) -> None:
        vetoed = vetoes(person(diseases=frozenset(("eating_disorder",))), DaySigns(danger="危急"), CATALOG)
        assert "weight" not in [item.item_code for item in diet_after((line("weight"),), vetoed)]


class TestExercise:
    def test_stopped_today_says_why(self) -> None:
        advice = exercise_after(ADVICE, vetoes(person(), DaySigns(spo2=86), CATALOG))
        assert (advice.allowed, advice.blocked_because) == (False, "今日不运动，先处理：血氧 86%")

    def test_a_reason_the_disease_gave_is_kept(self) -> None:
        blocked = replace(ADVICE, allowed=False, blocked_because="今日不运动：血压 190/100")
        assert exercise_after(blocked, vetoes(person(), DaySigns(sbp=190, dbp=100), CATALOG)) == blocked

    def test_the_gentlest_of_two_efforts_counts(self) -> None:
        who = person(diseases=frozenset(("copd", "chd", "stroke")))
        advice = exercise_after(ADVICE, vetoes(who, DaySigns(), CATALOG))
        assert (advice.types, advice.hr_low, advice.hr_explain) == (("慢走散步",), None, "有脑卒中")
        assert advice.stop_rules[0] == "康复人员看过再开始"

    def test_frail_people_hold_on_and_are_told_how_hard_by_the_disease(self) -> None:
        frail = vetoes(person(diseases=frozenset(("falls",))), DaySigns(), CATALOG)
        advice = exercise_after(ADVICE, frail)
        assert advice.types == ("平地走，扶稳", "扶着椅子坐下、站起")
        assert (advice.intensity, advice.hr_low, advice.hr_high) == ("能说话", 96, 112)
        assert not bind_effort(frail)
        assert bind_effort(vetoes(person(diseases=frozenset(("falls", "chd"))), DaySigns(), CATALOG))

    def test_no_weights_where_pressing_is_dangerous(self) -> None:
        assert (
            exercise_after(ADVICE, vetoes(person(diseases=frozenset(("stoma",))), DaySigns(), CATALOG)).resistance == ""
        )

    def test_without_a_veto_nothing_changes(self) -> None:
        assert exercise_after(ADVICE, ()) == ADVICE


def test_each_sentence_is_said_once() -> None:
    sentences = said(
        vetoes(person(diseases=frozenset(("ckd",)), egfr=25.0, drugs=("缬沙坦胶囊",)), DaySigns(), CATALOG)
    )
    assert len(sentences) == len(set(sentences))
    assert sentences.count("不要用低钠盐") == 1


@pytest.mark.parametrize(
    ("who", "signs", "go"),
    [
        ({}, {}, ""), ({}, {"spo2": 86}, "now"), (ill("acute"), {}, "now"), (ill("heart_failure"), {"swollen": True}, "first"),
        (potassium(5.6), {}, "first"), (potassium(5.5), {}, ""), (ill("recent_cardiac"), {}, "first"), (ill("heart_failure"), {}, ""),
        ({}, {"sbp": 181, "dbp": 90}, "now"),
    ],
)  # fmt: skip
def test_some_must_go_to_the_upper_level(who: dict[str, Any], signs: dict[str, Any], go: str) -> None:
    assert must_go(person(**who), DaySigns(**signs), CATALOG) == go


@pytest.mark.parametrize(
    ("code", "part", "phrase"),
    [
        ("V1", "stop_rules", "出血"),
        ("V14", "not_advised", "水果不能敞开吃"),
        ("V24", "not_advised", "查瘦的原因"),
    ],
)
def test_a_row_says_all_that_its_line_of_the_table_asks(code: str, part: str, phrase: str) -> None:
    (row,) = [row for row in veto_table().rows if row.code == code]
    assert phrase in "".join(getattr(row, part))
