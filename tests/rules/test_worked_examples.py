"""three_prescriptions.md §1.5 and §8, prescription_and_drugs.md §1.2: people and what must, or must never, be written for
them. Examples of what the program does not keep yet (COPD, SpO2, swallowing) are not among them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.diseases.diabetes import people as diabetic
from tests.rules import people as hypertensive
from tests.rules.people import CATALOG, DAY, RULES, judged, order, report
from vclinic.diseases.diabetes.disease import DIABETES
from vclinic.diseases.hypertension.disease import HYPERTENSION
from vclinic.diseases.visits import JudgedVisit
from vclinic.domain.prescription import Check, MedicationOrder, ThreePrescriptions
from vclinic.rules.contribution import Contribution
from vclinic.rules.lifestyle import lifestyle_of
from vclinic.rules.person import PersonFacts
from vclinic.rules.three_prescriptions import draft_three


def somebody(age: int, sex: str, *diseases: str, drugs: Sequence[str] = (), **known: Any) -> PersonFacts:
    known = {"allergies_asked": True} | known
    return PersonFacts(age=age, sex_code=sex, diseases=frozenset(diseases), drugs=tuple(drugs), **known)


def brought(who: PersonFacts, values: dict[str, Any], action: str = "ROUTINE") -> list[Contribution]:
    """What each disease of the person brings that is followed up here."""
    parts: list[Contribution] = []
    if "htn" in who.diseases:
        own = {name: value for name, value in values.items() if name in HYPERTENSION.form.meanings}
        visit = JudgedVisit("htn", "h", hypertensive.values(**own), judged(action))
        parts.append(HYPERTENSION.contribute(visit, who, RULES, CATALOG))
    if "t2dm" in who.diseases:
        own = {name: value for name, value in values.items() if name in DIABETES.form.meanings}
        visit = JudgedVisit("t2dm", "d", diabetic.values(**own), judged(action))
        parts.append(DIABETES.contribute(visit, who, diabetic.RULES, CATALOG))
    return parts


def prescribed(who: PersonFacts, **values: Any) -> ThreePrescriptions:
    """All three of them as they would be drafted for the first time."""
    form = diabetic.values if "htn" not in who.diseases else hypertensive.values
    known = {name: value for name, value in values.items() if name in form()}
    return draft_three(
        brought(who, values),
        lifestyle=lifestyle_of(form(**known)),
        person=replace(who, heart_rate=values.get("heart_rate"), sbp=values.get("sbp")),
        regimen=(),
        previous=None,
        catalog=CATALOG,
        days=28,
        issued_on=DAY,
        review_on=DAY,
    )


def written(three: ThreePrescriptions) -> str:
    """Everything the resident is told."""
    exercise = three.exercise
    moves = [*exercise.types, exercise.intensity, *exercise.stop_rules] if exercise.allowed else []
    heart = f"心率 {exercise.hr_low}–{exercise.hr_high}" if exercise.allowed and exercise.hr_low else ""
    diet = [f"{item.text}（{item.explain}）" for item in three.diet]
    return "\n".join([*diet, *moves, heart, exercise.blocked_because, *three.warnings])


def drugs_checked(who: PersonFacts, *orders: MedicationOrder) -> list[Check]:
    return list(report(orders, who).checks)


def severities(who: PersonFacts, *orders: MedicationOrder) -> set[str]:
    return {check.severity for check in drugs_checked(who, *orders)}


EXAMPLES = [
    pytest.param(
        somebody(32, "2", "htn", drugs=["盐酸拉贝洛尔片"], pregnant=True), {"sbp": 146, "dbp": 92, "pregnant": True},
        ["少于 5 克", "一口不喝", "轻松走，能说话"], ["kg，3 个月", "心率 "], id="W1 with child",
    ),
    pytest.param(
        somebody(66, "1", "htn", "gout", drugs=["缬沙坦胶囊"]), {"drink_now": 2.0, "drink_target": 1.0},
        ["少于 5 克", "鱼虾少量", "一口不喝", "不用低钠盐"], ["每周 2 次以上", "可以换低钠盐"], id="W2 gout",
    ),
    pytest.param(
        somebody(70, "2", "htn", "ckd", egfr=38.0, drugs=["缬沙坦胶囊"]), {},
        ["少于 5 克", "不用低钠盐", "先问卫生院"], ["可以换低钠盐"], id="W3 kidneys",
    ),
    pytest.param(
        somebody(58, "1", "t2dm", drugs=["胰岛素 门冬 30"]), {"fbg": 6.1},
        ["主食每天", "身上带糖", "饭后 1 小时走", "每天看脚", "胰岛素不能自己全停"], ["200–350", "空腹锻炼"], id="W4 insulin",
    ),
    pytest.param(
        somebody(60, "1", "htn", "t2dm", drugs=["酒石酸美托洛尔片"]), {"weight_kg": 78.0, "height_cm": 170.0, "weight_target": None},
        ["少于 5 克", "45%–60%", "12–13", "78.0 → 74.0 kg，3 个月"], ["心率 96"], id="W5 both, with a beta blocker",
    ),
    pytest.param(
        somebody(60, "1", "htn", "t2dm"), {"heart_rate": 72}, ["心率 96–112"], ["心率 80–112"], id="W6 both, without",
    ),
    pytest.param(
        somebody(82, "2", "htn"), {"weight_kg": 62.7, "height_cm": 160.0, "weight_target": None},
        ["保持，不减重", "每月量 2 次"], ["23.9", "3 个月"], id="W7 an old woman",
    ),
    pytest.param(
        somebody(63, "2", "t2dm", drugs=["格列美脲片"]), {"fbg": 3.6},
        ["先不减", "今日不运动", "15–20 克糖"], ["→ 300"], id="W10 low glucose",
    ),
    pytest.param(
        somebody(55, "1", "htn"), {"sbp": 184, "dbp": 112, "emergency_signs": ("headache",)},
        ["今日不运动：血压 184/112"], ["快走", "心率 "], id="W11 a dangerous pressure",
    ),
    pytest.param(
        somebody(69, "1", "htn", "chd", drugs=["酒石酸美托洛尔片"]), {"heart_rate": 52}, ["Borg 11–13", "先问上级"], ["心率 "], id="W12 a slow pulse",
    ),
    pytest.param(
        somebody(66, "1", "htn", "hyperkalaemia", drugs=["依那普利片", "螺内酯片"]), {},
        ["不用低钠盐", "先问卫生院"], ["可以换低钠盐"], id="W16 potassium",
    ),
    pytest.param(
        somebody(58, "1", "t2dm", drugs=["二甲双胍片"]), {"drink_now": 3.0, "drink_target": 1.0},
        ["最好不喝，先减到 1 两", "不空腹喝"], ["养血"], id="W17 three liang a day",
    ),
    pytest.param(
        somebody(60, "1", "t2dm"), {"temperature": 38.6, "heart_rate": 116},
        ["今日不运动：体温 38.6"], ["心率 96"], id="W20 fever",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("who", "values", "wanted", "never"), EXAMPLES)
def test_what_must_be_written_and_what_never(
    who: PersonFacts, values: dict[str, Any], wanted: list[str], never: list[str]
) -> None:
    text = written(prescribed(who, **values))
    assert [sentence for sentence in wanted if sentence not in text] == []
    assert [sentence for sentence in never if sentence in text] == []


class TestDrugsOfThePeople:
    def test_w1_labetalol_is_fine_and_a_sartan_is_not(self) -> None:
        who = somebody(32, "2", "htn", pregnant=True)
        assert "forbid" in severities(who, order("缬沙坦胶囊", 80, "mg"))
        assert "forbid" not in severities(who, order("盐酸拉贝洛尔片", 100, "mg", "bid"))

    def test_w2_and_m3_a_thiazide_is_forbidden_with_gout_and_can_be_changed(self) -> None:
        who = somebody(66, "1", "htn", "gout")
        assert "forbid" in severities(who, order("氢氯噻嗪片", 12.5, "mg"))
        assert "forbid" not in severities(who, order("苯磺酸氨氯地平片", 5, "mg"))
        stopped = order("氢氯噻嗪片", 12.5, "mg", change="stopped")
        assert "forbid" not in severities(who, stopped, order("苯磺酸氨氯地平片", 5, "mg"))

    def test_w3_ibuprofen_beside_a_sartan_wants_a_reason(self) -> None:
        who = somebody(70, "2", "htn", "ckd", egfr=38.0)
        assert "warn" in severities(who, order("缬沙坦胶囊", 80, "mg"), order("布洛芬片", 0.2, "g", "tid"))

    def test_w12_two_platelet_inhibitors_after_a_stent_are_not_forbidden(self) -> None:
        who = somebody(69, "1", "htn", "chd")
        assert "forbid" not in severities(who, order("阿司匹林肠溶片", 100, "mg"), order("氯吡格雷片", 75, "mg"))

    def test_w18_a_glass_at_new_year_does_not_forbid_metformin(self) -> None:
        who = somebody(58, "1", "t2dm")
        assert severities(who, order("二甲双胍片", 0.5, "g", "bid")) == {"ok", "unchecked"}  # no creatinine is known
        drinker = replace(who, drinks=True)
        assert "forbid" not in severities(drinker, order("二甲双胍片", 0.5, "g", "bid"))

    def test_m5_two_of_a_class_can_be_stored_with_a_reason(self) -> None:
        both = (order("苯磺酸氨氯地平片", 5, "mg"), order("硝苯地平缓释片", 20, "mg", "bid"))
        checks = drugs_checked(somebody(60, "1", "htn"), *both)
        assert {check.severity for check in checks if check.kind == "duplicate"} == {"warn"}

    @pytest.mark.parametrize(("egfr", "forbidden"), [(28.0, True), (29.9, True), (30.0, False), (60.0, False)])
    def test_m6_metformin_ends_below_thirty(self, egfr: float, *, forbidden: bool) -> None:
        who = somebody(60, "1", "t2dm", egfr=egfr)
        assert ("forbid" in severities(who, order("二甲双胍片", 0.5, "g", "bid"))) is forbidden


class TestPrescriptionForms:
    """prescription_and_drugs.md §1.2."""

    @pytest.mark.parametrize(
        ("name", "diseases", "days", "severity"),
        [
            ("RX1", (), 5, None),
            ("RX2", (), 10, "warn"),
            ("RX3", ("htn",), 28, None),
            ("RX4", ("t2dm",), 60, "warn"),
            ("RX5", ("htn",), 90, "forbid"),
            ("RX6", ("htn",), 84, "warn"),
        ],
    )
    def test_days(self, name: str, diseases: tuple[str, ...], days: int, severity: str | None) -> None:
        line = order("苯磺酸氨氯地平片", 5, "mg", days=days, quantity=days)
        listed = [check.severity for check in drugs_checked(somebody(60, "1", *diseases), line) if check.kind == "days"]
        assert listed == ([severity] if severity else []), name

    @pytest.mark.parametrize(
        ("dose", "unit", "frequency", "severity"),
        [(0.5, "g", "bid", None), (1.0, "g", "bid", None), (1.0, "g", "tid", "warn")],
    )
    def test_metformin_by_the_day(self, dose: float, unit: str, frequency: str, severity: str | None) -> None:
        line = order("二甲双胍片", dose, unit, frequency, quantity=200)
        checks = drugs_checked(somebody(60, "1", "t2dm"), line)
        listed = [check.severity for check in checks if check.kind == "dose" and check.severity != "ok"]
        assert listed == ([severity] if severity else [])

    def test_two_tablets_twice_a_day_of_amlodipine_want_a_reason(self) -> None:
        line = order("苯磺酸氨氯地平片", 2, "片", "bid", quantity=112)
        checks = drugs_checked(somebody(60, "1", "htn"), line)
        (dose,) = [check for check in checks if check.kind == "dose"]
        assert (dose.severity, dose.code) == ("warn", "氨氯地平/over_max")
        assert "一天 20 mg，超过一天最大量 10 mg" in dose.text
