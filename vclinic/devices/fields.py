"""A device's values one by one: each is of its kind and within what the forms take, or a problem says why not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from vclinic.domain.dates import BEIJING, beijing_day
from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.domain.typed import line

Value = str | int | float | date | datetime

# Some pairs of GBK are sound UTF-8 of two bytes: 药 comes out as U+04A9. No card and no barcode holds such letters but the dot.
_MISREAD = re.compile("[\u0080-\u00b6\u00b8-\u07ff]")
_DAY = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})", re.ASCII)


@dataclass(slots=True)
class Taking:
    """Takes the values of one reading and gathers what is wrong with them.

    Attributes:
        said: the fields as the helper sent them; what nobody takes, a photo for instance, is not kept.
        problems: in the order in which the fields were taken.
    """

    said: Mapping[str, object]
    problems: list[Problem] = field(default_factory=list[Problem])

    def wrong(self, name: str, code: str, text: str) -> None:
        self.problems.append(Problem(name, code, text))

    def text(self, name: str, meaning: Meaning, *, needed: bool = False) -> str:
        """One line of text; "" where nothing was said or it cannot be used."""
        value = self.said.get(name)
        if value is None or value == "":
            if needed:
                self.wrong(name, "missing", f"设备没有读出{meaning.label}。")
            return ""
        text = line(value) if isinstance(value, str) else ""
        if not text or not text.isprintable():
            self.wrong(name, "not_text", f"设备读出的{meaning.label}不是文字。")
            return ""
        if _MISREAD.search(text):
            self.wrong(name, "encoding", f"设备读出的{meaning.label}是乱码，请手工填写。")
            return ""
        if len(text) > meaning.max_length:
            self.wrong(name, "too_long", f"设备读出的{meaning.label}超过 {meaning.max_length} 个字。")
            return ""
        return text

    def number(self, name: str, meaning: Meaning, *, needed: bool = False) -> int | float | None:
        """A figure within the bounds, a whole one for ``integer``; a text of digits is none."""
        value = self.said.get(name)
        if value is None:
            if needed:
                self.wrong(name, "missing", f"设备没有读出{meaning.label}。")
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(name, "not_a_number", f"设备读出的{meaning.label}不是数字。")
            return None
        low, high = meaning.low, meaning.high
        if low is None or high is None or not low <= value <= high:  # NaN is in no bounds
            self.wrong(
                name, "out_of_bounds", f"设备读出的{meaning.label}不在 {low}～{high} {meaning.unit}之间，请重测。"
            )
            return None
        if meaning.kind != "integer":
            return round(float(value), meaning.decimals)
        if value != int(value):
            self.wrong(name, "not_whole", f"设备读出的{meaning.label}应是整数。")
            return None
        return int(value)

    def day(self, name: str, label: str) -> date | None:
        """A day as 2026-11-28 or, as cards have it, 20261128."""
        value = self.said.get(name)
        if value is None or value == "":
            return None
        parts = _DAY.fullmatch(value) if isinstance(value, str) else None
        try:
            return date(int(parts[1]), int(parts[3]), int(parts[4])) if parts else self._no_day(name, label)
        except ValueError:
            return self._no_day(name, label)

    def _no_day(self, name: str, label: str) -> None:
        self.wrong(name, "no_such_date", f"设备读出的{label}不是日期。")

    def moment(self, name: str, label: str) -> datetime | None:
        """A moment in ISO 8601; without an offset it is Beijing's. What a meter says whose clock was never set may lie beyond
        the calendar there: that is none."""
        value = self.said.get(name)
        if value is None or value == "":
            return None
        try:
            said = datetime.fromisoformat(value) if isinstance(value, str) else None
            if said is not None:
                moment = said if said.tzinfo else said.replace(tzinfo=BEIJING)
                beijing_day(moment)
                return moment
        except (ValueError, OverflowError):
            pass
        self.wrong(name, "no_such_time", f"设备读出的{label}不是时间。")
        return None
