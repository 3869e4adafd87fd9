"""The people every picture and story of ours shows: (name, sex, age, address, registers, household, allergy)."""

from collections.abc import Mapping
from typing import Any

KNOWN: tuple[tuple[str, str, int, str, str, int, str], ...] = (
    ("张三", "1", 62, "一组 8 号", "htn", 0, ""),
    ("李秀英", "2", 60, "一组 8 号", "", 0, ""),
    ("王建国", "1", 57, "三组 2 号", "htn", 1, ""),
    ("张德福", "1", 61, "二组 14 号", "htn t2dm", 2, ""),
    ("何秀珍", "2", 58, "二组 14 号", "htn", 2, "青霉素"),
    ("刘大山", "1", 66, "三组 8 号", "htn t2dm", 3, ""),
    ("赵冬梅", "2", 64, "三组 8 号", "htn", 3, ""),
    ("曾庆林", "1", 77, "五组 9 号", "t2dm", 4, ""),
    ("单国英", "2", 75, "五组 9 号", "htn", 4, ""),
    ("马玉良", "1", 47, "四组 21 号", "htn", 5, ""),
    ("孙满仓", "1", 72, "一组 3 号", "copd", 6, ""),
    ("杨素芬", "2", 69, "二组 5 号", "htn", 7, ""),
    ("郭永年", "1", 63, "五组 2 号", "htn chd", 8, ""),
    ("唐志明", "1", 54, "一组 16 号", "htn", 9, ""),
    ("欧阳建国", "1", 52, "四组 6 号", "htn", 10, ""),
    ("阿卜杜热合曼·买买提", "1", 56, "四组 30 号", "", 11, ""),
    ("解放", "1", 49, "二组 33 号", "", 12, ""),
    ("仇桂英", "2", 71, "三组 19 号", "htn", 13, ""),
    ("查明亮", "1", 68, "五组 27 号", "htn", 14, ""),
)


def _pressures(*pairs: tuple[int, int]) -> tuple[dict[str, Any], ...]:
    return tuple({"sbp": sbp, "dbp": dbp} for sbp, dbp in pairs)


def _glucoses(*figures: float) -> tuple[dict[str, Any], ...]:
    return tuple({"fbg": fbg, "sbp": 132, "dbp": 78} for fbg in figures)


# name → (kind of course, figures of the last visits by disease, oldest first, days since the last one)
KNOWN_COURSES: dict[str, tuple[str, Mapping[str, tuple[Mapping[str, Any], ...]], int]] = {
    "张三": ("controlled", {"htn": _pressures((138, 86), (136, 84), (134, 82))}, 90),
    "王建国": ("controlled", {"htn": _pressures((132, 80), (134, 82), (130, 80))}, 84),
    "张德福": (
        "controlled",
        {"htn": _pressures((136, 84), (134, 84), (138, 84)), "t2dm": _glucoses(6.4, 6.2, 6.6)},
        89,
    ),
    "何秀珍": ("drifting", {"htn": _pressures((134, 82), (136, 84), (138, 86), (152, 94))}, 14),
    "刘大山": (
        "uncontrolled",
        {"htn": _pressures((156, 92), (168, 98), (178, 104)), "t2dm": _glucoses(7.6, 8.4, 9.1)},
        21,
    ),
    "赵冬梅": ("controlled", {"htn": _pressures((138, 84), (134, 82), (136, 82))}, 88),
    "单国英": ("drifting", {"htn": _pressures((146, 82), (148, 84), (158, 84))}, 18),
    "马玉良": ("never", {}, 43),
    "杨素芬": ("controlled", {"htn": _pressures((144, 84), (148, 86), (146, 88))}, 91),
    "郭永年": ("drifting", {"htn": _pressures((138, 86), (146, 92))}, 12),
    "唐志明": ("controlled", {"htn": _pressures((130, 80), (134, 82), (132, 80))}, 82),
    "欧阳建国": ("controlled", {"htn": _pressures((136, 86), (138, 88))}, 70),
    "仇桂英": ("controlled", {"htn": _pressures((142, 80), (144, 82))}, 40),
    "查明亮": ("improved", {"htn": _pressures((162, 96), (150, 88), (142, 84))}, 60),
    "曾庆林": ("drifting", {"t2dm": _glucoses(6.6, 6.9, 7.8)}, 16),
}
