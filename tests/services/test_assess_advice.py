"""``vclinic assess advice``: the worked people of three_prescriptions.md §1.5 and §8 by name, and their neighbours: what must
be said to them and what must never be, read from the JSON that goes out."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.advising import BOOK, CATALOG, DAY, NORMAL, advised, asked_for, at, everything
from vclinic.services.assess_advice import advise_line, advise_lines

WALK = "快走"
Case = tuple[dict[str, Any], list[str], list[str]]

WORKED: dict[str, Case] = {
    "W1": (advised("女", 32, "高血压，怀孕 24 周", ["拉贝洛尔"], {"pregnant": True}, sbp=146, dbp=92, **at(160, 27)),
           ["少于 5 克", "产科", "紧急转诊", "一口不喝", "轻松走，能说话", "不要减重"], ["kg，3 个月", "心率 ", "低钠盐", WALK]),
    "W2": (advised("男", 66, "高血压、痛风", ["氢氯噻嗪", "缬沙坦"], **NORMAL),
           ["少于 5 克", "不要喝啤酒", "噻嗪", "鱼虾少量"], ["每周 2 次以上", "可以换低钠盐"]),
    "W3": (advised("女", 70, "高血压", ["缬沙坦"], {"labs": {"egfr": 38}}, **NORMAL),
           ["不用低钠盐", "蛋白由上级定", "少于 5 克", "先问卫生院"], ["可以换低钠盐", "200–350", "300–500", "布洛芬"]),
    "W4": (advised("男", 58, "糖尿病", ["胰岛素", "美托洛尔"], fbg=6.1, height_cm=165, **NORMAL),
           ["200–250 克", "身上带糖", "饭后 1 小时走", "足部检查", "不要空腹运动"], ["空腹锻炼", "200–350", "心率 "]),
    "W5": (advised("男", 60, "高血压，糖尿病", ["美托洛尔"], fbg=6.4, **NORMAL, **at(170, 27)),
           ["少于 5 克", "45%–60%", "每周 5 天，每次 30 分钟", "Borg 12–13", "3 个月", "约 5%"], ["心率 "]),
    "W6": (advised("男", 60, "高血压，糖尿病", fbg=6.4, heart_rate=72, **NORMAL), ["心率 96–112"], ["心率 80"]),
    "W7": (advised("女", 82, "高血压", **NORMAL, **at(160, 24.5)), ["22.0–26.9", "保持，不减重", "每月量 2 次体重"], ["23.9", "5%"]),
    "W8": (advised("男", 72, "慢阻肺，高血压", ["比索洛尔"], **NORMAL, **at(166.7, 19.8)),
           ["增重", "少量多餐", "缩唇呼吸", "Borg 4–6", "选择性洛尔"], [WALK, "心率 1"]),
    "W9": (advised("男", 75, "慢阻肺急性加重", other_signs="SpO2 86%"), ["今日不运动", "紧急转诊"], ["每周", "缩唇呼吸"]),
    "W10": (advised("女", 63, "2型糖尿病", ["格列美脲"], fbg=3.6, **NORMAL),
            ["15–20 克糖", "先不减", "联系上级"], ["减主食", "加运动", "多喝水"]),
    "W11": (advised("男", 55, "高血压", sbp=184, dbp=112, symptom_codes=["2"], **at(170, 31)),
            ["今日不运动", "120", "紧急转诊"], ["kg，3 个月", "坚持锻炼", WALK]),
    "W12": (advised("男", 69, "冠心病", ["阿司匹林", "氯吡格雷", "美托洛尔"], {"surgeries": "放支架 4 个月"}, heart_rate=52, **NORMAL),
            ["按医院疗程", "黑便", "Borg 11–13", "先问上级"], ["心率 1", "重复，禁止保存"]),
    "W13": (advised("女", 48, "高血压", ["缬沙坦"], {"planning_pregnancy": False}, **NORMAL), ["少于 5 克"], []),
    "W14": (advised("女", 48, "高血压", orders=[{"drug": "缬沙坦胶囊", "dose": "80 mg", "frequency": "qd", "days": 28}], **NORMAL),
            ["问一次备孕"], ["不能这样开"]),
    "W15": (advised("男", 62, "心衰、高血压", ["依那普利"], symptom_codes=["9"], **NORMAL),
            ["少于 5 克", "限水由上级定", "今日不运动", "转诊", "不要大量喝水"], [WALK, "可以换低钠盐"]),
    "W16": (advised("男", 66, "高血压", ["依那普利", "螺内酯"], {"labs": {"potassium_mmol_l": 5.7}}, **NORMAL),
            ["转诊查钾", "不用低钠盐", "问上级"], ["可以换低钠盐", "200–350"]),
    "W17": (advised("男", 58, "糖尿病", ["二甲双胍"], fbg=6.6, drink_now=3, **NORMAL), ["分级减到不喝", "乳酸", "先减到 2 两"], ["养血"]),
    "W18": (advised("男", 58, "糖尿病，过年喝过一次酒", ["二甲双胍"], fbg=6.6, drink_now=0, **NORMAL), ["不喝，保持"], ["乳酸", "酗酒"]),
    "W19": (advised("女", 66, "高血压，中风后吞咽呛咳", **NORMAL), ["糊状", "坐直", "防跌倒"], ["喝汤", "粥", WALK]),
    "W20": (advised("男", 60, "", heart_rate=116, temperature=38.6), ["先查发热", "今日不运动"], ["心率 "]),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKED)
def test_each_worked_person_hears_what_must_be_said_and_never_what_must_not(name: str) -> None:
    answer, must, never = WORKED[name]
    assert [sentence for sentence in must if sentence not in everything(answer)] == []
    assert [sentence for sentence in never if sentence in asked_for(answer)] == []


HEAVY = at(170, 31)
CALM: dict[str, Any] = NORMAL | {"heart_rate": 72}


@pytest.mark.parametrize(
    ("diseases", "visit"),
    [
        ("高血压", CALM | {"sbp": 180, "dbp": 110}), ("高血压", CALM | {"sbp": 150, "dbp": 110}), ("高血压", CALM | {"sbp": 78, "dbp": 50}),
        ("高血压", CALM | {"sbp": 86, "dbp": 54}), ("高血压", CALM | {"heart_rate": 136}), ("高血压", CALM | {"heart_rate": 42}),
        ("高血压", CALM | {"other_signs": "左手没力"}), ("高血压", CALM | {"emergency_signs": ["headache"]}),
        ("糖尿病", CALM | {"fbg": 16.7}), ("糖尿病", CALM | {"fbg": 7.7, "other_signs": "右脚破了"}),
        ("糖尿病", CALM | {"fbg": 12, "other_signs": "呼气有烂苹果味"}), ("糖尿病", CALM | {"fbg": 6.7, "symptom_codes": ["6"]}),
    ],
)  # fmt: skip
def test_v3_on_a_day_of_danger_nobody_is_told_to_lose_weight_and_everybody_to_rest(
    diseases: str, visit: dict[str, Any]
) -> None:
    answer = advised("男", 55, diseases, **visit, **HEAVY)
    assert answer["exercise"]["allowed"] is False
    assert "weight" not in [line["code"] for line in answer["diet"]]
    assert "不要在今天运动，不要硬撑着干重活" in answer["not_advised"]


def test_v3_is_not_said_over_a_row_that_says_it_closer() -> None:
    answer = advised("男", 55, "糖尿病", fbg=17.2, **CALM, **HEAVY)
    assert [said for said in answer["not_advised"] if "今天运动" in said] == ["不要在今天运动"]


def test_a_potassium_that_is_dangerous_sends_away_at_once() -> None:
    answer = advised("男", 55, "高血压", person={"labs": {"potassium_mmol_l": 6.1}}, **CALM)
    assert answer["referral"].startswith("现在就去卫生院（紧急转诊）")
    assert answer["exercise"]["text"] == "今日不运动：血钾过高，先处理"


def test_w13_who_was_asked_is_not_asked_again() -> None:
    assert "备孕" not in "".join(line["text"] for line in WORKED["W13"][0]["medication"])


class TestSeveralDiseases:
    def test_m1_salt_starch_and_effort_of_pressure_and_glucose_agree(self) -> None:
        answer = advised("男", 60, "高血压，糖尿病", fbg=6.4, heart_rate=70, **NORMAL)
        exercise = answer["exercise"]
        assert (exercise["hr_low"], exercise["hr_high"], exercise["minutes"]) == (96, 112, 30)
        assert exercise["times_per_week"] == 5
        assert "45%–60%" in asked_for(answer)

    def test_m2_kidneys_and_lungs_that_ask_for_other_protein_are_the_doctors_to_decide(self) -> None:
        assert advised("男", 70, "高血压，慢性肾炎，慢阻肺", **NORMAL)["conflicts"] == ["protein"]
        assert advised("男", 70, "高血压，慢性肾炎", **NORMAL)["conflicts"] == []

    def test_m3_a_thiazide_ordered_with_gout_is_refused(self) -> None:
        order = {"drug": "氢氯噻嗪片", "dose": "25 mg", "frequency": "qd", "days": 28}
        answer = advised("男", 60, "高血压，痛风", orders=[order], **NORMAL)
        assert any(line["text"].startswith("不能这样开") for line in answer["medication"])

    def test_m4_no_exercise_above_180(self) -> None:
        exercise = advised("男", 65, "高血压", sbp=184, dbp=112)["exercise"]
        assert (exercise["allowed"], exercise["minutes"], exercise["hr_low"]) == (False, None, None)
        assert "血压控制后再评估" in exercise["text"]

    def test_m7_sixty_years_without_and_with_a_beta_blocker(self) -> None:
        assert advised("男", 60, "高血压", heart_rate=70, **NORMAL)["exercise"]["hr_low"] == 96
        assert advised("男", 60, "高血压", ["倍他乐克"], heart_rate=70, **NORMAL)["exercise"]["hr_low"] is None

    def test_m8_the_doctors_own_aim_is_not_passed(self) -> None:
        exercise = advised("男", 60, "高血压", ex_times_target=3, ex_minutes_target=20, **NORMAL)["exercise"]
        assert (exercise["times_per_week"], exercise["minutes"]) == (3, 20)

    def test_m9_a_pulse_at_rest_above_the_range_is_no_measure(self) -> None:
        exercise = advised("男", 60, "高血压", heart_rate=118, **NORMAL)["exercise"]
        assert (exercise["hr_low"], WALK in exercise["text"]) == (None, False)


NEIGHBOURS: dict[str, Case] = {
    "another tablet with valsartan": (advised("男", 55, "高血压", ["倍博特"], **NORMAL), ["不要用低钠盐"], ["可以换低钠盐"]),
    "cozaar": (advised("男", 55, "高血压", ["科素亚"], **NORMAL), ["不要用低钠盐"], ["可以换低钠盐"]),
    "potassium tablets of the pharmacy": (advised("男", 55, "高血压", ["氯化钾缓释片"], **NORMAL), ["不要用低钠盐"], ["可以换低钠盐"]),
    "potassium at the limit": (advised("男", 55, "高血压", None, {"labs": {"potassium_mmol_l": 5.0}}, **NORMAL), ["可以换低钠盐"], ["转诊查钾"]),
    "potassium just above": (advised("男", 55, "高血压", None, {"labs": {"potassium_mmol_l": 5.1}}, **NORMAL), ["不要用低钠盐"], ["可以换低钠盐"]),
    "kidneys at sixty": (advised("男", 55, "高血压", None, {"labs": {"egfr": 60}}, **NORMAL), ["可以换低钠盐"], ["蛋白由上级定"]),
    "kidneys below sixty": (advised("男", 55, "高血压", None, {"labs": {"egfr": 59}}, **NORMAL), ["蛋白由上级定"], ["可以换低钠盐"]),
    "kidneys below thirty": (advised("男", 55, "高血压", None, {"labs": {"egfr": 29}}, **NORMAL), ["不要随意喝水"], [WALK, "鱼虾每周"]),
    "on dialysis": (advised("男", 55, "尿毒症透析 2 年", **NORMAL), ["不要随意喝水", "限水由上级定"], ["200–350"]),
    "uric acid high, no gout": (advised("男", 50, "高血压，尿酸高", **NORMAL), ["不要喝啤酒", "鱼虾少量"], ["每周 2 次以上"]),
    "no gout": (advised("男", 50, "高血压，无痛风", **NORMAL), ["鱼虾每周 2 次"], ["鱼虾少量"]),
    "mother's gout": (advised("男", 50, "高血压，母亲痛风", **NORMAL), ["鱼虾每周 2 次"], ["鱼虾少量"]),
    "pulse 54": (advised("男", 60, "高血压", heart_rate=54, **NORMAL), ["先问上级"], ["心率 96"]),
    "pulse 55": (advised("男", 60, "高血压", heart_rate=55, **NORMAL), ["心率 96–112"], ["先问上级"]),
    "pulse 100": (advised("男", 60, "高血压", heart_rate=100, **NORMAL), ["心率 96–112"], []),
    "pulse 101": (advised("男", 60, "高血压", heart_rate=101, **NORMAL), ["先查脉搏快的原因"], ["心率 96", WALK]),
    "old and fast for the age": (advised("男", 85, "高血压", heart_rate=96, **NORMAL), ["先查脉搏快的原因"], [WALK]),
    "verapamil": (advised("男", 60, "高血压", ["维拉帕米"], **NORMAL), ["不要按心率运动"], ["心率 96"]),
    "ivabradine": (advised("男", 60, "高血压", ["伊伐布雷定"], **NORMAL), ["不要按心率运动"], ["心率 96"]),
    "180 over 110": (advised("男", 60, "高血压", sbp=180, dbp=108), ["紧急转诊"], [WALK]),
    "stent three weeks ago": (advised("男", 60, "冠心病，支架术后3周", **NORMAL), ["不要自己锻炼", "康复医师"], ["每周"]),
    "stent two years ago": (advised("男", 60, "冠心病，支架术后2年", **NORMAL), ["Borg 11–13"], ["今日不运动"]),
    "unstable angina": (advised("男", 60, "不稳定心绞痛", **NORMAL), ["紧急转诊"], ["每周"]),
    "stroke last week": (advised("男", 60, "高血压，脑梗10天", **NORMAL), ["康复医师"], ["分钟"]),
    "blood in the eye": (advised("女", 60, "糖尿病，眼底出血", fbg=6.5, **NORMAL), ["不要憋气"], [WALK]),
    "heart failure, dry": (advised("男", 60, "心衰", **NORMAL), ["不要大量喝水", "上级评估过再开始"], [WALK]),
    "glucose 17": (advised("男", 60, "糖尿病", fbg=17.0, **NORMAL), ["今日不运动"], ["每周 5"]),
    "glucose 16.7": (advised("男", 60, "糖尿病", fbg=16.7, **NORMAL), [], ["不要在今天运动"]),
    "low often": (advised("男", 60, "糖尿病", hypoglycemia="3", fbg=6.0, **NORMAL), ["不要再减饭量", "先不减"], ["每周 5"]),
    "glimepiride by its name on the box": (advised("女", 60, "糖尿病", ["亚莫利"], fbg=6.5, **NORMAL), ["不要空腹运动", "一口不喝"], []),
    "diet alone": (advised("女", 60, "糖尿病", fbg=6.5, **NORMAL), ["不要喝甜饮料"], ["一口不喝"]),
    "osteoporosis": (advised("女", 70, "高血压，骨质疏松", **NORMAL), ["不要蹦跳"], []),
    "alone at 74": (advised("女", 74, "高血压，独居", **NORMAL), [], ["扶稳"]),
    "alone at 76": (advised("女", 76, "高血压，独居", **NORMAL), ["不要蹦跳", "每次 30 分钟"], []),
    "cirrhosis": (advised("男", 50, "高血压，肝硬化", drink_now=2, **NORMAL), ["不要沾一滴酒", "一口不喝"], ["先减到"]),
    "giving up drink": (advised("男", 50, "高血压，酒精依赖", drink_now=2, **NORMAL), ["不要再沾酒"], ["先减到"]),
    "a stoma": (advised("男", 60, "高血压，肠造瘘", **NORMAL), ["不要举重"], [WALK]),
    "too thin": (advised("女", 40, "高血压", **NORMAL, **at(160, 17.5)), ["不要减重、限食", "偏瘦"], ["3 个月"]),
    "thin lungs of an old man": (advised("男", 82, "慢阻肺", **NORMAL, **at(165, 21.5)), ["增重", "每次 20 分钟"], ["不大减"]),
    "lungs of 21": (advised("男", 70, "慢阻肺", **NORMAL, **at(165, 21.2)), ["正好，保持"], ["增重"]),
    "smokes": (advised("男", 60, "慢阻肺", smoke_now=20, **NORMAL), ["戒烟，最要紧"], ["少抽几支就好"]),
    "nursing": (advised("女", 30, "高血压，哺乳期", **NORMAL, **at(160, 26)), ["不要快速减重"], ["3 个月"]),
    "salty": (advised("男", 60, "高血压", salt_now="3", salt_target="2", **NORMAL), ["先停咸菜、酱油减半"], ["小勺"]),
    "not so salty": (advised("男", 60, "高血压", salt_now="2", salt_target="1", **NORMAL), ["小勺"], ["先停咸菜"]),
}  # fmt: skip


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_a_neighbour_of_the_worked_people(name: str) -> None:
    answer, must, never = NEIGHBOURS[name]
    assert [sentence for sentence in must if sentence not in everything(answer)] == []
    assert [sentence for sentence in never if sentence in asked_for(answer)] == []


class TestAnswer:
    def test_it_has_the_parts_that_were_agreed(self) -> None:
        order = {"drug": "苯磺酸氨氯地平片", "dose": "5 mg", "frequency": "qd", "days": 28}
        answer = advised("女", 58, "高血压", orders=[order], heart_rate=72, **NORMAL)
        assert {"medication", "diet", "exercise", "not_advised", "card"} <= set(answer)
        assert set(answer["diet"][0]) == {"code", "text", "explain"}
        assert {"allowed", "minutes", "times_per_week", "hr_low", "hr_high", "text"} <= set(answer["exercise"])
        assert answer["medication"][0]["text"].startswith("苯磺酸氨氯地平片 每天 1 次，每次 1 片")
        assert any(line.startswith("吃药：苯磺酸氨氯地平片") for line in answer["card"])

    def test_the_card_begins_with_where_to_go_and_says_when_the_drugs_end(self) -> None:
        order = {"drug": "苯磺酸氨氯地平片", "dose": "5 mg", "frequency": "qd", "days": 28}
        assert advised("男", 55, "高血压", sbp=186, dbp=112)["card"][0].startswith("现在就去")
        card = advised("女", 58, "高血压", orders=[order], **NORMAL)["card"]
        assert "药吃到 12 月 21 日，那天前来拿药" in card

    def test_what_is_not_advised_stands_on_the_card(self) -> None:
        answer = advised("男", 66, "高血压、痛风", ["缬沙坦"], **NORMAL)
        assert set(answer["not_advised"]) <= set(answer["card"])
        assert all(sentence.startswith("不要") for sentence in answer["not_advised"])

    @pytest.mark.parametrize("text", ["呼气烂苹果味，恶心", "胸痛 20 分钟"])
    def test_danger_in_words_forbids_exercise_though_no_glucose_was_measured(self, text: str) -> None:
        exercise = advised("男", 60, "糖尿病", other_signs=text, **NORMAL)["exercise"]
        assert (exercise["allowed"], exercise["hr_low"]) == (False, None)

    def test_somebody_of_whom_nothing_is_known_is_advised_like_anybody(self) -> None:
        line = b'{"person":{"sex_code":"1","birth_date":"1970-01-01"},"visit":{"date":"2026-11-24"}}'
        answer = advise_line(line, BOOK, CATALOG)
        assert answer["exercise"]["allowed"]
        assert [item["code"] for item in answer["diet"]][:2] == ["salt", "low_na_salt"]

    def test_lines_keep_their_places(self) -> None:
        good = json.dumps({"person": {"sex_code": "1", "birth_date": "1970-01-01"}, "visit": {"date": DAY}}).encode()
        answers = list(advise_lines([b"\xef\xbb\xbf" + good, b"", b"{", good, b"\n"], BOOK, CATALOG))
        assert ["problems" in answer for answer in answers] == [False, True, True, False]


DISEASES: list[str] = list(
    "高血压 糖尿病 慢阻肺 冠心病 中风 痛风 心衰 肝硬化 骨质疏松 独居 慢性肾炎 眼底出血 吞咽困难 肠造瘘 尿酸高".split()
)
DRUGS: list[str] = list("缬沙坦 美托洛尔 格列美脲 胰岛素 螺内酯 二甲双胍 阿司匹林 氨氯地平 维拉帕米".split())
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def at_seventy_eight(diseases: list[str], drugs: list[str]) -> dict[str, Any]:
    return advised("男", 78, "，".join(diseases), drugs, fbg=6.5, heart_rate=72, **NORMAL, **at(165, 24))


@SLOW
@given(st.lists(st.sampled_from(DISEASES), unique=True, max_size=5), st.sampled_from(DISEASES))
def test_another_disease_never_takes_a_warning_away(diseases: list[str], more: str) -> None:
    before, after = at_seventy_eight(diseases, []), at_seventy_eight([*diseases, more], [])
    assert set(before["not_advised"]) <= set(after["not_advised"])
    assert after["exercise"]["allowed"] <= before["exercise"]["allowed"]


@SLOW
@given(st.lists(st.sampled_from(DRUGS), unique=True, max_size=5), st.sampled_from(DRUGS))
def test_another_drug_never_takes_a_warning_away(drugs: list[str], more: str) -> None:
    before, after = at_seventy_eight(["高血压"], drugs), at_seventy_eight(["高血压"], [*drugs, more])
    assert set(before["not_advised"]) <= set(after["not_advised"])


@SLOW
@given(st.permutations(DISEASES[:6]), st.permutations(DRUGS[:6]))
def test_the_order_of_words_changes_nothing(diseases: list[str], drugs: list[str]) -> None:
    first, second = at_seventy_eight(DISEASES[:6], DRUGS[:6]), at_seventy_eight(diseases, drugs)
    for part in ("diet", "exercise", "not_advised"):
        assert first[part] == second[part]


def test_the_day_of_the_visit_decides_the_age() -> None:
    line: dict[str, Any] = {
        "person": {"sex_code": "2", "birth_date": "1946-11-25", "diseases": "高血压"},
        "visit": {"date": DAY, **at(160, 21.5)},
    }
    young = advise_line(json.dumps(line).encode(), BOOK, CATALOG)
    line["visit"] = {"date": date(2026, 11, 25).isoformat(), **at(160, 21.5)}
    old = advise_line(json.dumps(line).encode(), BOOK, CATALOG)
    texts = [next(item["text"] for item in answer["diet"] if item["code"] == "weight") for answer in (young, old)]
    assert ["正好" in texts[0], "偏瘦" in texts[1]] == [True, True]
