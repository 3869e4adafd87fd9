"""`vclinic assess hypertension`: every worked case of hypertension §4.1 and §5.5 (E1–E34) as lines, and neighbours."""

import json
from typing import Any

import pytest

from vclinic.diseases import rule_book
from vclinic.services.assess_lines import assess_line, kind_of

LINE: dict[str, Any] = {"visit_date": "2026-11-24", "age": 58, "sbp": 136, "dbp": 84, "adr": "1"}
ROUTINE, TWO_WEEKS, WEEK, THREE_DAYS, TOMORROW = "2027-02-24", "2026-12-08", "2026-12-01", "2026-11-27", "2026-11-25"
AMLODIPINE = [{"name": "苯磺酸氨氯地平片", "times_per_day": 1, "dose_text": "5 mg"}]
METOPROLOL = [{"name": "美托洛尔片", "times_per_day": 2, "dose_text": "25 mg"}]
READ_ONCE: dict[str, Any] = {"sbp": None, "dbp": None}


def assess(kind: str = "hypertension", **changes: Any) -> dict[str, Any]:
    line = LINE | changes
    return assess_line(json.dumps(line, ensure_ascii=False).encode(), kind_of(kind), rule_book())


def bp(pressure: str, **more: Any) -> dict[str, Any]:
    sbp, dbp = map(int, pressure.split("/"))
    return {"sbp": sbp, "dbp": dbp} | more


def read(*pressures: str, **more: Any) -> dict[str, Any]:
    return {"bp_readings": [list(map(int, pressure.split("/"))) for pressure in pressures]} | READ_ONCE | more


def last(pressure: str, **more: Any) -> dict[str, Any]:
    return {"visit_date": "2026-08-24"} | bp(pressure) | more


