"""A dose and how often, as people write them: 5 mg, 半片, 1/2 片, 1–2 片; bid, QD, 一天三次, 每晚."""

import re
from dataclasses import dataclass

UNITS = {
    "毫克": "mg", "克": "g", "微克": "μg", "ug": "μg", "mcg": "μg", "µg": "μg", "mg": "mg", "g": "g", "毫升": "mL", "ml": "mL",
    "iu": "IU", "u": "单位", "喷": "揿", "吸": "揿", "颗": "粒", "枚": "枚",
}  # fmt: skip
_COUNT = {"半": 0.5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "八": 8, "十": 10}
_NUMBER = rf"\d+(?:\.\d+)?(?:/\d+)?|[{''.join(_COUNT)}]"
_OTHER = f"[{''.join(_COUNT)}]"
_DOSE = re.compile(
    rf"\s*(?P<one>{_NUMBER})\s*(?:[-–—~～至到]\s*(?P<most>{_NUMBER})\s*)?(?P<unit>(?!{_OTHER})[A-Za-zµμ\u4e00-\u9fff](?:(?!{_OTHER})[^\d,，])*?)?(?P<half>半)?\s*"
)
_TIMES = {"1": "qd", "2": "bid", "3": "tid", "4": "qid", "一": "qd", "二": "bid", "两": "bid", "三": "tid", "四": "qid"}
_DAILY = re.compile(r"(?:每|一|1)?[日天][服吃用]?\s*([1-4一二两三四])\s*次")
_WHEN = re.compile(r"[\s,，]*[(（]?(?:三?餐|饭|进食)(?:前|后|时|中)(?:半小时|即刻)?[服用]?[)）]?$")
_WORDS = {
    "每晚": "qn", "睡前": "qn", "每晚一次": "qn", "每晚1次": "qn", "隔日": "qod", "隔天": "qod", "隔日一次": "qod", "隔日1次": "qod",
    "必要时": "prn", "按需": "prn", "需要时": "prn", "立即": "st", "每8小时": "q8h", "每12小时": "q12h", "每周两次": "biw", "每周2次": "biw",
    "每周一次": "qw", "每周1次": "qw", "一周一次": "qw", "早晚": "bid", "早晚各一次": "bid", "早晚各1次": "bid", "早晚一次": "bid", "每早": "qd",
    "每晨": "qd", "早上": "qd", "早中晚": "tid", "一日三餐": "tid", "隔天一次": "qod", "隔天1次": "qod", "每8小时一次": "q8h", "每12小时一次": "q12h",
    "每8小时1次": "q8h", "每12小时1次": "q12h",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrittenDose:
    """One dose; of a span the greater figure, which is what may be taken. ``unit``: "" when none was written."""

    value: float
    unit: str


def read_dose(text: str) -> WrittenDose | None:
    """The dose; None when it is no dose."""
    match = _DOSE.fullmatch(text)
    if match is None:
        return None
    value = max(_number(match[name]) for name in ("one", "most") if match[name])
    said = (match["unit"] or "").strip()
    if value <= 0 or (match["half"] and not said):
        return None
    return WrittenDose(value + (0.5 if match["half"] else 0), UNITS.get(said.lower(), said))


def _number(text: str) -> float:
    if text in _COUNT:
        return _COUNT[text]
    above, _, below = text.partition("/")
    return float(above) / float(below or 1) if float(below or 1) else 0.0


def read_frequency(text: str) -> str:
    """The code of a frequency written in words or in capitals, with or without when beside a meal; what is neither stays
    as it is."""
    said = text.strip()
    said = _WHEN.sub("", said) or said
    daily = _DAILY.fullmatch(said)
    return _TIMES[daily[1]] if daily else _WORDS.get(said, said.lower())
