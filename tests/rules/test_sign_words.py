"""Words of a visit that speak of danger, and words that only seem to."""

import pytest

from vclinic.rules.sign_words import arms_apart, feels_unwell, pulse_irregular, standing_pressures, stroke_words


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
        ("双手发麻", ()), ("脑梗后遗症左侧肢体无力", ()), ("无口角歪斜", ()), ("没有说话不清", ()), ("四肢麻木", ()), ("", ()),
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