# name: (changes, class, action, next date, referral, alerts, asked (a part), renewable)
CASES: dict[str, tuple[dict[str, Any], int, str, str, str, list[str], list[str], bool]] = {
    "E1": (bp("136/84", previous=last("130/80")), 1, "ROUTINE", ROUTINE, "none", [], [], True),
    "E2": (bp("142/84", previous=last("130/80")), 2, "ADJUST", TWO_WEEKS, "none", [], [], False),
    "E3": (bp("142/84", previous=last("150/90")), 2, "REFER", TWO_WEEKS, "suggested", [], [], False),
    "E4": (bp("148/86", age=70), 1, "ROUTINE", ROUTINE, "none", [], [], True),
    "E5": (bp("150/86", age=70), 2, "ADJUST", TWO_WEEKS, "none", [], [], False),
    "E6": (bp("138/90", age=70), 2, "ADJUST", TWO_WEEKS, "none", [], [], False),
    "E7": (bp("148/86", age=64), 2, "ADJUST", TWO_WEEKS, "none", [], [], False),
    "E8": (bp("148/86", age=65), 1, "ROUTINE", ROUTINE, "none", [], [], True),
    "E9": (bp("134/82", adr="2", adr_text="氨氯地平 脚肿"), 3, "ADJUST", TWO_WEEKS, "none", [], [], False),
    "E10": (bp("134/82", adr="2", adr_text="同上", previous=last("130/80", adr="2")), 3, "REFER", TWO_WEEKS, "suggested", [], [], False),
    "E11": (bp("146/92", previous=last("130/80", adr="2", visit_class="3")), 2, "ADJUST", TWO_WEEKS, "none", [], [], False),
    "E12": (bp("132/80", new_complication=True), 4, "REFER", TWO_WEEKS, "suggested", [], [], False),
    "E13": (bp("150/94", adr="2", adr_text="脚肿", previous=last("152/96")), 3, "REFER", TWO_WEEKS, "suggested", [], [], False),
    "E14": (bp("182/96"), 2, "EMERGENCY_REFER", TWO_WEEKS, "urgent", ["severe_bp"], ["headache", "chest_pain"], False),
    "E15": (bp("150/110"), 2, "EMERGENCY_REFER", TWO_WEEKS, "urgent", ["severe_bp"], ["headache"], False),
    "E16": (bp("142/92", age=32, pregnant=True), 2, "EMERGENCY_REFER", TWO_WEEKS, "urgent", ["pregnant_high_bp"], [], False),
    "E17": (bp("136/84", previous=last("150/90")), 1, "ROUTINE", ROUTINE, "none", [], [], True),
    "E18": (bp("138/86", emergency_signs=["chest_tightness", "orthopnoea"]), 1, "EMERGENCY_REFER", TWO_WEEKS, "urgent", [], [], False),
    "E20": (read("182/112", "168/98", "164/96"), 2, "ADJUST", TWO_WEEKS, "none", ["severe_reading"], ["headache", "speech"], False),
    "E20b": (read("184/92", "144/84", "142/82", age=70), 1, "ADJUST", TWO_WEEKS, "none", ["severe_reading"], ["headache"], False),
    "E21": (read("186/112", "184/110", "182/110"), 2, "EMERGENCY_REFER", TWO_WEEKS, "urgent", ["severe_bp"], ["headache"], False),
    "E22": (bp("86/54", age=72, drugs=AMLODIPINE), 1, "ADJUST", THREE_DAYS, "suggested", ["low_sbp"], ["low_bp"], False),
    "E23": (bp("88/56", age=72, symptom_codes=["2"], other_signs="头晕，出冷汗"), 1, "EMERGENCY_REFER", THREE_DAYS, "urgent", ["low_sbp"], ["low_bp"], False),
    "E24": (bp("126/78", age=65, heart_rate=48, drugs=METOPROLOL), 1, "ADJUST", WEEK, "suggested", ["slow_pulse"], ["slow_pulse"], False),
    "E25": (bp("126/78", age=65, heart_rate=42), 1, "EMERGENCY_REFER", WEEK, "urgent", ["slow_pulse_urgent"], ["slow_pulse"], False),
    "E26": (bp("134/82", age=60, heart_rate=118, symptom_codes=["10"], symptom_other="低热咳嗽"), 1, "ADJUST", THREE_DAYS, "suggested", ["fast_pulse"], ["fast_pulse"], False),
    "E27": (bp("134/82", age=60, heart_rate=136, symptom_codes=["6"]), 1, "EMERGENCY_REFER", THREE_DAYS, "urgent", ["fast_pulse_urgent"], ["chest_pain"], False),
    "E28, asked": (bp("128/76", age=66, symptom_codes=["8"]), 1, "ROUTINE", ROUTINE, "none", [], ["one_side_weak", "speech"], False),
    "E28, written": (bp("128/76", age=66, symptom_codes=["8"], other_signs="左手左腿麻，说话含糊"), 1, "ADJUST", TOMORROW, "suggested", ["stroke_words"], ["one_side_weak", "speech"], False),
    "E28, confirmed": (bp("128/76", age=66, symptom_codes=["8"], emergency_signs=["one_side_weak"]), 1, "EMERGENCY_REFER", TOMORROW, "urgent", ["stroke"], ["one_side_weak"], False),
    "E29": (bp("134/82", age=66, symptom_codes=["9"], drugs=AMLODIPINE), 1, "ADJUST", TWO_WEEKS, "none", ["edema_drug"], ["edema_breath", "orthopnoea"], False),
    "E30": (bp("134/82", age=66, symptom_codes=["9"], emergency_signs=["orthopnoea"]), 1, "EMERGENCY_REFER", TWO_WEEKS, "urgent", [], ["orthopnoea"], False),
    "E31": (bp("128/76", age=65, other_signs="站立 1 分钟 128→104"), 1, "ADJUST", TWO_WEEKS, "none", ["orthostatic_drop"], [], False),
    "E32": (bp("136/84", age=50, heart_rate=56), 1, "ROUTINE", ROUTINE, "none", [], [], True),
    "E33": (bp("136/84", age=50, heart_rate=54), 1, "ADJUST", WEEK, "suggested", ["slow_pulse"], ["slow_pulse"], False),
    "E34": (bp("98/58", age=82), 1, "ROUTINE", ROUTINE, "none", ["rather_low"], [], True),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_worked_cases(name: str) -> None:
    changes, visit_class, action, following, referral, alerts, asked, renewable = CASES[name]
    answer = assess(**changes)
    assert (answer["visit_class"], answer["action"], answer["next_visit_date"], answer["referral"]) == (
        visit_class, action, following, referral,
    )  # fmt: skip
    assert [alert["code"] for alert in answer["alerts"]] == alerts
    assert set(asked) <= set(answer["emergency_question"])
    assert answer["renewable"] is renewable


def test_e20_the_second_round_is_judged() -> None:
    assert "166/97" in assess(**CASES["E20"][0])["alerts"][0]["text"]
    assert "143/83" in assess(**CASES["E20b"][0])["alerts"][0]["text"]
    assert "183/110" in assess(**CASES["E21"][0])["reasons"][0]["text"]


def test_e22_e24_what_is_to_be_done_stands_first() -> None:
    low = assess(**CASES["E22"][0])
    assert low["reasons"][0] == {
        "code": "low_sbp",
        "text": low["alerts"][0]["text"],
        "clause": low["reasons"][0]["clause"],
    }
    assert "降压药先不续" in low["reasons"][0]["text"]
    assert "正在吃美托洛尔片，先问上级再给药" in assess(**CASES["E24"][0])["reasons"][0]["text"]
    assert "3 不良反应" in assess(**CASES["E23"][0])["alerts"][0]["text"]


# neighbours: one step to either side of a worked case; (changes, action, next date, alert)
NEIGHBOURS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "pulse 55": ({"heart_rate": 55}, "ROUTINE", ROUTINE, ""),
    "pulse 54 and dizzy": ({"heart_rate": 54, "symptom_codes": ["2"]}, "EMERGENCY_REFER", WEEK, "slow_pulse"),
    "pulse 45": ({"heart_rate": 45}, "ADJUST", WEEK, "slow_pulse"),
    "pulse 44": ({"heart_rate": 44}, "EMERGENCY_REFER", WEEK, "slow_pulse_urgent"),
    "pulse 36": ({"heart_rate": 36}, "EMERGENCY_REFER", WEEK, "slow_pulse_urgent"),
    "pulse 100": ({"heart_rate": 100}, "ROUTINE", ROUTINE, ""),
    "pulse 101": ({"heart_rate": 101}, "ADJUST", WEEK, "fast_pulse"),
    "pulse 110": ({"heart_rate": 110}, "ADJUST", WEEK, "fast_pulse"),
    "pulse 111": ({"heart_rate": 111}, "ADJUST", THREE_DAYS, "fast_pulse"),
    "pulse 129": ({"heart_rate": 129}, "ADJUST", THREE_DAYS, "fast_pulse"),
    "pulse 130": ({"heart_rate": 130}, "EMERGENCY_REFER", THREE_DAYS, "fast_pulse_urgent"),
    "pulse 152": ({"heart_rate": 152}, "EMERGENCY_REFER", THREE_DAYS, "fast_pulse_urgent"),
    "pulse 104 and breathless": ({"heart_rate": 104, "symptom_codes": ["5"]}, "EMERGENCY_REFER", WEEK, "fast_pulse"),
    "pulse 104, dizziness denied": ({"heart_rate": 104, "other_signs": "无头晕、胸痛"}, "ADJUST", WEEK, "fast_pulse"),
    "pulse 104, with a complication": ({"heart_rate": 104, "new_complication": True}, "REFER", WEEK, "fast_pulse"),
    "pulse 48 and too high": (bp("152/94", heart_rate=48), "ADJUST", WEEK, "slow_pulse"),
    "90/60": (bp("90/60"), "ROUTINE", ROUTINE, "rather_low"),
    "89/60": (bp("89/60"), "ADJUST", THREE_DAYS, "low_sbp"),
    "84/52": (bp("84/52"), "ADJUST", THREE_DAYS, "low_sbp"),
    "80/50": (bp("80/50"), "ADJUST", THREE_DAYS, "low_sbp"),
    "79/50": (bp("79/50"), "EMERGENCY_REFER", THREE_DAYS, "low_sbp_urgent"),
    "104/48": (bp("104/48"), "ADJUST", THREE_DAYS, "low_dbp"),
    "104/50": (bp("104/50"), "ROUTINE", ROUTINE, ""),
    "112/48": (bp("112/48"), "ROUTINE", ROUTINE, ""),
    "89/60 after a black-out": (bp("89/60", other_signs="早上眼前发黑"), "EMERGENCY_REFER", THREE_DAYS, "low_sbp"),
    "standing 109": (bp("128/76", other_signs="站立109/70"), "ROUTINE", ROUTINE, ""),
    "standing 108": (bp("128/76", other_signs="站立108/70"), "ADJUST", TWO_WEEKS, "orthostatic_drop"),
    "standing, told apart": (bp("128/76", standing_bp=[[126, 66]]), "ADJUST", TWO_WEEKS, "orthostatic_drop"),
    "an irregular pulse": ({"other_signs": "心律不齐"}, "ADJUST", WEEK, "irregular_pulse"),
    "a known irregular pulse": ({"other_signs": "房颤，心律不齐"}, "ROUTINE", ROUTINE, ""),
    "a list of signs": ({"other_signs": ["双下肢无水肿", "右侧肢体无力"]}, "ADJUST", TOMORROW, "stroke_words"),
    "an old stroke": ({"other_signs": "脑梗后遗左侧肢体无力"}, "ROUTINE", ROUTINE, ""),
    "179 once": (read("179/90", "132/80"), "ADJUST", TWO_WEEKS, ""),
    "180 once": (read("180/90", "132/80"), "ADJUST", TWO_WEEKS, "severe_reading"),
    "180 last": (read("132/80", "180/90", age=70), "ADJUST", TWO_WEEKS, "severe_no_recheck"),
    "180 alone": (read("180/90"), "EMERGENCY_REFER", TWO_WEEKS, "severe_bp"),
    "potassium 5.7": ({"potassium": 5.7}, "ADJUST", THREE_DAYS, "potassium_high"),
    "potassium 6.1": ({"potassium_mmol_l": 6.1}, "EMERGENCY_REFER", THREE_DAYS, "potassium_high_urgent"),
    "fever 38.2": ({"temperature": 38.2}, "ROUTINE", ROUTINE, "fever"),
    "fever 39.4": ({"temperature": 39.4}, "ADJUST", THREE_DAYS, "fever_above"),
    "both arms": ({"other_signs": "左臂 150/90，右臂 128/80"}, "ADJUST", TWO_WEEKS, "arm_difference"),
    "swollen legs without the drug": ({"symptom_codes": ["9"]}, "ROUTINE", ROUTINE, ""),
    "swollen legs, the neighbour's drug": ({"symptom_codes": ["9"], "taking": ["硝苯地平"]}, "ADJUST", TWO_WEEKS, "edema_drug"),
    "pregnant 139/89": (bp("139/89", age=30, pregnant=True), "ROUTINE", ROUTINE, ""),
    "pregnant 138/90": (bp("138/90", age=30, pregnant=True), "EMERGENCY_REFER", TWO_WEEKS, "pregnant_high_bp"),
}  # fmt: skip


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_beside_the_worked_cases(name: str) -> None:
    changes, action, following, alert = NEIGHBOURS[name]
    answer = assess(**changes)
    assert (answer["action"], answer["next_visit_date"]) == (action, following)
    assert [told["code"] for told in answer["alerts"]] == ([alert] if alert else [])
    if alert and alert != "rather_low":
        assert not answer["renewable"]


