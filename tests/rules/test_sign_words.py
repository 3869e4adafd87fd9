"""Words of a visit that speak of danger, and words that only seem to."""

import pytest

from vclinic.rules.sign_words import (
    arms_apart,
    danger_words,
    feels_unwell,
    foot_broken,
    ketosis_words,
    lungs_worse,
    not_eating,
    pulse_irregular,
    sick_or_panting,
    standing_pressures,
    stroke_words,
    worry_words,
)


@pytest.mark.parametrize(
    ("text", "unwell"),
    [
        ("头晕，出冷汗", True), ("起床时眼前发黑", True), ("上周晕倒过一次", True), ("胸闷", True), ("走几步就喘", True),
        ("走路不稳，头晕", True), ("没力气 头晕", True), ("说话不清、反应慢", True),
        ("无头晕", False), ("没有头晕、胸痛", False), ("否认胸闷气短", False), ("不头晕", False), ("未诉胸痛", False),
        ("低热咳嗽", False), ("", False), ("以前晕倒过", False), ("双下肢无水肿", False),
    ],
)  # fmt: skip
def test_who_feels_unwell(text: str, *, unwell: bool) -> None:
    assert feels_unwell(text) is unwell


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("左手左腿麻，说话含糊", ("one_side_weak", "speech")), ("右侧肢体无力", ("one_side_weak",)),
        ("口角歪斜", ("one_side_weak",)), ("嘴歪", ("one_side_weak",)), ("讲话说不清，大舌头", ("speech",)),
        ("半身不遂", ("one_side_weak",)), ("右胳膊抬不起来", ("one_side_weak",)), ("今早突然失语", ("speech",)),
        ("双手发麻", ()), ("脑梗后遗症左侧肢体无力", ()), ("无口角歪斜", ()), ("老伴说话不清", ()), ("母亲去年中风左侧无力", ()),
        ("儿子发现他嘴歪", ("one_side_weak",)), ("老伴走后左侧无力", ("one_side_weak",)), ("无发热但说话不清", ("speech",)), ("没有说话不清", ()), ("四肢麻木", ()), ("", ()),
        ("舌头硬，话说不利索", ("speech",)), ("走路往一边偏", ("one_side_weak",)), ("语言流利，四肢活动自如", ()),
    ],
)  # fmt: skip
def test_words_of_a_stroke(text: str, signs: tuple[str, ...]) -> None:
    assert stroke_words(text) == signs


@pytest.mark.parametrize(
    ("text", "irregular"),
    [
        ("心律不齐", True), ("脉搏绝对不齐", True), ("律不齐", True), ("律齐", False), ("房颤，心律绝对不齐", False),
        ("未见心律不齐", False), ("牙齿不齐", False),
    ],
)  # fmt: skip
def test_an_irregular_pulse(text: str, *, irregular: bool) -> None:
    assert pulse_irregular(text) is irregular


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("站立1分钟 104/60，3分钟 110/64", ((104, 60), (110, 64))), ("立位血压 104/62", ((104, 62),)),
        ("站立 1 分钟 128→104", ((104, None),)), ("站立后降到 100", ()), ("坐位 128/80，站立 112/70", ((112, 70),)),
        ("站立 112/70，坐位 128/80", ((112, 70),)), ("能站立", ()), ("血压 104/60", ()),
    ],
)  # fmt: skip
def test_a_pressure_taken_standing(text: str, standing: tuple[tuple[int, int | None], ...]) -> None:
    assert standing_pressures(text) == standing


