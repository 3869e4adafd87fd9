"""One value of a form, read by its meaning: the typed value, nothing, or a `Problem` that says what is wrong with it."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from vclinic.domain.fields import Meaning
from vclinic.domain.problem import Problem
from vclinic.domain.typed import cleaned, plain as plain_text
from vclinic.forms.document import plain
from vclinic.forms.figures import read_figure

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f]")
_MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")


def half_width(text: str) -> str:
    """What was typed as it is read: full-width digits, letters and spaces as half-width ones, no marks nobody sees."""
    return plain_text(text).strip()


Reading = Callable[[Any], Any]


def read_value(name: str, meaning: Meaning, value: Any) -> Any:
    """One value read by its meaning: the typed value, None for nothing, or a `Problem`."""
    if meaning.kind == "pairs":
        return _read(name, meaning, value, (functools.partial(_read_half, name, meaning),))
    return _read(name, meaning, value, [functools.partial(read_value, name, its) for _, its in meaning.entry])


def _read(name: str, meaning: Meaning, value: Any, within: Sequence[Reading]) -> Any:
    """As `read_value`; ``within`` reads the parts of an entry in their order, or either figure of a pair."""
    if isinstance(value, str):
        value = half_width(value) if meaning.kind != "text" else cleaned(value).strip()
    if value is None or value == "":
        return _nothing(meaning)
    match meaning.kind:
        case "date":
            return _read_date(name, meaning, value)
        case "month":
            return _read_month(name, meaning, value)
        case "integer" | "decimal":
            return read_figure(name, meaning, value)
        case "code":
            return _read_code(name, meaning, value)
        case "codes":
            return _read_codes(name, meaning, value)
        case "flag":
            if isinstance(value, bool):
                return value
            return Problem(name, "not_a_flag", f"{meaning.label}只能填是或否。")
        case "pairs":
            return _read_pairs(name, meaning, value, within[0])
        case "entries":
            return _read_entries(name, meaning, value, within)
        case _:  # text
            return _read_text(name, meaning, value)


def _nothing(meaning: Meaning) -> Any:
    if meaning.kind in ("codes", "pairs", "entries"):
        return ()
    return "" if meaning.kind in ("text", "code", "month") else None


_OF_FEW = frozenset(("code", "flag", "integer", "decimal", "date", "month"))  # kinds whose values come again and again


def reader(name: str, meaning: Meaning) -> Reading:
    """`read_value` of one field, which remembers what it read of the values that come again and again: a township reads
    the same codes and pressures a thousand times an hour. Text is not remembered; it may name somebody."""
    if meaning.kind in _OF_FEW:
        return _remembering(functools.partial(_read, name, meaning, within=()))
    if meaning.kind == "codes":
        return _remembering_codes(functools.partial(_read, name, meaning, within=()))
    if meaning.kind == "text":
        return functools.partial(_read_plain_text, name, meaning)
    if meaning.kind == "pairs":
        figure = _remembering(functools.partial(_read_half, name, meaning))
        return functools.partial(_read_list, name, meaning, functools.partial(_read_pairs, figure=figure), (figure,))
    within = [reader(name, its) for _, its in meaning.entry]
    return functools.partial(_read_list, name, meaning, functools.partial(_read_entries, within=within), within)


def _read_plain_text(name: str, meaning: Meaning, value: Any) -> Any:
    if type(value) is str:
        return _read_text(name, meaning, cleaned(value).strip())
    return _read(name, meaning, value, ())


def _read_list(
    name: str, meaning: Meaning, read: Callable[[str, Meaning, Any], Any], within: Sequence[Reading], value: Any
) -> Any:
    if type(value) is list:
        return read(name, meaning, value) if value else ()
    return _read(name, meaning, value, within)


def _remembering(anew: Reading) -> Reading:
    remembered = functools.lru_cache(maxsize=1024, typed=True)(anew)

    def read(value: Any) -> Any:
        return remembered(value) if type(value) in (str, int, bool) else anew(value)

    return read


def _remembering_codes(anew: Reading) -> Reading:
    remembered = functools.lru_cache(maxsize=1024)(anew)

    def read(value: Any) -> Any:
        codes = tuple(cast("list[Any]", value)) if type(value) is list else ()
        return remembered(codes) if codes and set(map(type, codes)) == {str} else anew(value)

    return read


def missing(value: Any) -> bool:
    """Whether a value read says nothing."""
    return value is None or value == "" or value == ()


def _read_text(name: str, meaning: Meaning, value: Any) -> str | Problem:
    if not isinstance(value, str):
        return Problem(name, "not_text", f"{meaning.label}应是文字。")
    if len(value) > meaning.max_length:
        return Problem(name, "too_long", f"{meaning.label}最多 {meaning.max_length} 个字，现在有 {len(value)} 个。")
    if _HIDDEN.search(value):
        return Problem(name, "not_text", f"{meaning.label}里有不能显示的字符。")
    return value


def _read_date(name: str, meaning: Meaning, value: Any) -> date | Problem:
    if isinstance(value, date):
        return value
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if match is not None:
        year, month, day = (int(part) for part in match.groups() if part is not None)
        try:
            return date(year, month, day)
        except ValueError:
            return Problem(name, "no_such_date", f"没有 {year} 年 {month} 月 {day} 日这一天。", "没有这天")
    return Problem(name, "not_a_date", f"{meaning.label}要写成 2026-11-24 这样的日期。", "不是日期")


def _read_month(name: str, meaning: Meaning, value: Any) -> str | Problem:
    match = _MONTH.fullmatch(value) if isinstance(value, str) else None
    if match is not None and 1900 <= int(match[1]) <= 2200 and 1 <= int(match[2]) <= 12:
        return f"{match[1]}-{int(match[2]):02d}"
    return Problem(name, "not_a_month", f"{meaning.label}要写成 2026-11 这样的年月。", "不是年月")


def _read_code(name: str, meaning: Meaning, value: Any) -> str | Problem:
    code = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if meaning.codes is not None and code not in meaning.codes:
        return Problem(name, "unknown_code", f"{meaning.label}没有代码“{value}”。")
    return code


def _read_codes(name: str, meaning: Meaning, value: Any) -> tuple[str, ...] | Problem:
    if not isinstance(value, list | tuple):
        return Problem(name, "unknown_code", f"{meaning.label}应是一组代码。")
    chosen: list[str] = []
    for choice in cast("list[Any]", value):
        code = _read_code(name, meaning, choice)
        if isinstance(code, Problem):
            return code
        if code not in chosen:
            chosen.append(code)
    codes = meaning.codes
    if codes is not None and codes.exclusive in chosen and len(chosen) > 1:
        return Problem(name, "exclusive", f"选了“{codes.label(codes.exclusive)}”，就不能再选别的{meaning.label}。")
    if meaning.max_items and len(chosen) > meaning.max_items:
        return Problem(name, "too_many", f"{meaning.label}最多选 {meaning.max_items} 项。")
    if codes is not None:
        order = [code for code, _ in codes.options]
        chosen.sort(key=order.index)
    return tuple(chosen)


def _read_half(name: str, meaning: Meaning, value: Any) -> int | float | Problem:
    return read_figure(name, meaning, half_width(value) if isinstance(value, str) else value)


def _read_pairs(name: str, meaning: Meaning, value: Any, figure: Reading) -> tuple[tuple[int, int], ...] | Problem:
    pairs: list[tuple[int, int]] = []
    if not isinstance(value, list | tuple) or len(cast("list[Any]", value)) > meaning.max_items:
        return Problem(name, "not_readings", f"{meaning.label}最多 {meaning.max_items} 次。")
    for pair in cast("list[Any]", value):
        if not isinstance(pair, list | tuple) or len(cast("list[Any]", pair)) != 2:
            return Problem(name, "not_readings", f"{meaning.label}要写成 收缩压/舒张压。")
        numbers = [figure(part) for part in cast("list[Any]", pair)]
        wrong = next((part for part in numbers if isinstance(part, Problem)), None)
        if wrong is not None:
            return wrong
        high, low = (int(cast("float", part)) for part in numbers)
        pairs.append((high, low))
    return tuple(pairs)


def _read_entries(
    name: str, meaning: Meaning, value: Any, within: Sequence[Reading]
) -> tuple[dict[str, Any], ...] | Problem:
    if not isinstance(value, list | tuple) or (meaning.max_items and len(cast("list[Any]", value)) > meaning.max_items):
        return Problem(name, "too_many", f"{meaning.label}最多 {meaning.max_items} 行。")
    entries: list[dict[str, Any]] = []
    for raw in cast("list[Any]", plain(value)):
        if not isinstance(raw, Mapping):
            return Problem(name, "not_an_entry", f"{meaning.label}的一行读不懂。")
        given = cast("Mapping[str, Any]", raw)
        entry: dict[str, Any] = {}
        for (part, _), read in zip(meaning.entry, within, strict=True):
            result = read(given.get(part, ""))
            if isinstance(result, Problem):
                return result
            entry[part] = result
        first = meaning.entry[0]
        if missing(entry[first[0]]):
            if all(missing(part) for part in entry.values()):
                continue
            return Problem(name, "incomplete", f"{meaning.label}有一行没有写{first[1].label}。")
        for part, part_meaning in meaning.entry:
            if entry[part] is None:  # a figure has no word for nothing: the line is still being written
                return Problem(name, "required", f"{entry[first[0]]}还没有写{part_meaning.label}。")
        entries.append(entry)
    return tuple(entries)
