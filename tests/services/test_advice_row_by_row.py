"""The tables of three_prescriptions.md §1.1, §1.2 and §1.4 row by row: what must be said to each person, and what never."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.advising import NORMAL, advised, asked_for, at, everything

Case = tuple[dict[str, Any], list[str], list[str]]
STOP = "戒烟，最要紧"

VETOES: dict[str, Case] = {
    "V1 gestational diabetes": (advised("女", 30, "妊娠糖尿病", [], {"pregnant": True}, fbg=5.5, drink_now=1, **NORMAL),
        ["一口不喝", "每次不超过一个拳头", "不要空腹运动"], ["200–350", "心率 ", "kg，3 个月"]),
    "V2 nursing and drinking": (advised("女", 30, "高血压，哺乳期", drink_now=1, **NORMAL), ["一口不喝", "先保持"], ["两，最好不喝"]),
    "V3 an ulcer of the foot": (advised("男", 60, "糖尿病", other_signs="左足溃疡", fbg=7.0, **NORMAL), ["今日不运动"], ["快走", "每周"]),
    "V4 at the limit": (advised("男", 60, "高血压", sbp=180, dbp=110), [], ["不要在今天运动"]),
    "V4 above the stricter limit": (advised("男", 60, "高血压", sbp=164, dbp=102), ["慢走散步"], ["快走"]),
    "V5 at the upper end": (advised("男", 60, "高血压", heart_rate=112, **NORMAL), [], ["心率 96–112 次/分，能说话"]),
    "V5 above the upper end": (advised("男", 75, "高血压", heart_rate=101, **NORMAL), ["先查脉搏快的原因", "不要快走"], ["心率 ", "快走"]),
    "V6 a pulse of 55": (advised("男", 60, "高血压", heart_rate=55, **NORMAL), ["心率 96–112"], []),
    "V7 verapamil": (advised("男", 60, "高血压", ["维拉帕米"], heart_rate=70, **NORMAL), ["Borg 12–13", "不要按心率运动"], ["心率 9"]),
    "V8 failing heart and lungs": (advised("男", 65, "心衰，慢阻肺", **NORMAL), ["限水由上级定", "轻松走"], ["快走", "举水瓶"]),
    "V9 a fresh stent": (advised("男", 60, "冠心病，支架术后 10 天", **NORMAL), ["康复医师评估后再定"], ["快走"]),
    "V10 bleeding in the eye": (advised("男", 60, "糖尿病，眼底出血", fbg=6.5, **NORMAL), ["不要憋气、俯卧撑"], ["举水瓶"]),
    "V11 dialysis told at the visit": (advised("男", 60, "高血压", other_signs="血液透析中", **NORMAL),
        ["不用低钠盐", "限水由上级定"], ["可以换低钠盐", "200–350"]),
    "V12 uric acid told at the visit": (advised("男", 60, "高血压", other_signs="尿酸高", drink_now=2, **NORMAL),
        ["一口不喝", "鱼虾少量"], ["先减到", "每周 2 次以上"]),
    "V13 a sartan by its trade name": (advised("男", 60, "高血压", ["代文"], **NORMAL), ["不用低钠盐"], ["可以换低钠盐"]),
    "V13 trimethoprim": (advised("男", 60, "高血压", ["复方新诺明"], **NORMAL), ["不用低钠盐"], ["可以换低钠盐"]),
    "V14 type 1": (advised("男", 40, "高血压，1型糖尿病", ["胰岛素"], **NORMAL),
        ["每次不超过一个拳头", "主食定量", "身上带糖", "饭后 1 小时走"], ["200–350"]),
    "V14 the foot alone": (advised("男", 60, "糖尿病足", **NORMAL), ["足部检查", "每次不超过一个拳头"], ["200–350"]),
    "V15 insulin": (advised("女", 50, "糖尿病", ["门冬胰岛素"], fbg=6.5, drink_now=1, **NORMAL), ["一口不喝", "不漏餐"], ["→ "]),
    "V16 thin lungs": (advised("男", 60, "慢阻肺", **NORMAL, **at(170, 20.9)), ["要增重", "不要减重，不要少吃肉"], ["3 个月"]),
    "V17 lungs": (advised("男", 60, "慢阻肺，高血压", **NORMAL), ["缩唇呼吸", "雾霾"], ["快走", "心率 "]),
    "V18 fasting 3.9": (advised("男", 60, "糖尿病", fbg=3.9, **NORMAL), ["先不减", "今日不运动"], ["每周"]),
    "V19 ketosis": (advised("男", 60, "糖尿病", other_signs="酮症", fbg=12.0, **NORMAL), ["今日不运动"], ["每周"]),
    "V20 has fallen": (advised("女", 70, "高血压，去年跌倒过", **NORMAL), ["扶着椅子", "不要蹦跳"], ["快走"]),
    "V20 alone at 75": (advised("女", 75, "高血压，独居", **NORMAL), ["平地走，扶稳", "每次 30 分钟"], ["快走"]),
    "V21 chokes": (advised("男", 70, "高血压，吃饭呛", **NORMAL), ["坐直", "不要喝汤水"], ["喝汤"]),
    "V22 cirrhosis told at the visit": (advised("男", 60, "高血压", other_signs="肝硬化", drink_now=2, **NORMAL),
        ["一口不喝", "不要沾一滴酒"], ["先减到", "两，最好不喝"]),
    "V23 just operated": (advised("男", 60, "高血压", [], {"surgeries": "胆囊切除术后 20 天"}, **NORMAL), ["不要举重"], ["快走"]),
    "V24 under the limit of her age": (advised("女", 81, "高血压", **NORMAL, **at(150, 21.9)), ["偏瘦", "不能再瘦"], ["3 个月"]),
    "V25 gave up drink": (advised("男", 50, "高血压，戒酒", drink_now=1, **NORMAL), ["一口不喝"], ["先减到", "真要喝"]),
}  # fmt: skip

STEPS: dict[str, Case] = {
    "salt, light": (advised("男", 50, "高血压", salt_now="1", salt_target="1", **NORMAL), ["守住淡味"], ["酱油减半", "小勺"]),
    "salt, two levels aimed at": (advised("男", 50, "高血压", salt_now="3", salt_target="1", **NORMAL), ["酱油减半"], ["守住淡味"]),
    "exercise never beyond the aim": (advised("男", 50, "高血压", ex_times_target=3, ex_minutes_target=20, **NORMAL), ["每周 3 天，每次 20 分钟"], []),
    "a first prescription is small": (advised("男", 50, "高血压", ex_times_target=7, ex_minutes_target=60, **NORMAL),
        ["每周 5 天，每次 30 分钟"], []),
    "a man at his limit": (advised("男", 50, "高血压", drink_now=1, drink_target=1, **NORMAL),
        ["最好不喝；真要喝，一天不过 1 两", "每周至少 3 天不喝"], ["先减到"]),
    "a woman above hers": (advised("女", 50, "高血压", drink_now=1, drink_target=1, **NORMAL), ["减到不喝", "上限 15 克"], ["真要喝"]),
    "an aim above what is drunk": (advised("男", 50, "高血压", drink_now=1, drink_target=3, **NORMAL), ["一天不过 1 两"], ["3 两"]),
    "the last half": (advised("男", 50, "高血压", drink_now=0.5, **NORMAL), ["减到不喝"], ["0 两"]),
    "sleeping pills": (advised("男", 50, "高血压", ["艾司唑仑"], drink_now=1, **NORMAL), ["一口不喝"], ["真要喝"]),
    "cephalosporin": (advised("男", 50, "高血压", ["头孢克洛"], drink_now=1, **NORMAL), ["一口不喝"], ["真要喝"]),
    "smoking less is a way, no aim": (advised("男", 50, "高血压", smoke_now=20, smoke_target=10, **NORMAL), [STOP, "只是过渡"], ["少抽几支就好"]),
}  # fmt: skip

WEIGHTS: dict[str, Case] = {
    "64 and heavy": (advised("女", 64, "高血压", **NORMAL, **at(160, 24.0)), ["3 个月"], []),
    "65 and as heavy": (advised("女", 65, "高血压", **NORMAL, **at(160, 24.0)), ["正好，保持"], ["3 个月"]),
    "70 and too heavy": (advised("女", 70, "高血压", **NORMAL, **at(160, 28.0)), ["要不要减问卫生院"], ["3 个月", "23.9"]),
    "80 and too heavy": (advised("男", 80, "高血压", **NORMAL, **at(160, 28.0)), ["保持稳定，不大减"], ["3 个月"]),
    "lungs of 25": (advised("男", 60, "慢阻肺", **NORMAL, **at(170, 25.5)), ["正好，保持"], ["3 个月"]),
    "lungs of 28": (advised("男", 60, "慢阻肺", **NORMAL, **at(170, 28.0)), ["3 个月", "26.9"], ["23.9"]),
}  # fmt: skip
CASES = VETOES | STEPS | WEIGHTS


@pytest.mark.parametrize("name", CASES)
def test_each_row_says_what_it_must_and_never_what_it_must_not(name: str) -> None:
    answer, must, never = CASES[name]
    assert [sentence for sentence in must if sentence not in everything(answer)] == []
    assert [sentence for sentence in never if sentence in asked_for(answer)] == []


@pytest.mark.parametrize("diseases", ["慢阻肺", "高血压，冠心病", "糖尿病，糖尿病足", "慢阻肺，糖尿病，吞咽困难，心衰"])
def test_stopping_smoking_stands_first_where_it_does_most(diseases: str) -> None:
    answer = advised("男", 60, diseases, smoke_now=20, fbg=6.5, **NORMAL)
    assert answer["diet"][0]["text"].startswith(STOP)
    assert next(line for line in answer["card"] if line.startswith("吃饭")).startswith(f"吃饭：烟：{STOP}")


def test_elsewhere_it_stands_among_the_others() -> None:
    codes = [line["code"] for line in advised("男", 60, "高血压", smoke_now=20, **NORMAL)["diet"]]
    assert codes[0] == "salt"
    assert "smoke" in codes


DISEASES = "高血压 糖尿病 1型糖尿病 慢阻肺 冠心病 痛风 心衰 肝硬化 跌倒过 独居 慢性肾炎 吞咽困难 戒酒 哺乳期".split()
SIGNS = "透析 尿酸高 肝硬化 眼底出血 腿肿".split()
DRUGS = "缬沙坦 美托洛尔 某某洛尔 格列美脲 胰岛素 螺内酯 维拉帕米 甲硝唑".split()
CONTRADICTIONS = [
    ("不要用低钠盐", "可以换低钠盐"), ("不要自己换低钠盐", "可以换低钠盐"), ("不要按心率运动", "心率 "), ("不要快走", "快走"), ("不要沾一滴酒", "真要喝"),
    ("不要再沾酒", "先减到"), ("不要喝啤酒", "先减到"), ("不要喝甜饮料、稀粥", "200–350"), ("不要减重", "kg，3 个月"),
    ("不要蹦跳", "快走"), ("不要随意喝水", "多喝水"), ("不要在今天运动", "天，每次"),
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(DISEASES), unique=True, max_size=4),
    st.lists(st.sampled_from(SIGNS), unique=True, max_size=2),
    st.lists(st.sampled_from(DRUGS), unique=True, max_size=3),
    st.sampled_from([52, 72, 116]),
    st.sampled_from([17.0, 20.5, 25.0, 29.0]),
)
def test_nothing_is_advised_that_is_advised_against(
    diseases: list[str], signs: list[str], drugs: list[str], pulse: int, bmi: float
) -> None:
    answer = advised(
        "男",
        70,
        "，".join(diseases),
        drugs,
        other_signs="，".join(signs),
        heart_rate=pulse,
        drink_now=3,
        **NORMAL,
        **at(165, bmi),
    )
    against, advice = "\n".join(answer["not_advised"]), asked_for(answer).replace("不看心率", "")
    assert [pair for pair in CONTRADICTIONS if pair[0] in against and pair[1] in advice] == []