@pytest.mark.parametrize(
    ("text", "apart"),
    [("左臂 150/90，右臂 128/80", 22), ("左150/90右152/88", 2), ("左膝疼", None), ("右臂 128/80", None)],
)
def test_both_arms(text: str, apart: int | None) -> None:
    assert arms_apart(text) == apart


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("右脚破了流脓", True), ("足底溃疡", True), ("左足红肿", True), ("大脚趾发黑", True), ("脚上起水泡", True), ("烂脚", True),
        ("糖尿病足", True), ("足跟伤口久不愈合", True), ("无发热但脚破了", True), ("老伴说他脚烂了", True), ("足趾坏疽", True),
        ("热水袋烫了脚", True), ("烧伤足背", True), ("每天烫脚", False),
        ("脚没破", False), ("双足皮肤完好，无破溃", False), ("双足无破溃红肿", False), ("去年脚破过", False), ("脚伤口已愈合", False),
        ("老伴脚烂了", False), ("父亲糖尿病足", False), ("足背动脉搏动减弱", False), ("睡眠不足，黑眼圈", False), ("手破了", False), ("", False),
    ],
)  # fmt: skip
def test_a_broken_foot(text: str, *, broken: bool) -> None:
    assert foot_broken(text) is broken


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("叫不醒", ("consciousness",)), ("人糊涂了", ("consciousness",)), ("早上昏过去一次", ("consciousness",)), ("刚才晕倒", ("consciousness",)),
        ("突然头痛欲裂，呕吐", ("headache",)), ("头痛得厉害", ("headache",)), ("头痛", ()), ("头疼厉害", ("headache",)), ("后背撕裂样疼", ("chest_back_pain",)),
        ("胸口压着疼20分钟，出汗", ("chest_pain",)), ("胸痛", ("chest_pain",)), ("心绞痛又犯了", ("chest_pain",)), ("胸部按压痛", ()),
        ("夜里坐着喘，平不了", ("orthopnoea",)), ("夜里憋醒两次", ("orthopnoea",)), ("腿肿到膝盖，上不来气", ("orthopnoea",)),
        ("吃药后全身起疹、脸肿", ("anaphylaxis",)), ("喉头水肿", ("anaphylaxis",)), ("双下肢水肿", ()),
        ("黑便三天", ("bleeding",)), ("拉黑屎两天", ("bleeding",)), ("吐血一口", ("bleeding",)), ("鼻出血止不住", ("bleeding",)), ("大便正常", ()),
        ("右眼突然看不见", ("vision",)), ("突然看东西重影", ("vision",)), ("白内障，看不清十年", ()),
        ("无胸痛", ()), ("神志清楚，对答切题", ()), ("能平卧", ()), ("夜里憋尿", ()), ("端坐位测血压", ()), ("端坐呼吸", ("orthopnoea",)), ("青霉素过敏性休克史", ()), ("心口疼，老样子", ("chest_pain",)), ("胸痛同前", ()), ("否认黑便", ()), ("去年晕倒过", ()), ("老伴吐血了", ()), ("老糊涂", ()), ("", ()),
    ],
)  # fmt: skip
def test_words_of_danger(text: str, signs: tuple[str, ...]) -> None:
    assert danger_words(text) == signs


@pytest.mark.parametrize(
    ("text", "fasting"),
    [
        ("呕吐腹泻两天", True),
        ("吃不下", True),
        ("不进食", True),
        ("拉肚子", True),
        ("无腹泻", False),
        ("恶心", False),
        ("偶有腹泻", False),
        ("吃得下", False),
    ],
)
def test_days_without_food(text: str, *, fasting: bool) -> None:
    assert not_eating(text) is fasting


@pytest.mark.parametrize(
    ("text", "worse"),
    [
        ("慢阻肺急性加重", True), ("咳得比平时厉害，痰黄", True), ("痰多，喘得比平时厉害", True), ("痰多", False), ("喘，同前", False),
        ("不咳，无痰", False), ("去年急性加重一次", False),
    ],
)  # fmt: skip
def test_lungs_that_got_worse(text: str, *, worse: bool) -> None:
    assert lungs_worse(text) is worse


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("上楼胸闷", ("chest_tightness", "chest_pain")), ("心慌手抖", ("palpitation", "palpitation_sweat", "chest_pain")),
        ("夜里出冷汗", ("palpitation_sweat",)), ("无胸闷心慌", ()), ("老伴心慌", ()), ("", ()),
    ],
)  # fmt: skip
def test_words_that_are_asked_about(text: str, signs: tuple[str, ...]) -> None:
    assert worry_words(text) == signs


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("呼气有烂苹果味", ("ketone_breath",)), ("深大呼吸", ("deep_breath",)), ("腹痛，恶心", ("gut",)), ("肚子疼 吐了两次", ("gut",)),
        ("烂苹果味，呼吸深，胃痛想吐", ("ketone_breath", "deep_breath", "gut")),
        ("恶心", ()), ("腹痛", ()), ("无腹痛恶心", ()), ("以前有过烂苹果味", ()), ("老伴烂苹果味", ()), ("没有深大呼吸", ()), ("", ()),
    ],
)  # fmt: skip
def test_words_of_ketones(text: str, signs: tuple[str, ...]) -> None:
    assert ketosis_words(text) == signs


@pytest.mark.parametrize(
    ("text", "sick"),
    [
        ("恶心", True),
        ("肚子痛", True),
        ("有点喘", True),
        ("想吐", True),
        ("不喘", False),
        ("无恶心呕吐", False),
        ("吐字清楚", False),
    ],
)
def test_who_is_sick_or_panting(text: str, *, sick: bool) -> None:
    assert sick_or_panting(text) is sick