@pytest.mark.parametrize(
    ("changes", "asked"),
    [(bp("159/99"), False), (bp("160/90"), True), (bp("150/100"), True), ({"heart_rate": 54}, True), ({}, False)],
)
def test_when_there_is_a_question(changes: dict[str, Any], *, asked: bool) -> None:
    question = assess(**changes)["emergency_question"]
    assert bool(question) is asked
    if asked:
        assert (question[0], question[-1]) == ("consciousness", "other")


THREE = [{"name": name, "times_per_day": 1, "dose_text": "1 片"} for name in ("氨氯地平", "缬沙坦", "氢氯噻嗪")]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (bp("152/94", drugs=THREE, med_adherence="1"), True),
        (bp("152/94", drugs=THREE, med_adherence="2"), False),
        (bp("132/84", drugs=THREE, med_adherence="1"), False),
        (bp("152/94", drugs=THREE[:2], med_adherence="1"), False),
        (bp("152/94", drugs=[*THREE[:2], METOPROLOL[0]], med_adherence="1"), False),  # no diuretic
    ],
)
def test_three_drugs_that_do_not_do_are_a_reason_to_refer(changes: dict[str, Any], *, told: bool) -> None:
    answer = assess(**changes)
    assert ("resistant" in [alert["code"] for alert in answer["alerts"]]) is told
    assert (answer["referral"] == "suggested") is told
    assert told is any("难控制" in reason["text"] for reason in answer["reasons"])


