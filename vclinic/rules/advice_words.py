"""Conditions that only advice asks for, heard in what was written of a person or a visit: 吞咽呛咳, 独居, 支架术后 20 天."""

import re
from datetime import date

from vclinic.rules.veto_table import VetoTable

_CLAUSE = re.compile(r"[，,。；;、\n]")
_DENIED = re.compile(r"无|没有|没|否认|未见|未发|排除|不是|父|母|爸|妈|家族|兄|弟|姐|妹|儿子|女儿|丈夫|妻|老伴")
_LATE = re.compile(r"[：:]\s*(?:无|没有|否)")
_SPAN = re.compile(r"(\d+|半|一|两|二|三|四|五|六|七|八|九|十)\s*(天|日|周|星期|个?多?月|年)")
_ON = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_JUST = re.compile(r"刚|急性|昨天|今天|前天|上周|本周|本月|近期|最近")
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "年": 365}
_COUNTS = {
    "半": 0.5,
    "一": 1,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_MONTH = 30.5


def conditions_in(text: str, table: VetoTable, day: date | None = None) -> frozenset[str]:
    """Keys of the conditions a text speaks of, clause by clause; what is denied or a relative's is not among them.
    ``day``: of the visit, for an event written with its date."""
    heard: set[str] = set()
    for clause in _CLAUSE.split(text):
        for key, pattern in table.conditions:
            match = pattern.search(clause)
            if match and not _DENIED.search(clause[: match.start()]) and not _LATE.match(clause[match.end() :]):
                heard.add(key)
        days = days_since(clause, day)
        for key, pattern in table.events:
            match = pattern.search(clause)
            most = table.limits["surgery_days" if key == "recent_surgery" else "recent_days"]
            if match and days is not None and days <= most and not _DENIED.search(clause[: match.start()]):
                heard.add(key)
    return frozenset(heard)


def days_since(clause: str, day: date | None) -> float | None:
    """How long ago a clause says something was, in days; None when it does not say."""
    if (on := _ON.search(clause)) and day is not None:
        try:
            return (day - date(*map(int, on.groups()))).days
        except ValueError:  # no such day
            return None
    if span := _SPAN.search(clause):
        count = _COUNTS.get(span[1]) or float(span[1])
        return count * _DAYS.get(span[2], _MONTH)
    return 0 if _JUST.search(clause) else None