def test_a_drug_that_slows_the_pulse_counts_whoever_gave_it() -> None:
    answer = assess(heart_rate=48, taking=["倍他乐克"], drugs=AMLODIPINE)
    assert "正在吃倍他乐克" in answer["alerts"][0]["text"]
    assert "氨氯地平" not in answer["alerts"][0]["text"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"taking": "倍他乐克"}, "taking"), ({"potassium": 99}, "potassium_mmol_l"), ({"temperature": 99}, "temperature"),
        ({"standing_bp": [104]}, "standing_bp"), ({"other_signs": 5}, "other_signs"), ({"heart_rate": 12}, "heart_rate"),
        (bp("150/90", bp_readings=[[120, 80]]), "sbp"), (read(bp_readings=[[182]]), "bp_readings"),
    ],
)  # fmt: skip
def test_what_cannot_be_has_its_field(changes: dict[str, Any], field: str) -> None:
    assert field in {problem["field"] for problem in assess(**changes)["problems"]}


@pytest.mark.parametrize("kind", ["hypertension", "diabetes"])
def test_two_visits_on_one_day_are_one_step_of_twice_in_a_row(kind: str) -> None:
    now = {"fbg": 8.2} | bp("152/94")
    before = {"fbg": 8.0} | bp("154/92")
    if kind == "hypertension":
        now, before = bp("152/94"), bp("154/92")
    assert assess(kind, **now, previous=before | {"visit_date": "2026-11-24"})["action"] == "ADJUST"
    assert assess(kind, **now, previous=before | {"visit_date": "2026-11-23"})["action"] == "REFER"


DIABETIC: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "pulse 104": ({"heart_rate": 104}, "ADJUST", WEEK, "fast_pulse"),
    "pulse 48": ({"heart_rate": 48}, "ADJUST", WEEK, "slow_pulse"),
    "86/54": (bp("86/54"), "ADJUST", THREE_DAYS, "low_sbp"),
    "a severe reading": (read("184/92", "130/80", "128/78"), "ADJUST", TWO_WEEKS, "severe_reading"),
    "a stroke": ({"emergency_signs": ["speech"]}, "EMERGENCY_REFER", TOMORROW, "stroke"),
    "39.2 degrees": ({"temperature": 39.2}, "EMERGENCY_REFER", THREE_DAYS, "fever_above"),
    "pregnant 142/92": (bp("142/92", age=32, pregnant=True), "EMERGENCY_REFER", TWO_WEEKS, "pregnant_high_bp"),
    "17.1": ({"fbg": 17.1}, "EMERGENCY_REFER", TWO_WEEKS, "glucose_high"),
    "3.6": ({"fbg": 3.6}, "EMERGENCY_REFER", TWO_WEEKS, "glucose_low"),
}


@pytest.mark.parametrize("name", DIABETIC)
def test_the_same_guard_stands_over_diabetes(name: str) -> None:
    changes, action, following, alert = DIABETIC[name]
    answer = assess("diabetes", **({"fbg": 5.8} | bp("130/80") | changes))
    assert (answer["action"], answer["next_visit_date"]) == (action, following)
    assert [told["code"] for told in answer["alerts"]] == [alert]
    assert not answer["renewable"]
    texts = [reason["text"] for reason in answer["reasons"]]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("told", "code", "referral"),
    [
        ({"onset_age": 29}, "onset_age_secondary", "none"),
        ({"urine_protein": 2}, "urine_protein", "suggested"),
    ],
)
def test_a_cause_of_its_own_is_told_and_holds_nothing_up(told: dict[str, Any], code: str, referral: str) -> None:
    answer = assess(**bp("136/84"), **told)
    assert code in [alert["code"] for alert in answer["alerts"]]
    assert (answer["renewable"], answer["referral"]) == (True, referral)


@pytest.mark.parametrize(
    ("told", "field"), [({"onset_age": -1}, "onset_age"), ({"urine_protein": "有"}, "urine_protein")]
)
def test_a_cause_that_cannot_be_has_its_field(told: dict[str, Any], field: str) -> None:
    assert field in [problem["field"] for problem in assess(**bp("136/84"), **told)["problems"]]
